"""Publishing by a worker: once, all at once, and nothing lost when it fails."""

import pytest
from django.utils import timezone

from courses import effects, tasks
from courses.actions import publishing
from courses.actions.editing import edit_element
from courses.actions.publishing import (
    fail_publication,
    perform_publication,
    publish_course,
    republish_revision,
    return_course,
    start_publication,
    submit_course,
    withdraw_course,
)
from courses.effects import effect_of_edit, sentences_about
from courses.enums import CourseState, PublicationState, RevisionKind
from courses.errors import NotReady, NotYours, WrongState
from courses.models import CompiledCourse, CompiledLesson, CourseRevision, Publication
from tests.factories.certification import RequirementFactory, certify
from tests.factories.courses import (
    BlockFactory,
    CourseFactory,
    LessonFactory,
    ModuleFactory,
    QuestionFactory,
    TopicFactory,
    TranslationFactory,
)
from tests.factories.movement import MembershipFactory
from tests.factories.people import PersonFactory
from wikilearn.movement.enums import MemberRole
from wikilearn.notices.models import Notice

pytestmark = pytest.mark.django_db
MAJOR = RevisionKind.MAJOR


@pytest.fixture
def block():
    lesson = LessonFactory(key="one", module=ModuleFactory(key="m", course=CourseFactory(slug="first")))
    return BlockFactory(lesson=lesson, key="text", text="First words.")


@pytest.fixture
def course(block):
    return block.lesson.course


@pytest.fixture
def author(course):
    return MembershipFactory(organisation=course.organisation, role=MemberRole.AUTHOR).person


@pytest.fixture
def reviewer(course):
    return MembershipFactory(organisation=course.organisation, role=MemberRole.REVIEWER).person


@pytest.fixture
def started(course, author, reviewer):
    submit_course(actor=author, course=course)
    return start_publication(actor=reviewer, course=course, kind=MAJOR)


def state(course):
    course.refresh_from_db()
    return course.state, course.published_revision_id


def test_until_the_pages_are_made_nothing_changes(course, started):
    assert state(course) == (CourseState.IN_REVIEW, None)
    assert not CompiledLesson.objects.exists()
    perform_publication(publication_id=started.pk)
    assert state(course) == (CourseState.PUBLISHED, started.revision_id)
    assert CompiledLesson.objects.count() == 1


def test_twice_is_once(course, started):
    first = perform_publication(publication_id=started.pk)
    pages = set(CompiledLesson.objects.values_list("pk", flat=True))
    again = perform_publication(publication_id=started.pk)
    assert (first.finished_at, set(CompiledLesson.objects.values_list("pk", flat=True))) == (again.finished_at, pages)
    assert Notice.objects.filter(kind="course_published").count() == 1


@pytest.mark.parametrize("deed", ["publish", "return"])
def test_a_course_that_is_being_published_waits(course, reviewer, started, deed):
    again = {
        "publish": lambda: start_publication(actor=reviewer, course=course, kind=MAJOR),
        "return": lambda: return_course(actor=reviewer, course=course, reason="No"),
    }[deed]
    with pytest.raises(WrongState, match="being published"):
        again()


def test_an_edit_meanwhile_stays_a_draft_and_what_was_reviewed_is_published(course, author, block, started):
    edit_element(actor=author, element=block, texts={"text": "Later words."}, kind=MAJOR)
    perform_publication(publication_id=started.pk)
    assert state(course) == (CourseState.DRAFT, started.revision_id)
    assert "First words" in CompiledLesson.objects.get().blocks[0]["html"]


def test_withdrawing_meanwhile_ends_it(course, reviewer, started):
    withdraw_course(actor=reviewer, course=course, reason="Wrong")
    perform_publication(publication_id=started.pk)
    assert state(course) == (CourseState.WITHDRAWN, None)
    assert Publication.objects.get().state == PublicationState.FAILED


