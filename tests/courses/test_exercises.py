"""Exercises: declared, reviewed, and verified on a wiki."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.actions.exercise_checks import TRIES, check_work
from courses.actions.exercises import review_exercise
from courses.enums import ExerciseState, Finding
from courses.errors import NotYours
from courses.exercises.verifying import Wanted, find_edit
from courses.models import CompiledLesson, Completion, ExerciseWork, LessonRead
from courses.personal_data import erase, export
from courses.tasks import check_due_exercises
from tests.factories.courses import LessonFactory, QuestionFactory
from tests.factories.learning import learner, serve_course
from tests.factories.movement import MembershipFactory, WikiFactory
from tests.factories.people import PersonFactory
from tests.servers.mediawiki import running_mediawiki
from wikilearn.audit.models import Event
from wikilearn.movement.enums import MemberRole
from wikilearn.movement.mediawiki import Api
from wikilearn.notices.models import Notice

pytestmark = pytest.mark.django_db
SINCE = timezone.now().replace(microsecond=0) - timedelta(hours=1)
BEFORE, AFTER = "2000-01-01T00:00:00Z", "2999-01-01T00:00:00Z"


def exercise(*, questions=0, **settings):
    """A course of one lesson with an exercise."""
    course = serve_course(lessons=1, questions=questions)
    block = {"key": "task", "kind": "exercise", "html": "<p>Please edit.</p>", "language": "en", "dir": "ltr"}
    block |= {"notice": "", "questions": [], "exercise": settings}
    for lesson in CompiledLesson.objects.filter(revision__course=course):
        lesson.blocks = [*lesson.blocks, block]
        lesson.save()
    return course


def address(course, name="exercise"):
    return reverse(f"courses:{name}", args=[course.slug, "l1", "task"])


def page_of(response, status=200):
    assert response.status_code == status, response.content.decode()[-2000:]
    return response.content.decode()


@pytest.fixture
def mediawiki():
    with running_mediawiki(accounts={7: "Nadia"}) as server:
        WikiFactory(dbname="testwiki", url=server.url.removesuffix("/w/api.php"))
        yield server


# ---- What a wiki says ----


def asked(server, **wanted):
    return find_edit(Api(server.url, timeout=5, attempts=1), central_id=7, since=SINCE, wanted=Wanted(**wanted))


def _ask_any(wiki):
    wiki.edit("Nadia", "Sandbox", AFTER)
    return {}, Finding.FOUND


def _ask_before(wiki):
    wiki.edit("Nadia", "Sandbox", BEFORE)
    return {}, Finding.NOT_FOUND


def _ask_somebody_else(wiki):
    wiki.edit("Other", "Sandbox", AFTER)
    return {"page": "Sandbox"}, Finding.NOT_FOUND


def _ask_page(wiki):
    wiki.edit("Nadia", "Elsewhere", AFTER)
    wiki.edit("Nadia", "My sandbox", AFTER)
    return {"page": "My_sandbox"}, Finding.FOUND


def _ask_other_page(wiki):
    wiki.edit("Nadia", "Elsewhere", AFTER)
    wiki.edit("Other", "Sandbox", AFTER)
    return {"page": "Sandbox"}, Finding.NOT_FOUND


def _ask_missing_page(wiki):
    wiki.edit("Nadia", "Elsewhere", AFTER)
    return {"page": "Nowhere"}, Finding.NOT_FOUND


def _ask_moved_page(wiki):
    wiki.redirects["Old"] = "New"
    wiki.edit("Nadia", "New", AFTER)
    return {"page": "Old"}, Finding.FOUND


def _ask_namespace(wiki):
    wiki.edit("Nadia", "User:Nadia", AFTER, ns=2)
    return {"namespace": 2}, Finding.FOUND


def _ask_other_namespace(wiki):
    wiki.edit("Nadia", "Sandbox", AFTER)
    return {"namespace": 2}, Finding.NOT_FOUND


def _ask_tag(wiki):
    wiki.edit("Nadia", "Sandbox", AFTER, tags=["visualeditor"])
    return {"tag": "visualeditor"}, Finding.FOUND


def _ask_other_tag(wiki):
    wiki.edit("Nadia", "Sandbox", AFTER)
    return {"tag": "visualeditor"}, Finding.NOT_FOUND


def _ask_reverted(wiki):
    wiki.edit("Nadia", "Sandbox", AFTER, tags=["mw-reverted"])
    return {}, Finding.REVERTED


def _ask_hidden(wiki):
    wiki.edit("Nadia", "Sandbox", AFTER, texthidden="")
    return {}, Finding.HIDDEN


def _ask_one_of_many(wiki):
    wiki.part = 2
    for _ in range(5):
        wiki.edit("Nadia", "Elsewhere", AFTER)
    wiki.edit("Nadia", "Sandbox", AFTER)
    return {"page": "Sandbox"}, Finding.FOUND


def _ask_reverted_and_again(wiki):
    wiki.edit("Nadia", "Sandbox", AFTER, tags=["mw-reverted"])
    wiki.edit("Nadia", "Sandbox", AFTER)
    return {}, Finding.FOUND


def _ask_renamed(wiki):
    wiki.accounts[7] = "Nadia the Second"
    wiki.edit("Nadia the Second", "Sandbox", AFTER)
    return {}, Finding.FOUND


def _ask_vanished(wiki):
    del wiki.accounts[7]
    return {}, Finding.NO_ACCOUNT


@pytest.mark.parametrize("story", [value for name, value in sorted(globals().items()) if name.startswith("_ask_")])
def test_what_a_wiki_says_about_an_edit(story, mediawiki):
    wanted, finding = story(mediawiki)
    assert asked(mediawiki, **wanted).finding == finding


# ---- On a wiki, as a learner ----


def test_exercise_on_a_wiki_from_beginning_to_done(mediawiki, django_capture_on_commit_callbacks):
    course = exercise(mode="wiki", wiki="testwiki", page="Sandbox")
    taking = learner(course, central_id=7)
    assert "Begin the exercise" in page_of(taking.client.get(address(course)))
    assert taking.client.post(address(course), {"begin": "yes"}).status_code == 302
    with django_capture_on_commit_callbacks(execute=True):
        taking.client.post(address(course), {"check": "yes"})
    page = page_of(taking.client.get(address(course)))
    assert "No such edit has been saved since you began." in page
    mediawiki.edit("Nadia", "Sandbox", AFTER)
    with django_capture_on_commit_callbacks(execute=True):
        taking.client.post(address(course), {"check": "yes"})
    page = page_of(taking.client.get(address(course)))
    assert "Done." in page
    assert "diff=100" in page
    assert "/wiki/Sandbox" in page
    assert LessonRead.objects.get().lesson_key == "l1"
    assert Completion.objects.get().person == taking.person
    asked_of_us = [query for query, _headers in mediawiki.requests]
    assert all(query["action"] == "query" for query in asked_of_us)


def test_wiki_that_does_not_answer_is_asked_again_after_longer_and_longer(mediawiki):
    course = exercise(mode="wiki", wiki="testwiki")
    taking = learner(course, central_id=7)
    taking.client.post(address(course), {"check": "yes"})
    work = ExerciseWork.objects.get()
    mediawiki.status = 500
    waits = []
    for _ in range(TRIES - 1):
        assert check_work(work_id=work.pk) == Finding.UNREACHABLE
        work.refresh_from_db()
        assert work.state == ExerciseState.CHECKING
        waits.append(round((work.next_check_at - work.checked_at).total_seconds()))
    assert waits == [30, 60, 120, 240, 480]
    assert "could not be asked. It is asked again" in page_of(taking.client.get(address(course, "exercise_state")))
    check_work(work_id=work.pk)
    work.refresh_from_db()
    assert (work.state, work.finding, work.next_check_at) == (ExerciseState.BEGUN, Finding.UNREACHABLE, None)
    assert "Please try again later." in page_of(taking.client.get(address(course)))
    mediawiki.status = 200
    mediawiki.edit("Nadia", "Sandbox", AFTER)
    taking.client.post(address(course), {"check": "yes"})
    assert check_work(work_id=work.pk) == Finding.FOUND


@pytest.mark.parametrize("trouble", [{"lag": 1}, {"busy": 1}])
def test_a_wiki_that_asks_to_wait_is_given_time(trouble, mediawiki):
    course = exercise(mode="wiki", wiki="testwiki")
    learner(course, central_id=7).client.post(address(course), {"check": "yes"})
    mediawiki.edit("Nadia", "Sandbox", AFTER)
    for name, value in trouble.items():
        setattr(mediawiki, name, value)
    assert check_work(work_id=ExerciseWork.objects.get().pk) == Finding.FOUND


def test_nothing_listens_where_the_wiki_was():
    WikiFactory(dbname="testwiki", url="http://127.0.0.1:9")
    course = exercise(mode="wiki", wiki="testwiki")
    learner(course, central_id=7).client.post(address(course), {"check": "yes"})
    assert check_work(work_id=ExerciseWork.objects.get().pk) == Finding.UNREACHABLE


def test_checks_whose_message_was_lost_are_found_by_the_sweep(mediawiki):
    course = exercise(mode="wiki", wiki="testwiki")
    learner(course, central_id=7).client.post(address(course), {"check": "yes"})
    mediawiki.edit("Nadia", "Sandbox", AFTER)
    check_due_exercises()
    assert ExerciseWork.objects.get().state == ExerciseState.CHECKING, "not before it is due"
    ExerciseWork.objects.update(next_check_at=timezone.now() - timedelta(seconds=1))
    check_due_exercises()
    assert ExerciseWork.objects.get().state == ExerciseState.DONE
    assert check_work(work_id=ExerciseWork.objects.get().pk) is None


def test_nobody_without_a_linked_account_is_asked_about():
    WikiFactory(dbname="testwiki")
    course = exercise(mode="wiki", wiki="testwiki")
    taking = learner(course)
    assert "Link your Wikimedia account" in page_of(taking.client.get(address(course)))
    page_of(taking.client.post(address(course), {"check": "yes"}), 409)
    assert not ExerciseWork.objects.exists()


def test_private_wikis_are_never_asked():
    WikiFactory(dbname="testwiki", private=True)
    course = exercise(mode="wiki", wiki="testwiki")
    page_of(learner(course, central_id=7).client.post(address(course), {"check": "yes"}), 409)


# ---- Declared and reviewed ----


def test_declared_exercise_is_done_by_saying_so_once():
    course = exercise(mode="declared", questions=4)
    taking = learner(course)
    for _ in range(2):
        assert taking.client.post(address(course), {"done": "yes"}).status_code == 302
    assert ExerciseWork.objects.get().state == ExerciseState.DONE
    assert LessonRead.objects.count() == 1
    assert not Completion.objects.exists()


@pytest.mark.parametrize("settings", [{"mode": "reviewed"}, {"mode": "wiki", "wiki": "none"}])
def test_other_exercises_are_not_done_by_saying_so(settings):
    course = exercise(**settings)
    page_of(learner(course).client.post(address(course), {"done": "yes"}), 409)
    assert not LessonRead.objects.exists()


def test_reviewed_exercise_goes_back_and_forth():
    course = exercise(mode="reviewed")
    taking = learner(course)
    page_of(taking.client.post(address(course), {"hand_in": "yes", "report": " "}), 400)
    taking.client.post(address(course), {"hand_in": "yes", "report": "I wrote to them."})
    reviewer, client = PersonFactory(), Client()
    MembershipFactory(organisation=course.organisation, person=reviewer, role=MemberRole.REVIEWER)
    client.force_login(reviewer)
    queue = reverse("courses:author_exercises", args=[course.slug])
    work = ExerciseWork.objects.get()
    assert "I wrote to them." in page_of(client.get(queue))
    client.post(queue, {"work": work.pk, "return": "yes", "comment": "Say more"})
    assert "Say more" in page_of(taking.client.get(address(course)))
    taking.client.post(address(course), {"hand_in": "yes", "report": "I wrote to all of them."})
    client.post(queue, {"work": work.pk, "accept": "yes", "comment": "Fine"})
    assert client.post(queue, {"work": work.pk, "accept": "yes"}).status_code == 404
    assert "Done." in page_of(taking.client.get(address(course)))
    assert Completion.objects.exists()
    assert Notice.objects.filter(person=taking.person, kind="exercise_reviewed").count() == 2
    assert [event.action for event in Event.objects.filter(action__startswith="exercise.")] == [
        "exercise.returned",
        "exercise.accepted",
    ]


def test_nobody_reviews_themself_or_without_a_role():
    course = exercise(mode="reviewed")
    taking = learner(course)
    taking.client.post(address(course), {"hand_in": "yes", "report": "Done"})
    MembershipFactory(organisation=course.organisation, person=taking.person, role=MemberRole.REVIEWER)
    for actor in (taking.person, PersonFactory()):
        with pytest.raises(NotYours):
            review_exercise(actor=actor, work=ExerciseWork.objects.get(), accept=True, comment="")


# ---- Reach ----


def test_exercise_needs_enrolment_and_exists():
    course = exercise(mode="declared")
    client = Client()
    assert client.get(address(course)).status_code == 302
    client.force_login(PersonFactory())
    assert "Enrol in the course" in page_of(client.get(address(course)))
    page_of(client.post(address(course), {"done": "yes"}), 403)
    page_of(client.post(address(course), {"nonsense": "yes"}), 404)
    assert client.get(address(course).replace("/task/", "/l1-a/")).status_code == 404
    assert client.get(address(course).replace("/l1/", "/none/")).status_code == 404


def test_lesson_leads_to_its_exercise():
    course = exercise(mode="declared")
    page = page_of(learner(course).client.get(reverse("courses:lesson", args=[course.slug, "l1"])))
    assert address(course) in page


@pytest.mark.parametrize("number", [1, 25])
def test_queue_needs_a_constant_number_of_queries(number, django_assert_num_queries):
    course = exercise(mode="reviewed")
    for _ in range(number):
        learner(course).client.post(address(course), {"hand_in": "yes", "report": "Done"})
    coordinator, client = PersonFactory(), Client()
    MembershipFactory(organisation=course.organisation, person=coordinator, role=MemberRole.COORDINATOR)
    client.force_login(coordinator)
    queue = reverse("courses:author_exercises", args=[course.slug])
    client.get(queue)
    with django_assert_num_queries(6):
        page_of(client.get(queue))


def test_exercises_are_exported_and_erased():
    course = exercise(mode="reviewed")
    taking = learner(course)
    taking.client.post(address(course), {"hand_in": "yes", "report": "My words"})
    assert export(taking.person)["assessment"]["exercises"][0]["report"] == "My words"
    erase(taking.person)
    assert not ExerciseWork.objects.exists()


# ---- Writing them ----


def test_author_writes_an_exercise_and_places_a_scenario(author_client):
    client, lesson = author_client
    WikiFactory(dbname="testwiki")
    WikiFactory(dbname="secretwiki", private=True)

    def new(kind, **fields):
        return client.post(reverse("courses:author_new_block", args=[lesson.course.slug, lesson.key, kind]), fields)

    sent = {"text": "Edit the **sandbox**.", "mode": "wiki", "wiki": "testwiki", "page": "Sandbox", "namespace": "0"}
    for wrong in ({"wiki": "secretwiki"}, {"wiki": ""}, {"mode": "magic"}, {"text": ""}):
        page_of(new("exercise", **(sent | wrong)), 400)
    assert new("exercise", **sent).status_code == 302
    block = lesson.blocks.get(kind="exercise")
    assert block.settings == {"mode": "wiki", "wiki": "testwiki", "page": "Sandbox", "namespace": 0}
    question = QuestionFactory(module=lesson.module, kind="scenario", settings={"options": []})
    assert question.key in page_of(
        client.get(reverse("courses:author_new_block", args=[lesson.course.slug, lesson.key, "scenario"]))
    )
    assert new("scenario", questions=[question.key]).status_code == 302
    question.refresh_from_db()
    assert question.block.kind == "scenario"


@pytest.fixture
def author_client():
    lesson, client, person = LessonFactory(), Client(), PersonFactory()
    MembershipFactory(organisation=lesson.course.organisation, person=person, role=MemberRole.AUTHOR)
    client.force_login(person)
    return client, lesson
