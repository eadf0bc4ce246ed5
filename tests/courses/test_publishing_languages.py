"""A language goes live module by module, against the published source."""

import pytest

from courses.actions.editing import edit_element
from courses.actions.localizing import approve_passing
from courses.actions.publishing import publish_course, submit_course, withdraw_course
from courses.actions.publishing_languages import publish_localization, unpublish_localization
from courses.enums import RevisionKind, TranslationState
from courses.errors import NotReady, NotYours
from courses.models import (
    Block,
    CompiledCourse,
    CompiledLesson,
    CompiledQuestion,
    Localization,
    ModuleLocalization,
    Segment,
    Translation,
)
from tests.factories.courses import (
    AttemptFactory,
    BlockFactory,
    CourseFactory,
    EnrolmentFactory,
    LessonFactory,
    ModuleFactory,
    QuestionFactory,
    TopicFactory,
    TranslationFactory,
)
from tests.factories.movement import MembershipFactory
from tests.factories.people import PersonFactory
from wikilearn.movement.enums import MemberRole
from wikilearn.people.enums import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    """Two modules of one lesson each, a question in the second."""
    course = CourseFactory(slug="first")
    for number in (1, 2):
        module = ModuleFactory(key=f"m{number}", course=course, position=number)
        BlockFactory(lesson=LessonFactory(module=module, key=f"l{number}"), key="text", text=f"Text {number}")
    QuestionFactory(module=module, key="q")
    return course


@pytest.fixture
def reviewer(course):
    return MembershipFactory(organisation=course.organisation, role=MemberRole.REVIEWER).person


@pytest.fixture
def author(course):
    return MembershipFactory(organisation=course.organisation, role=MemberRole.AUTHOR).person


@pytest.fixture
def published(course, author, reviewer):
    publish(course, author, reviewer)
    return course


def publish(course, author, reviewer):
    submit_course(actor=author, course=course)
    publish_course(actor=reviewer, course=course, kind=RevisionKind.MAJOR)
    course.refresh_from_db()


def translate(course, module=None, *, state="reviewed", language="es", leaving=0):
    rows = course.segments.filter(module__key=module).order_by("pk")
    for segment in rows[: rows.count() - leaving]:
        TranslationFactory(
            segment=segment,
            language=language,
            state=state,
            reviewed_at=course.created_at if state == "reviewed" else None,
        )


def pages(language):
    return {lesson.lesson_key: lesson.translated for lesson in CompiledLesson.objects.filter(language=language)}


def test_module_goes_live_in_a_new_minor_revision_of_its_language_only(published, reviewer):
    translate(published, "m1")
    before = published.published_revision
    revision = publish_localization(actor=reviewer, course=published, language="es", modules=["m1"])
    assert (revision.number, revision.kind, before.document["translations"]) == (2, "minor", {})
    assert pages("es") == {"l1": True, "l2": False}
    assert pages("en") == {"l1": True, "l2": True}
    assert set(CompiledLesson.objects.values_list("revision", flat=True)) == {revision.pk}
    assert set(CompiledCourse.objects.values_list("revision", flat=True)) == {revision.pk}
    assert Localization.objects.get().state == "published"
    assert set(ModuleLocalization.objects.filter(live=True).values_list("module__key", flat=True)) == {"m1"}
    assert set(Translation.objects.values_list("state", flat=True)) == {TranslationState.PUBLISHED}
    assert list(published.compiled.values_list("language", "completeness").order_by("language")) == [
        ("en", 100),
        ("es", 23),
    ]


@pytest.mark.parametrize(
    ("guarded", "leaving", "state", "passes"),
    [
        (False, 0, "reviewed", True),
        (False, 1, "reviewed", False),
        (False, 0, "translated", True),
        (True, 0, "reviewed", True),
        (True, 1, "reviewed", False),
        (True, 0, "translated", False),
        (False, 0, "draft", False),
        (False, 0, "rejected", False),
    ],
)
def test_gate_opens_at_its_threshold(course, author, reviewer, guarded, leaving, state, passes):
    publisher = reviewer
    if guarded:
        course.topic = TopicFactory(mandatory=True)
        course.topic.holders.add(course.organisation)
        course.save()
        publisher = PersonFactory(role=Role.CURATOR)
    publish(course, author, publisher)
    translate(course, "m1", leaving=leaving, state=state)
    if passes:
        publish_localization(actor=reviewer, course=course, language="es", modules=["m1"])
        assert pages("es")["l1"]
    else:
        with pytest.raises(NotReady, match="%"):
            publish_localization(actor=reviewer, course=course, language="es", modules=["m1"])
        assert pages("es") == {}


def test_threshold_is_a_setting_of_the_course(published, reviewer):
    published.settings = {"localization": {"threshold": 50, "unreviewed": False}}
    published.save()
    translate(published, "m1", leaving=1)
    publish_localization(actor=reviewer, course=published, language="es")
    assert pages("es") == {"l1": False, "l2": False} or pages("es") == {}
    translate(published, "m2", state="translated")
    with pytest.raises(NotReady):
        publish_localization(actor=reviewer, course=published, language="es", modules=["m2"])