def test_a_fault_leaves_the_old_pages_and_tells_the_publisher(course, author, reviewer, block, started, monkeypatch):
    perform_publication(publication_id=started.pk)
    edit_element(actor=author, element=block, texts={"text": "New words."}, kind=MAJOR)
    submit_course(actor=author, course=course)
    second = start_publication(actor=reviewer, course=course, kind=MAJOR)

    def fails(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(publishing, "compile_course", fails)
    with pytest.raises(RuntimeError):
        tasks.run_publication(second.pk)
    second.refresh_from_db()
    assert second.state == PublicationState.FAILED
    assert state(course) == (CourseState.IN_REVIEW, started.revision_id)
    assert "First words" in CompiledLesson.objects.get().blocks[0]["html"]
    assert Notice.objects.filter(kind="course_not_published", person=reviewer).exists()
    monkeypatch.undo()
    third = start_publication(actor=reviewer, course=course, kind=MAJOR)
    tasks.run_publication(third.pk)
    assert "New words" in CompiledLesson.objects.get().blocks[0]["html"]
    assert CourseRevision.objects.filter(course=course).count() == 2


def test_failing_what_is_done_changes_nothing(started):
    perform_publication(publication_id=started.pk)
    assert fail_publication(publication_id=started.pk).state == PublicationState.DONE


def test_the_sweep_finds_what_the_broker_lost(course, started):
    tasks.resume_publications()
    assert state(course)[0] == CourseState.IN_REVIEW
    Publication.objects.update(created_at=timezone.now() - tasks.SOON * 2)
    tasks.resume_publications()
    assert state(course)[0] == CourseState.PUBLISHED


def test_an_old_revision_comes_back_as_a_new_one(course, author, reviewer, block, started):
    perform_publication(publication_id=started.pk)
    edit_element(actor=author, element=block, texts={"text": "Second words."}, kind=MAJOR)
    submit_course(actor=author, course=course)
    publish_course(actor=reviewer, course=course, kind=MAJOR)
    with pytest.raises(NotYours):
        republish_revision(actor=author, revision=started.revision)
    again = republish_revision(actor=reviewer, revision=started.revision, note="The second was wrong")
    perform_publication(publication_id=again.pk)
    course.refresh_from_db()
    assert (course.state, course.published_revision.number, course.published_revision.note) == (
        CourseState.DRAFT,
        3,
        "The second was wrong",
    )
    assert "First words" in CompiledLesson.objects.get().blocks[0]["html"]
    assert block.segments.get().source_text == "Second words."


def test_a_revision_about_another_topic_does_not_come_back(course, reviewer, started):
    perform_publication(publication_id=started.pk)
    course.refresh_from_db()
    course.topic = TopicFactory(key="t")
    course.save()
    with pytest.raises(NotReady):
        republish_revision(actor=reviewer, revision=started.revision)


@pytest.mark.parametrize(
    ("role", "holds", "allowed"),
    [
        (MemberRole.REVIEWER, True, True),
        (MemberRole.CURATOR, True, True),
        (MemberRole.COORDINATOR, True, False),
        (MemberRole.REVIEWER, False, False),
    ],
)
def test_a_sensitive_course_is_published_by_professionals_alone(course, author, role, holds, allowed):
    course.topic = TopicFactory(key="s", sensitive=True)
    course.save()
    course.topic.holders.set([course.organisation])
    submit_course(actor=author, course=course)
    course.topic.holders.set([course.organisation] if holds else [])
    person = MembershipFactory(organisation=course.organisation, role=role).person
    if allowed:
        assert start_publication(actor=person, course=course, kind=MAJOR).state == PublicationState.QUEUED
    else:
        with pytest.raises(NotYours):
            start_publication(actor=person, course=course, kind=MAJOR)


def test_the_people_of_a_course_stand_on_its_page(course, author, reviewer, client):
    from courses.actions.creating import name_people

    name_people(actor=author, course=course, people=[("Dr. Amal Aziz", "Psychologist", "Licensed in Amman")])
    submit_course(actor=author, course=course)
    publish_course(actor=reviewer, course=course, kind=MAJOR)
    content = client.get("/courses/first/").content.decode()
    assert "Dr. Amal Aziz" in content
    assert "Licensed in Amman" in content
    assert course.organisation.name in content
    assert CompiledCourse.objects.get().people[0]["role"] == "Psychologist"


def test_the_effect_of_an_edit_names_languages_requirements_and_certified_people(course, block):
    topic = TopicFactory(key="t", mandatory=True)
    course.topic = topic
    course.save()
    for language in ("es", "fr"):
        TranslationFactory(segment=block.segments.get(), language=language, state="reviewed")
    TranslationFactory(segment=block.segments.get(), language="ar", state="outdated")
    RequirementFactory(topic=topic)
    certify(PersonFactory(), topic, timezone.now().date())
    effect = effect_of_edit(block)
    assert effect.languages == 2
    assert "1 mandatory requirement rests on it." in effect.sentences
    assert "1 person is certified in its topic." in effect.sentences


def test_apps_above_tell_what_they_know(course, monkeypatch):
    monkeypatch.setattr(effects, "_reports", {})
    effects.register("x", lambda about: [f"x of {about.slug}"])
    assert sentences_about(course) == ["x of first"]


def test_a_quiz_needs_no_questions_to_be_compiled(course, author, reviewer, block):
    BlockFactory(lesson=block.lesson, kind="quiz", key="empty")
    QuestionFactory(module=block.lesson.module)
    submit_course(actor=author, course=course)
    assert publish_course(actor=reviewer, course=course, kind=MAJOR).number == 1
