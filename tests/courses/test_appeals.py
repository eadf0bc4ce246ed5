"""Appeals of questions and what they mean to grades; more time for those who need it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from courses.actions.accommodations import end_extra_time, grant_extra_time
from courses.actions.appeals import answer_appeal, appeal_question, carry_out_remedy
from courses.enums import AppealState, ExtraTimeReason, Remedy
from courses.errors import AlreadyAppealed, NoSuchPerson, NotYours, WrongState
from courses.models import AttemptAnswer, Completion, ExtraTime, QuestionAppeal, Regrade
from courses.personal_data import erase, export
from courses.queries.accommodations import extra_time_of
from courses.tasks import resume_regrading
from tests.factories.courses import TopicFactory
from tests.factories.learning import learner, serve_course
from tests.factories.movement import MembershipFactory
from tests.factories.people import PersonFactory
from wikilearn.audit.models import Event
from wikilearn.movement.enums import MemberRole
from wikilearn.notices.models import Notice

pytestmark = pytest.mark.django_db


def page_of(response, status=200):
    assert response.status_code == status, response.content.decode()[-2000:]
    return response.content.decode()


def member(course, role=MemberRole.AUTHOR):
    person = PersonFactory()
    MembershipFactory(organisation=course.organisation, person=person, role=role)
    return person


def client_of(person):
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def course():
    """Four questions, all of them drawn; passed with all of them."""
    return serve_course(pass_mark=100)


def failed(course, *keys):
    """Somebody who answered these questions with option 2, which is wrong, and all others rightly."""
    taking = learner(course)
    attempt = taking.start()
    fields = {f"q-{each['key']}": "2" if each["key"] in keys else "1" for each in attempt.drawn}
    taking.client.post(reverse("courses:attempt", args=[attempt.pk]), fields | {"hand_in": "yes"})
    attempt.refresh_from_db()
    taking.attempt = attempt
    return taking


def appealed(taking, key="q1"):
    return appeal_question(actor=taking.person, attempt=taking.attempt, question_key=key, reason="Two are right.")


def accept(appeal, remedy=Remedy.EVERYBODY, actor=None):
    actor = actor or member(appeal.course)
    return answer_appeal(actor=actor, appeal=appeal, state=AppealState.ACCEPTED, remedy=remedy, answer="True!")


# ---- Making one ----


def test_learner_appeals_from_the_result_page(course):
    author = member(course)
    taking = failed(course, "q1")
    result = reverse("courses:result", args=[taking.attempt.pk])
    address = reverse("courses:appeal", args=[taking.attempt.pk, "q1"])
    assert address in page_of(taking.client.get(result))
    assert "secret why 1" in page_of(taking.client.get(address))
    page_of(taking.client.post(address, {"reason": ""}), 400)
    assert taking.client.post(address, {"reason": "Two are right."}).url == result
    page = page_of(taking.client.get(result))
    assert "You told the authors" in page
    assert address not in page
    assert "already told" in page_of(taking.client.post(address, {"reason": "Again"}), 400)
    notice = Notice.objects.get(kind="question_appealed")
    assert notice.person == author
    queue = page_of(client_of(author).get(reverse("courses:author_appeals", args=[course.slug])))
    assert "Two are right." in queue
    page = page_of(client_of(author).get(notice.url))
    assert "Your answer" in page
    assert taking.person.username not in page
    assert Event.objects.get(action="question.appealed").details == {"question": "q1"}


def test_foreign_attempts_and_questions_that_were_not_asked_are_not_found(course):
    taking = failed(course, "q1")
    address = reverse("courses:appeal", args=[taking.attempt.pk, "q1"])
    assert client_of(PersonFactory()).get(address).status_code == 404
    assert taking.client.get(address.replace("/q1/", "/q99/")).status_code == 404
    assert learner(course).client.get(reverse("courses:appeal", args=[10**6, "q1"])).status_code == 404


def test_open_attempts_have_nothing_to_appeal(course):
    taking = learner(course)
    attempt = taking.start()
    assert taking.client.get(reverse("courses:appeal", args=[attempt.pk, "q1"])).status_code == 404
    with pytest.raises(WrongState):
        appeal_question(actor=taking.person, attempt=attempt, question_key="q1", reason="?")


def test_each_question_is_appealed_once(course):
    taking = failed(course, "q1")
    appealed(taking)
    with pytest.raises(AlreadyAppealed):
        appealed(taking)


# ---- Answering ----


@pytest.mark.parametrize(
    ("mandatory", "who", "may"),
    [
        (False, MemberRole.AUTHOR, True),
        (False, MemberRole.REVIEWER, True),
        (False, None, False),
        (True, MemberRole.AUTHOR, False),
        (True, MemberRole.COORDINATOR, False),
        (True, "curator", True),
    ],
)
def test_who_answers(mandatory, who, may, course):
    taking = failed(course, "q1")
    appeal = appealed(taking)
    if mandatory:
        course.topic = TopicFactory(mandatory=True)
        course.save()
    people = {"curator": lambda: PersonFactory(role="curator"), None: PersonFactory}
    actor = people[who]() if who in people else member(course, who)
    if may:
        assert accept(appeal, actor=actor).state == AppealState.ACCEPTED
    else:
        with pytest.raises(NotYours):
            accept(appeal, actor=actor)


def test_nobody_answers_their_own_or_twice(course):
    taking = failed(course, "q1")
    appeal = appealed(taking)
    MembershipFactory(organisation=course.organisation, person=taking.person, role=MemberRole.AUTHOR)
    with pytest.raises(NotYours):
        accept(appeal, actor=taking.person)
    accept(appeal)
    with pytest.raises(WrongState):
        accept(appeal)


def test_answer_reaches_the_learner_and_the_queue(course):
    author = member(course)
    taking = failed(course, "q1")
    appeal = appealed(taking)
    client = client_of(author)
    address = reverse("courses:author_appeal", args=[course.slug, appeal.pk])
    page_of(client.post(address, {"state": "declined"}), 400)
    sent = {"state": "declined", "remedy": "everybody", "answer": "No, see the policy."}
    assert client.post(address, sent).status_code == 302
    appeal.refresh_from_db()
    assert (appeal.state, appeal.remedy) == (AppealState.DECLINED, Remedy.NONE)
    assert "No, see the policy." in page_of(client.get(address))
    assert client.post(address, sent).status_code == 403
    assert Notice.objects.get(kind="appeal_answered").person == taking.person
    assert "No appeals here" in page_of(client.get(reverse("courses:author_appeals", args=[course.slug])))


@pytest.mark.parametrize("number", [1, 30])
def test_queue_needs_a_constant_number_of_queries(number, course, django_assert_num_queries):
    client = client_of(member(course))
    for _ in range(number):
        appealed(failed(course, "q1"))
    client.get(reverse("courses:author_appeals", args=[course.slug]))
    with django_assert_num_queries(5):
        page_of(client.get(reverse("courses:author_appeals", args=[course.slug])))


# ---- Grading again ----


def test_accepted_appeal_regrades_whoever_saw_the_question_and_nobody_loses(course, django_capture_on_commit_callbacks):
    one, two, other, passed = failed(course, "q1"), failed(course, "q1", "q2"), failed(course, "q3"), failed(course)
    appeal = appealed(one)
    with django_capture_on_commit_callbacks(execute=True):
        accept(appeal)
    for taking in (one, two, other, passed):
        taking.attempt.refresh_from_db()
    assert [taking.attempt.score for taking in (one, two, other, passed)] == [100, 75, 75, 100]
    assert [taking.attempt.passed for taking in (one, two, other, passed)] == [True, False, False, True]
    assert {completion.person for completion in Completion.objects.all()} == {one.person, passed.person}
    assert Completion.objects.get(person=one.person).passed_at == one.attempt.submitted_at
    assert AttemptAnswer.objects.get(attempt=one.attempt, question_key="q1").correct
    assert Notice.objects.get(kind="attempt_regraded").person == one.person
    assert {regrade.attempt_id for regrade in Regrade.objects.filter(passes_now=True)} == {one.attempt.pk}
    assert Event.objects.filter(action="question.regraded").count() == 1
    page = page_of(one.client.get(reverse("courses:result", args=[one.attempt.pk])))
    assert "Counted as right after an appeal" in page
    assert "You passed" in page


def test_regrading_twice_changes_nothing(course):
    taking = failed(course, "q1")
    appeal = accept(appealed(taking))
    assert carry_out_remedy(appeal_id=appeal.pk) == 1
    QuestionAppeal.objects.update(regraded_at=None)
    assert carry_out_remedy(appeal_id=appeal.pk) == 0
    assert Completion.objects.count() == 1
    assert Regrade.objects.count() == 1


def test_remedy_for_one_answer_reaches_only_who_gave_it():
    course = serve_course(pass_mark=100, questions=1)
    wrong = failed(course, "q1")
    appeal = appealed(wrong)
    right = failed(course)
    carry_out_remedy(appeal_id=accept(appeal, Remedy.ANSWER).pk)
    wrong.attempt.refresh_from_db()
    right.attempt.refresh_from_db()
    assert wrong.attempt.passed
    assert right.attempt.passed
    assert Regrade.objects.get().attempt == wrong.attempt


def test_attempts_handed_in_after_the_remedy_profit_too(course):
    accept(appealed(failed(course, "q1")))
    later = failed(course, "q1")
    assert later.attempt.passed
    assert "Counted as right" in page_of(later.client.get(reverse("courses:result", args=[later.attempt.pk])))


def test_whoever_passed_since_gets_no_second_completion(course):
    taking = failed(course, "q1")
    appeal = appealed(taking)
    taking.hand_in(taking.start())
    carry_out_remedy(appeal_id=accept(appeal).pk)
    taking.attempt.refresh_from_db()
    assert taking.attempt.passed
    assert Completion.objects.filter(person=taking.person).count() == 1


def test_pass_mark_of_an_attempt_is_that_of_its_start(course):
    taking = learner(course)
    attempt = taking.start()
    course.pass_mark = 50
    course.save()
    taking.hand_in(attempt, wrong=1)
    attempt.refresh_from_db()
    assert not attempt.passed


def test_declined_appeals_and_those_without_remedy_grade_nothing(course):
    taking = failed(course, "q1")
    assert carry_out_remedy(appeal_id=accept(appealed(taking), Remedy.NONE).pk) == 0
    assert not Regrade.objects.exists()


def test_lost_regrading_is_found_by_the_sweep(course):
    taking = failed(course, "q1")
    appeal = accept(appealed(taking))
    resume_regrading()
    assert not Regrade.objects.exists()
    QuestionAppeal.objects.update(answered_at=appeal.answered_at - timedelta(hours=1))
    resume_regrading()
    assert Regrade.objects.exists()


def test_the_database_lowers_no_score(course):
    taking = failed(course, "q1")
    appeal = appealed(taking)
    with pytest.raises(IntegrityError), transaction.atomic():
        Regrade.objects.create(appeal=appeal, attempt=taking.attempt, score_before=80, score_after=79, passes_now=False)


def test_erased_learners_are_left_alone(course):
    taking = failed(course, "q1")
    appeal = appealed(taking)
    assert export(taking.person)["assessment"]["appeals"][0]["reason"] == "Two are right."
    erase(taking.person)
    carry_out_remedy(appeal_id=accept(appeal).pk)
    assert not Completion.objects.exists()
    assert QuestionAppeal.objects.get().reason == ""


# ---- More time ----


def grant(course, person, *, percent=50, actor=None, organisation=True):
    return grant_extra_time(
        actor=actor or member(course, MemberRole.COORDINATOR),
        username=person.username,
        organisation=course.organisation if organisation else None,
        percent=percent,
        reason=ExtraTimeReason.ACCESS,
    )


def test_extra_time_lengthens_attempts_here_and_now():
    course = serve_course(time_limit=timedelta(minutes=20))
    taking = learner(course)
    attempt = taking.start()
    assert attempt.due_at - attempt.started_at == timedelta(minutes=20)
    grant(course, taking.person)
    attempt.refresh_from_db()
    assert attempt.due_at - attempt.started_at == timedelta(minutes=30)
    taking.hand_in(attempt, wrong=4)
    again = taking.start()
    assert again.due_at - again.started_at == timedelta(minutes=30)
    page = page_of(taking.client.get(reverse("courses:assessment", args=[course.slug])))
    assert "You have 30 minutes" in page
    assert "with the extra time granted to you" in page
    elsewhere = learner(serve_course(time_limit=timedelta(minutes=20)))
    assert extra_time_of(taking.person, elsewhere.course) == 0


def test_attempt_shows_the_time_that_is_left():
    taking = learner(serve_course(time_limit=timedelta(minutes=20)))
    page = page_of(taking.client.get(reverse("courses:attempt", args=[taking.start().pk])))
    assert 'data-seconds-left="11' in page
    assert "NUMBER minutes left" in page


def test_extra_time_everywhere_is_for_curators_and_the_largest_counts():
    course = serve_course(time_limit=timedelta(minutes=20))
    person = PersonFactory()
    with pytest.raises(NotYours):
        grant(course, person, organisation=False)
    grant(course, person, organisation=False, percent=100, actor=PersonFactory(role="curator"))
    grant(course, person, percent=25)
    assert extra_time_of(person, course) == 100


@pytest.mark.parametrize("role", [MemberRole.AUTHOR, MemberRole.REVIEWER, None])
def test_extra_time_is_granted_by_coordinators_only(role):
    course = serve_course()
    actor = member(course, role) if role else member(serve_course(), MemberRole.COORDINATOR)
    with pytest.raises(NotYours):
        grant(course, PersonFactory(), actor=actor)
    address = reverse("courses:extra_time_in", args=[course.organisation.slug])
    assert client_of(actor).get(address).status_code == 403
    assert client_of(actor).get(reverse("courses:extra_time")).status_code == 403


def test_extra_time_page_grants_replaces_and_ends():
    course = serve_course()
    person, coordinator = PersonFactory(), member(course, MemberRole.COORDINATOR)
    client = client_of(coordinator)
    address = reverse("courses:extra_time_in", args=[course.organisation.slug])
    sent = {"username": person.username, "percent": "50", "reason": "access"}
    assert "Nobody here has this name." in page_of(client.post(address, sent | {"username": "Nobody"}), 400)
    for wrong in ({"percent": "0"}, {"percent": "9999"}, {"reason": "their diagnosis"}):
        page_of(client.post(address, sent | wrong), 400)
    for percent in ("50", "75"):
        assert client.post(address, sent | {"percent": percent}).url == address
    page = page_of(client.get(address))
    assert person.username in page
    assert "75 %" in page
    live = ExtraTime.objects.get(ended_at=None)
    ended = ExtraTime.objects.exclude(ended_at=None).get()
    assert (ended.percent, ended.reason) == (None, "")
    assert client_of(person).post(reverse("courses:extra_time_end", args=[live.pk])).status_code == 403
    assert client.post(reverse("courses:extra_time_end", args=[live.pk])).url == address
    assert extra_time_of(person, course) == 0
    events = Event.objects.filter(action__startswith="extra_time")
    assert [event.details for event in events] == [{"organisation": course.organisation.slug}] * 3


def test_extra_time_is_exported_and_erased():
    course = serve_course()
    person = PersonFactory()
    granted = grant(course, person)
    assert export(person)["assessment"]["extra_time"][0]["reason"] == "access"
    with pytest.raises(NotYours):
        end_extra_time(actor=person, extra_time=granted)
    erase(person)
    assert not ExtraTime.objects.exists()


def test_extra_time_for_nobody_is_refused():
    course = serve_course()
    with pytest.raises(NoSuchPerson):
        grant(course, PersonFactory.build(username="Nobody"))