def test_unreviewed_texts_are_served_and_say_so(published, reviewer):
    translate(published, "m1", state="translated")
    publish_localization(actor=reviewer, course=published, language="es")
    lesson = CompiledLesson.objects.get(language="es", lesson_key="l1")
    assert lesson.notices == ["unreviewed"]
    assert ModuleLocalization.objects.get(module__key="m1").unreviewed
    approve_passing(actor=reviewer, course=published, language="es")
    publish_localization(actor=reviewer, course=published, language="es")
    assert CompiledLesson.objects.get(language="es", lesson_key="l1").notices == []
    assert not ModuleLocalization.objects.filter(unreviewed=True).exists()


def test_question_without_all_answers_keeps_its_module_closed(published, reviewer):
    translate(published, "m2")
    Translation.objects.filter(segment__key="question/q/option.2").delete()
    with pytest.raises(NotReady, match="answer"):
        publish_localization(actor=reviewer, course=published, language="es", modules=["m2"])


def test_unpublished_edits_of_the_source_stay_where_they_are(published, author, reviewer):
    translate(published, "m1")
    block = Block.objects.get(lesson__key="l1")
    edit_element(actor=author, element=block, texts={"text": "Something else"}, kind=RevisionKind.MAJOR)
    publish_localization(actor=reviewer, course=published, language="es")
    lesson = CompiledLesson.objects.get(language="es", lesson_key="l1")
    assert (lesson.blocks[0]["html"], lesson.blocks[0]["notice"]) == ("<p>es: Text 1</p>", "")
    assert "Text 1" in CompiledLesson.objects.get(language="en", lesson_key="l1").blocks[0]["html"]
    published.refresh_from_db()
    publish(published, author, reviewer)
    lesson = CompiledLesson.objects.get(language="es", lesson_key="l1")
    assert (lesson.blocks[0]["html"], lesson.blocks[0]["notice"]) == ("<p>es: Text 1</p>", "outdated")


def test_text_at_work_is_served_as_it_was(published, author, reviewer):
    translate(published, "m1")
    publish_localization(actor=reviewer, course=published, language="es")
    Translation.objects.filter(segment__key="lesson/l1/text/text").update(text="Half", state="draft")
    published.refresh_from_db()
    publish(published, author, reviewer)
    assert "es: Text 1" in CompiledLesson.objects.get(language="es", lesson_key="l1").blocks[0]["html"]


def test_publication_of_the_course_takes_in_what_passes_the_gate_only(course, author, reviewer):
    translate(course, "m1")
    translate(course, "m2", leaving=4)
    publish(course, author, reviewer)
    assert pages("es") == {"l1": True, "l2": False}
    assert course.published_revision.document["translations"]["es"].keys() == set(
        Segment.objects.filter(module__key="m1").values_list("key", flat=True)
    )


def test_child_language_gets_what_its_parent_says(published, reviewer):
    translate(published, "m1", language="pt-BR")
    publish_localization(actor=reviewer, course=published, language="pt-BR")
    translate(published, "m2", language="pt")
    publish_localization(actor=reviewer, course=published, language="pt")
    lesson = CompiledLesson.objects.get(language="pt-BR", lesson_key="l2")
    assert (lesson.title, lesson.title_language) == ("pt: Title of l2", "pt")


def test_module_can_be_taken_back(published, reviewer):
    translate(published, "m1")
    translate(published, "m2")
    publish_localization(actor=reviewer, course=published, language="es")
    unpublish_localization(actor=reviewer, course=published, language="es", modules=["m1"])
    assert pages("es") == {"l1": False, "l2": True}
    unpublish_localization(actor=reviewer, course=published, language="es")
    assert (pages("es"), Localization.objects.get().state) == ({}, "draft")
    assert not ModuleLocalization.objects.filter(live=True).exists()
    with pytest.raises(NotReady):
        unpublish_localization(actor=reviewer, course=published, language="es")
    publish_localization(actor=reviewer, course=published, language="es")
    assert pages("es") == {"l1": True, "l2": True}


def test_same_again_makes_no_revision(published, reviewer):
    translate(published, "m1")
    publish_localization(actor=reviewer, course=published, language="es")
    with pytest.raises(NotReady, match="already"):
        publish_localization(actor=reviewer, course=published, language="es")
    assert published.revisions.count() == 2


def test_questions_of_running_attempts_stay(published, reviewer):
    translate(published, "m2")
    enrolment = EnrolmentFactory(course=published)
    AttemptFactory(enrolment=enrolment, revision=published.published_revision, language="en")
    revision = publish_localization(actor=reviewer, course=published, language="es")
    kept = CompiledQuestion.objects.values_list("revision", "language")
    assert set(kept) == {
        (published.published_revision.pk, "en"),
        (revision.pk, "en"),
        (revision.pk, "es"),
    }


def test_questions_that_nobody_drew_move_along(published, reviewer):
    translate(published, "m2")
    revision = publish_localization(actor=reviewer, course=published, language="es")
    assert set(CompiledQuestion.objects.values_list("revision", "language")) == {
        (revision.pk, "en"),
        (revision.pk, "es"),
    }


def test_who_may_not_publish_is_refused(published):
    translate(published, "m1")
    for person in (PersonFactory(), MembershipFactory(organisation=published.organisation, role="localizer").person):
        with pytest.raises(NotYours):
            publish_localization(actor=person, course=published, language="es")


def test_draft_and_withdrawn_courses_have_no_languages(course, author, reviewer):
    translate(course, "m1")
    with pytest.raises(NotReady):
        publish_localization(actor=reviewer, course=course, language="es")
    publish(course, author, reviewer)
    withdraw_course(actor=reviewer, course=course, reason="x")
    assert not ModuleLocalization.objects.filter(live=True).exists()
