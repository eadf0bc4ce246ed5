"""The final assessment as a learner takes it: starting, handing in, failing, passing, and whatever goes wrong."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.actions.assessing import submit_attempt
from courses.enums import AttemptState, Level
from courses.errors import NotOpen
from courses.models import Attempt, AttemptAnswer, CompiledCourse, Completion
from courses.signals import course_passed
from tests.factories.learning import answers, ask_several, learner, publish, serve_course
from tests.factories.people import PersonFactory
from wikilearn.audit.models import Event

pytestmark = pytest.mark.django_db
MANDATORY = {"mandatory": True}


def page_of(response):
    assert response.status_code == 200, response
    return response.content.decode()


def attempt_url(attempt):
    return reverse("courses:attempt", args=[attempt.pk])


def result_url(attempt):
    return reverse("courses:result", args=[attempt.pk])


def assessment_url(course):
    return reverse("courses:assessment", args=[course.slug])


def age(attempt, **by):
    """Make the attempt older than it is."""
    earlier = timedelta(**by)
    attempt.refresh_from_db()
    for name in ("started_at", "due_at", "submitted_at"):
        if moment := getattr(attempt, name):
            setattr(attempt, name, moment - earlier)
    attempt.save()


@pytest.fixture
def announced():
    received = []

    def receive(sender, completion, **kwargs):
        received.append((completion, connection.in_atomic_block))

    course_passed.connect(receive)
    yield received
    course_passed.disconnect(receive)


# ---- Starting ----


def test_assessment_says_what_is_asked():
    taking = learner(serve_course(pass_mark=75, time_limit=timedelta(minutes=20)))
    page = page_of(taking.client.get(assessment_url(taking.course)))
    assert "4 questions on one page" in page
    assert "You pass with 75 % right" in page
    assert "You have 20 minutes" in page
    assert "3 attempts before a pause" in page


def test_start_draws_questions_of_the_published_revision():
    taking = learner(serve_course(questions=9))
    attempt = taking.start()
    assert attempt.revision == taking.course.published_revision
    assert attempt.state == AttemptState.OPEN
    assert len({drawn["key"] for drawn in attempt.drawn}) == 4
    assert all(sorted(drawn["options"]) == ["1", "2"] for drawn in attempt.drawn)


def test_start_twice_gives_the_same_attempt():
    taking = learner()
    assert taking.start() == taking.start()
    assert Attempt.objects.count() == 1


def test_start_needs_enrolment(client):
    course = serve_course()
    client.force_login(PersonFactory())
    response = client.post(assessment_url(course))
    assert response.status_code == 409
    assert "There is no assessment to take." in response.content.decode()


def test_start_needs_questions():
    taking = learner(serve_course(questions=0))
    assert taking.client.post(assessment_url(taking.course)).status_code == 409
    assert "This course has no assessment." in page_of(taking.client.get(assessment_url(taking.course)))


def test_start_needs_a_person(client):
    assert client.get(assessment_url(serve_course())).status_code == 302


def test_start_of_a_mandatory_course_needs_all_lessons_read():
    taking = learner(serve_course(**MANDATORY))
    response = taking.client.post(assessment_url(taking.course))
    assert response.status_code == 409
    assert "read all lessons" in response.content.decode()
    taking.read_all()
    assert taking.start().state == AttemptState.OPEN


def test_start_skips_kinds_that_cannot_be_asked():
    course = serve_course(questions=3)
    course.published_revision.compiled_questions.filter(key="q1").update(kind="opaque")
    assert {drawn["key"] for drawn in learner(course).start().drawn} == {"q2", "q3"}


def test_options_keep_their_order_where_it_matters():
    course = serve_course(questions=1)
    ask_several(course, "q1", options=6)
    revision = course.published_revision.compiled_questions.first().question_revision
    document = revision.document | {"settings": {"options": list("123456"), "shuffle": False}}
    kept = type(revision).objects.create(course=course, key="q1", hash="kept", document=document)
    course.published_revision.compiled_questions.update(question_revision=kept)
    assert learner(course).start().drawn[0]["options"] == list("123456")


# ---- What the browser gets before the answers are in ----


def test_nothing_before_the_answer_says_what_is_right():
    taking = learner(serve_course(quiz_in=1))
    attempt = taking.start()
    urls = [
        reverse("courses:catalogue"),
        reverse("courses:course", args=[taking.course.slug]),
        reverse("courses:lesson", args=[taking.course.slug, "l1"]),
        assessment_url(taking.course),
        attempt_url(attempt),
        reverse("courses:my_learning"),
        reverse("courses:continue"),
    ]
    pages = [page_of(taking.client.get(url)) for url in urls]
    pages.append(page_of(taking.client.post(attempt_url(attempt), {"hand_in": "yes", "q-q1": "1"})))
    pages.append(
        page_of(
            taking.client.post(reverse("courses:quiz", args=[taking.course.slug, "l1", "quiz"]), {"b-quiz-q-q1": "1"})
        )
    )
    for page in pages:
        assert "secret" not in page.lower()
        assert "correct" not in page.lower()
        assert "option--right" not in page


def test_result_of_an_open_attempt_is_not_shown():
    taking = learner()
    attempt = taking.start()
    assert taking.client.get(result_url(attempt)).url == attempt_url(attempt)


# ---- Handing in ----


def test_pass_writes_completion_fact_and_log(announced):
    taking = learner(serve_course(pass_mark=75), language="es")
    attempt = taking.start()
    assert taking.hand_in(attempt, wrong=1).url == result_url(attempt)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.score, attempt.passed) == (AttemptState.SUBMITTED, 75, True)
    completion = Completion.objects.get()
    assert (completion.person, completion.course, completion.attempt) == (taking.person, taking.course, attempt)
    assert (completion.language, completion.score, completion.level) == ("es", 75, Level.BASIC)
    assert completion.revision == taking.course.published_revision
    assert completion.passed_at == attempt.submitted_at
    assert announced == [(completion, True)]
    event = Event.objects.get(action="course.passed")
    assert (event.actor, event.target) == (taking.person.reference, taking.course.reference)
    assert event.details == {"revision": completion.revision.number}, "scores are erased one day, the log is not"


def test_pass_is_shown_with_what_comes_next():
    taking = learner()
    attempt = taking.start()
    taking.hand_in(attempt)
    page = page_of(taking.client.get(result_url(attempt)))
    assert "You passed" in page
    assert "100 %" in page
    assert "Advanced" in page
    assert "en secret why 1" in page
    assert "You passed on" in page_of(taking.client.get(reverse("courses:course", args=[taking.course.slug])))


def test_failure_writes_no_completion(announced):
    taking = learner()
    attempt = taking.start()
    taking.hand_in(attempt, wrong=2)
    attempt.refresh_from_db()
    assert (attempt.score, attempt.passed) == (50, False)
    assert not Completion.objects.exists()
    assert not announced
    page = page_of(taking.client.get(result_url(attempt)))
    assert "Not passed this time" in page
    assert page.count("question--wrong") == 2
    assert "Try again" in page


def test_answers_are_stored_with_their_judgement():
    taking = learner()
    attempt = taking.start()
    taking.hand_in(attempt, wrong=1)
    stored = {answer.question_key: (answer.answer, answer.correct) for answer in AttemptAnswer.objects.all()}
    first = attempt.drawn[0]["key"]
    assert stored[first] == ({"chosen": ["2"]}, False)
    assert sum(correct for _answer, correct in stored.values()) == 3


def test_several_answers_are_right_only_together():
    course = serve_course(questions=1)
    ask_several(course, "q1", correct=("1", "3"))
    for chosen, score in ((["1"], 0), (["1", "2", "3"], 0), (["3", "1"], 100)):
        taking = learner(course)
        attempt = taking.start()
        taking.client.post(attempt_url(attempt), {"q-q1": chosen, "hand_in": "yes"})
        attempt.refresh_from_db()
        assert attempt.score == score


def test_questions_cannot_be_missing_and_nothing_is_lost():
    taking = learner()
    attempt = taking.start()
    left_out, *given = [drawn["key"] for drawn in attempt.drawn]
    page = page_of(taking.client.post(attempt_url(attempt), {f"q-{key}": "2" for key in given} | {"hand_in": "yes"}))
    assert "Some questions have no answer yet." in page
    assert 'href="#question-1"' in page
    assert page.count(" checked") == 3
    assert Attempt.objects.get().state == AttemptState.OPEN
    assert page_of(taking.client.get(attempt_url(attempt))).count(" checked") == 3
    taking.client.post(attempt_url(attempt), {f"q-{key}": "2" for key in [left_out, *given]} | {"hand_in": "yes"})
    assert Attempt.objects.get().state == AttemptState.SUBMITTED


def test_answers_can_be_kept_for_later_and_changed():
    taking = learner()
    attempt = taking.start()
    key = attempt.drawn[0]["key"]
    for option in ("1", "2"):
        assert taking.client.post(attempt_url(attempt), {f"q-{key}": option, "keep": "yes"}).url == attempt_url(attempt)
    assert AttemptAnswer.objects.get().answer == {"chosen": ["2"]}
    assert "Continue the assessment" in page_of(taking.client.get(assessment_url(taking.course)))


def test_language_can_be_switched_in_the_middle():
    taking = learner()
    attempt = taking.start()
    key = attempt.drawn[0]["key"]
    taking.client.post(attempt_url(attempt), {f"q-{key}": "1", "lang": "es", "change_language": "yes"})
    page = page_of(taking.client.get(attempt_url(attempt)))
    assert "es prompt" in page
    assert page.count(" checked") == 1
    taking.hand_in(attempt)
    assert Completion.objects.get().language == "es"


def test_language_that_the_revision_does_not_have_changes_nothing():
    taking = learner()
    attempt = taking.start()
    taking.client.post(attempt_url(attempt), {"lang": "xx", "change_language": "yes"})
    attempt.refresh_from_db()
    assert attempt.language == "en"


@pytest.mark.parametrize("questions", [1, 30])
def test_handing_in_needs_a_constant_number_of_queries(questions, django_assert_max_num_queries):
    taking = learner(serve_course(questions=questions, questions_per_attempt=30))
    attempt = taking.start()
    with django_assert_max_num_queries(25):
        taking.hand_in(attempt)


# ---- Bad input ----


def test_handing_in_twice_keeps_the_first_result(announced):
    taking = learner()
    attempt = taking.start()
    taking.hand_in(attempt)
    response = taking.hand_in(attempt, wrong=4)
    assert response.url == result_url(attempt)
    assert "already ended" in page_of(taking.client.get(response.url))
    attempt.refresh_from_db()
    assert attempt.score == 100
    assert len(announced) == 1


def test_handing_in_from_an_old_tab_changes_nothing():
    taking = learner()
    first = taking.start()
    taking.hand_in(first, wrong=4)
    second = taking.start()
    assert taking.hand_in(first).url == result_url(first)
    second.refresh_from_db()
    assert second.state == AttemptState.OPEN
    assert not Completion.objects.exists()


def test_handing_in_late_is_not_graded(announced):
    taking = learner(serve_course(time_limit=timedelta(minutes=10)))
    attempt = taking.start()
    age(attempt, minutes=11)
    assert taking.hand_in(attempt).url == result_url(attempt)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.score, attempt.passed) == (AttemptState.EXPIRED, None, False)
    assert not announced
    assert "The time ran out" in page_of(taking.client.get(result_url(attempt)))


def test_handing_in_within_the_grace_is_graded():
    taking = learner(serve_course(time_limit=timedelta(minutes=10)))
    attempt = taking.start()
    age(attempt, minutes=10, seconds=20)
    taking.hand_in(attempt)
    attempt.refresh_from_db()
    assert attempt.passed


def test_looking_at_an_attempt_out_of_time_ends_it():
    taking = learner(serve_course(time_limit=timedelta(minutes=10)))
    attempt = taking.start()
    age(attempt, hours=1)
    assert taking.client.get(attempt_url(attempt)).url == result_url(attempt)
    attempt.refresh_from_db()
    assert attempt.state == AttemptState.EXPIRED


def test_an_attempt_out_of_time_makes_way_for_the_next():
    taking = learner(serve_course(time_limit=timedelta(minutes=10)))
    attempt = taking.start()
    age(attempt, hours=1)
    assert taking.start() != attempt


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("url", [attempt_url, result_url])
def test_foreign_attempt_is_not_found(method, url):
    attempt = learner().start()
    stranger = Client()
    stranger.force_login(PersonFactory())
    response = getattr(stranger, method)(url(attempt), {"hand_in": "yes"})
    assert response.status_code == (405 if (method, url) == ("post", result_url) else 404)
    attempt.refresh_from_db()
    assert attempt.state == AttemptState.OPEN


def test_attempt_of_nobody_needs_sign_in(client):
    attempt = learner().start()
    assert client.get(attempt_url(attempt)).url.startswith(reverse("account_login"))


def test_attempt_keeps_its_revision_when_the_course_changes():
    taking = learner()
    attempt = taking.start()
    old = attempt.revision
    new = publish(taking.course, questions=2)
    assert "en prompt" in page_of(taking.client.get(attempt_url(attempt)))
    taking.hand_in(attempt)
    assert Completion.objects.get().revision == old != new


def test_attempt_can_be_handed_in_when_the_course_was_withdrawn():
    taking = learner()
    attempt = taking.start()
    CompiledCourse.objects.filter(course=taking.course).delete()
    taking.course.published_revision, taking.course.state = None, "withdrawn"
    taking.course.save()
    page_of(taking.client.get(attempt_url(attempt)))
    taking.hand_in(attempt)
    assert "You passed" in page_of(taking.client.get(result_url(attempt)))


@pytest.mark.parametrize("sent", ["99", "", "1 OR 1=1", ["1", "2"], "\x00", "x" * 5000])
def test_unknown_options_are_refused_and_not_stored(sent):
    taking = learner()
    attempt = taking.start()
    key = attempt.drawn[0]["key"]
    page = page_of(taking.hand_in(attempt, **{f"q-{key}": sent}))
    assert "question--error" in page
    assert Attempt.objects.get().state == AttemptState.OPEN
    assert not AttemptAnswer.objects.filter(question_key=key).exists()
    assert AttemptAnswer.objects.count() == 3


def test_forged_questions_are_ignored():
    taking = learner(serve_course(questions=9))
    attempt = taking.start()
    drawn = {drawn["key"] for drawn in attempt.drawn}
    others = {f"q-q{number}": "1" for number in range(1, 10) if f"q{number}" not in drawn}
    taking.hand_in(attempt, wrong=4, **others, **{"q-forged": "1"})
    attempt.refresh_from_db()
    assert attempt.score == 0
    assert set(AttemptAnswer.objects.values_list("question_key", flat=True)) == drawn


# ---- Failing, pausing, trying again ----


def fail(taking):
    attempt = taking.start()
    taking.hand_in(attempt, wrong=4)
    return attempt


def test_pause_after_failed_attempts_says_when_it_ends():
    taking = learner(serve_course(attempts_before_pause=2, pause=timedelta(hours=6)), time_zone="Asia/Kolkata")
    fail(taking)
    last = fail(taking)
    response = taking.client.post(assessment_url(taking.course))
    assert response.status_code == 409
    last.refresh_from_db()
    opens_at = last.submitted_at + timedelta(hours=6)
    page = page_of(taking.client.get(assessment_url(taking.course)))
    # In the zone of the person: +05:30.
    assert f'datetime="{(opens_at + timedelta(hours=5, minutes=30)):%Y-%m-%dT%H:%M:%S}+05:30"' in page
    assert "Start the assessment" not in page


def test_pause_ends():
    taking = learner(serve_course(attempts_before_pause=2, pause=timedelta(hours=6)))
    for _ in range(2):
        age(fail(taking), hours=7)
    assert taking.start().state == AttemptState.OPEN


def test_expired_attempts_count_as_failed():
    taking = learner(serve_course(attempts_before_pause=1, time_limit=timedelta(minutes=5)))
    attempt = taking.start()
    age(attempt, minutes=6)
    assert taking.client.post(assessment_url(taking.course)).status_code == 409
    assert Attempt.objects.count() == 1


def test_pause_is_forgotten_after_a_pass():
    taking = learner(serve_course(attempts_before_pause=2))
    fail(taking)
    taking.hand_in(taking.start())
    fail(taking)
    assert taking.start().cycle == 1


def test_attempts_are_listed_on_the_course_page():
    taking = learner()
    attempt = fail(taking)
    page = page_of(taking.client.get(reverse("courses:course", args=[taking.course.slug])))
    assert result_url(attempt) in page
    assert "Not passed" in page


def test_next_cycle_draws_other_questions():
    taking = learner(serve_course(questions=8))
    first = taking.start()
    taking.hand_in(first)
    second = taking.start()
    assert second.cycle == 1
    assert not {each["key"] for each in first.drawn} & {each["key"] for each in second.drawn}


def test_passing_again_adds_a_completion(announced):
    taking = learner()
    for _ in range(2):
        taking.hand_in(taking.start())
    assert Completion.objects.count() == 2
    assert len(announced) == 2


def test_attempt_that_started_on_a_leap_day_is_dated_by_its_end(announced):
    taking = learner()
    attempt = taking.start()
    attempt.started_at = datetime(2028, 2, 29, 23, 59, tzinfo=UTC)
    attempt.save()
    before = timezone.now()
    taking.hand_in(attempt)
    assert announced[0][0].passed_at >= before


# ---- Two at the same moment ----


@pytest.mark.django_db(transaction=True)
def test_two_hand_ins_at_once_make_one_result():
    taking = learner()
    attempt = taking.start()
    given = {name.removeprefix("q-"): [value] for name, value in answers(attempt).items() if name != "hand_in"}
    ready, outcomes = threading.Barrier(2), []

    def hand_in():
        try:
            ready.wait(timeout=60)
            submit_attempt(actor=taking.person, attempt=attempt, answers=given)
            outcomes.append("graded")
        except NotOpen:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=hand_in) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["graded", "refused"]
    assert Completion.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_starts_at_once_make_one_attempt():
    taking = learner()
    ready, statuses = threading.Barrier(2), []

    def start():
        try:
            client = Client()
            client.force_login(taking.person)
            ready.wait(timeout=60)
            statuses.append(client.post(assessment_url(taking.course)).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=start) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [302, 302]
    assert Attempt.objects.count() == 1
