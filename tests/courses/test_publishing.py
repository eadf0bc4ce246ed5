"""From draft to learners and back."""

import json

import pytest

from courses.actions.localizing import review_localization
from courses.actions.publishing import publish_course, return_course, submit_course, withdraw_course
from courses.actions.settings import configure_course
from courses.enums import CourseState, LocalizationState, RevisionKind, TranslationState
from courses.errors import NotReady, NotYours, WrongState
from courses.models import CompiledCourse, CompiledLesson, CompiledQuestion, Course, QuestionRevision, Segment
from courses.publishing.compiling import Compiler
from courses.publishing.snapshot import snapshot
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
from wikilearn.audit.models import Event
from wikilearn.movement.enums import MemberRole
from wikilearn.notices.models import Notice
from wikilearn.people.enums import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    """One module with two lessons of one text each, and a question. Any translated text opens its gate."""
    course = CourseFactory(slug="first", settings={"localization": {"threshold": 1}})
    module = ModuleFactory(key="m", course=course)
    for number in (1, 2):
        lesson = LessonFactory(module=module, key=f"l{number}", position=number)
        BlockFactory(lesson=lesson, key="text", text=f"Text **{number}**, see [two](lesson:l2).")
    QuestionFactory(module=module, key="q")
    return module.course


@pytest.fixture
def author(course):
    return MembershipFactory(organisation=course.organisation, role=MemberRole.AUTHOR).person


@pytest.fixture
def reviewer(course):
    return MembershipFactory(organisation=course.organisation, role=MemberRole.REVIEWER).person


@pytest.fixture
def published(course, author, reviewer):
    submit_course(actor=author, course=course)
    publish_course(actor=reviewer, course=course, kind=RevisionKind.MAJOR)
    course.refresh_from_db()
    return course


def translate(course, *keys, state=TranslationState.TRANSLATED, language="es", **fields):
    for key in keys:
        segment = Segment.objects.get(course=course, key=key)
        TranslationFactory(segment=segment, language=language, state=state, **fields)


def test_publishing_makes_a_revision_and_its_pages(published, reviewer):
    revision = published.published_revision
    assert (published.state, revision.number, revision.published_by) == (CourseState.PUBLISHED, 1, reviewer)
    first, second = CompiledLesson.objects.filter(revision=revision)
    assert (first.lesson_key, first.previous_key, first.next_key) == ("l1", "", "l2")
    assert (second.previous_key, second.next_key) == ("l1", "")
    assert "<strong>1</strong>" in first.blocks[0]["html"]
    entry = CompiledCourse.objects.get(course=published)
    assert (entry.title, entry.language, entry.lessons, entry.questions, entry.completeness) == (
        "first",
        "en",
        2,
        1,
        100,
    )
    assert [lesson["key"] for lesson in entry.outline[0]["lessons"]] == ["l1", "l2"]
    assert "Text 1" in entry.search_text


def test_who_submitted_it_is_told(published, author, reviewer):
    notice = Notice.objects.get()
    assert (notice.person, notice.kind) == (author, "course_published")


def test_links_between_lessons_lead_to_their_pages(published):
    html = CompiledLesson.objects.get(lesson_key="l1").blocks[0]["html"]
    assert '<a href="/courses/first/l2/"' in html


def test_what_is_correct_is_in_nothing_that_is_compiled_for_a_browser(published):
    question = CompiledQuestion.objects.get()
    assert question.options == [
        {"id": "1", "html": "<p>Option 1 of q</p>"},
        {"id": "2", "html": "<p>Option 2 of q</p>"},
    ]
    assert question.explanations == {"1": "<p>Because 1</p>", "2": "<p>Because 2</p>"}
    assert question.question_revision.document["answer"] == {"correct": ["1"]}
    sent = [
        *CompiledQuestion.objects.values("prompt", "options", "explanations"),
        *CompiledLesson.objects.values("blocks"),
    ]
    assert "correct" not in json.dumps(sent)


def test_publishing_the_same_content_again_makes_no_new_revision(published, author, reviewer):
    submit_course(actor=author, course=published)
    again = publish_course(actor=reviewer, course=published, kind=RevisionKind.MINOR)
    assert again == published.published_revision
    assert CompiledLesson.objects.count() == 2


def test_a_change_makes_a_new_revision_and_keeps_unchanged_questions(published, author, reviewer):
    Segment.objects.filter(key="lesson/l1/title").update(source_text="Another title")
    submit_course(actor=author, course=published)
    second = publish_course(actor=reviewer, course=published, kind=RevisionKind.MINOR, note="Title")
    assert (second.number, second.kind, second.note) == (2, "minor", "Title")
    assert set(CompiledLesson.objects.values_list("revision", flat=True)) == {second.pk}
    assert CompiledLesson.objects.get(lesson_key="l1").title == "Another title"
    assert QuestionRevision.objects.count() == 1
    assert CompiledQuestion.objects.count() == 2


def test_revision_compiled_again_gives_the_same_pages(published):
    document = published.published_revision.document
    kept = list(CompiledLesson.objects.values("lesson_key", "title", "blocks", "notices"))
    again = [
        {name: lesson[name] for name in ("lesson_key", "title", "blocks", "notices")}
        for lesson in Compiler(document, "en").lessons()
    ]
    assert again == kept


def test_language_is_offered_when_a_lesson_is_translated(course, author, reviewer):
    translate(course, "lesson/l1/title", "lesson/l1/text/text")
    translate(course, "lesson/l2/title", language="fr")
    submit_course(actor=author, course=course)
    publish_course(actor=reviewer, course=course, kind=RevisionKind.MAJOR)
    assert set(CompiledCourse.objects.values_list("language", flat=True)) == {"en", "es"}
    states = dict(course.localizations.values_list("language", "state"))
    assert states == {"es": LocalizationState.PUBLISHED, "fr": LocalizationState.DRAFT}


def test_texts_fall_back_one_by_one_and_say_so(course, author, reviewer):
    translate(course, "lesson/l1/title", "lesson/l1/text/text", "lesson/l2/title")
    submit_course(actor=author, course=course)
    publish_course(actor=reviewer, course=course, kind=RevisionKind.MAJOR)
    first, second = CompiledLesson.objects.filter(language="es")
    assert (first.translated, first.notices, first.blocks[0]["language"]) == (True, ["unreviewed"], "es")
    assert (second.translated, second.title_language) == (False, "es")
    assert (second.blocks[0]["language"], second.blocks[0]["dir"], second.blocks[0]["notice"]) == (
        "en",
        "ltr",
        "fallback",
    )
    entry = CompiledCourse.objects.get(language="es")
    assert entry.title_language == "en"
    assert 0 < entry.completeness < 100


def test_parent_language_comes_before_the_source(course):
    translate(course, "lesson/l1/title", language="pt")
    said = Compiler(snapshot(course), "pt-BR").said("lesson/l1/title")
    assert (said.language, said.notice) == ("pt", "fallback")


def test_right_to_left_text_carries_its_direction(course):
    translate(course, "lesson/l1/title", "lesson/l1/text/text", language="ar")
    lesson = next(Compiler(snapshot(course), "ar").lessons())
    assert lesson["blocks"][0]["dir"] == "rtl"


@pytest.mark.parametrize(
    ("state", "guarded", "language", "notice"),
    [
        (TranslationState.DRAFT, False, "en", "fallback"),
        (TranslationState.REJECTED, False, "en", "fallback"),
        (TranslationState.TRANSLATED, False, "es", "unreviewed"),
        (TranslationState.TRANSLATED, True, "en", "fallback"),
        (TranslationState.REVIEWED, True, "es", ""),
        (TranslationState.PUBLISHED, True, "es", ""),
        (TranslationState.OUTDATED, True, "es", "outdated"),
        (TranslationState.OUTDATED, False, "es", "outdated"),
    ],
)
def test_state_of_a_translation_says_whether_it_is_served(course, state, guarded, language, notice):
    if guarded:
        course.topic = TopicFactory(mandatory=True)
        course.save()
    translate(course, "lesson/l1/title", state=state)
    said = Compiler(snapshot(course), "es").said("lesson/l1/title")
    assert (said.language, said.notice) == (language, notice)


def test_reviewed_translations_become_published(course, author, reviewer):
    translate(course, "lesson/l1/title", "lesson/l1/text/text", state=TranslationState.REVIEWED)
    submit_course(actor=author, course=course)
    publish_course(actor=reviewer, course=course, kind=RevisionKind.MAJOR)
    counted = course.localizations.get(language="es")
    assert (counted.translated, counted.reviewed, counted.published) == (2, 2, 2)


def test_withdrawn_course_is_gone_for_learners_and_can_return(published, author, reviewer):
    withdraw_course(actor=reviewer, course=published, reason="Wrong")
    published.refresh_from_db()
    assert (published.state, published.published_revision) == (CourseState.WITHDRAWN, None)
    assert not CompiledCourse.objects.exists()
    assert not CompiledLesson.objects.exists()
    submit_course(actor=author, course=published)
    publish_course(actor=reviewer, course=published, kind=RevisionKind.MINOR)
    assert CompiledLesson.objects.count() == 2


def test_returned_course_is_a_draft(course, author, reviewer):
    submit_course(actor=author, course=course)
    return_course(actor=reviewer, course=course, reason="Too short")
    course.refresh_from_db()
    assert course.state == CourseState.DRAFT
    assert Notice.objects.get(person=author).context["reason"] == "Too short"
    with pytest.raises(WrongState):
        return_course(actor=reviewer, course=course, reason="Again")


def test_draft_is_not_published(course, reviewer):
    with pytest.raises(WrongState, match="Draft"):
        publish_course(actor=reviewer, course=course, kind=RevisionKind.MAJOR)


def test_course_without_lessons_is_not_submitted(course, author):
    course.lessons.all().delete()
    with pytest.raises(NotReady, match="no lessons"):
        submit_course(actor=author, course=course)


@pytest.fixture
def mandatory(course):
    course.topic = TopicFactory(mandatory=True)
    course.topic.holders.add(course.organisation)
    course.save()
    return course


def test_mandatory_course_is_published_by_a_curator_who_did_not_submit_it(mandatory, author, reviewer):
    submit_course(actor=author, course=mandatory)
    with pytest.raises(NotYours):
        publish_course(actor=reviewer, course=mandatory, kind=RevisionKind.MAJOR)
    curator = PersonFactory(role=Role.CURATOR)
    Course.objects.update(submitted_by=curator)
    with pytest.raises(NotYours, match="Somebody else"):
        publish_course(actor=curator, course=mandatory, kind=RevisionKind.MAJOR)
    publish_course(actor=PersonFactory(role=Role.CURATOR), course=mandatory, kind=RevisionKind.MAJOR)
    assert CompiledCourse.objects.get().kind == "mandatory"


def test_settings_do_not_change_behind_the_back_of_the_reviewer(mandatory, author):
    curator = PersonFactory(role=Role.CURATOR)
    submit_course(actor=author, course=mandatory)
    configure_course(actor=author, course=mandatory, pass_mark=1)
    with pytest.raises(WrongState):
        publish_course(actor=curator, course=mandatory, kind=RevisionKind.MAJOR)
    submit_course(actor=author, course=mandatory)
    publish_course(actor=curator, course=mandatory, kind=RevisionKind.MAJOR)


def test_mandatory_course_needs_questions_and_an_organisation_that_holds_the_topic(mandatory, author):
    mandatory.questions.all().delete()
    with pytest.raises(NotReady, match="needs questions"):
        submit_course(actor=author, course=mandatory)
    mandatory.topic.holders.clear()
    with pytest.raises(NotReady, match="maintain this topic"):
        submit_course(actor=author, course=mandatory)


def test_sensitive_course_is_published_by_its_partner_only(course, author, reviewer):
    course.topic = TopicFactory(sensitive=True, mandatory=True)
    course.topic.holders.add(course.organisation)
    course.save()
    submit_course(actor=author, course=course)
    with pytest.raises(NotYours):
        publish_course(actor=PersonFactory(role=Role.CURATOR), course=course, kind=RevisionKind.MAJOR)
    publish_course(actor=reviewer, course=course, kind=RevisionKind.MAJOR)


def test_topic_of_others_is_not_taken(course, author):
    with pytest.raises(NotReady, match="maintain this topic"):
        configure_course(actor=author, course=course, topic=TopicFactory(mandatory=True))


def test_topic_does_not_change_under_learners(published, reviewer):
    with pytest.raises(NotReady, match="Withdraw"):
        configure_course(actor=reviewer, course=published, topic=TopicFactory())


def test_assessment_of_a_course_that_learners_take_is_changed_by_publishers_only(published, author, reviewer):
    with pytest.raises(NotYours):
        configure_course(actor=author, course=published, pass_mark=1)
    configure_course(actor=reviewer, course=published, pass_mark=90, level="advanced")
    assert Course.objects.get().pass_mark == 90
    assert CompiledCourse.objects.get().level == "advanced"


def test_unknown_settings_are_a_fault(course, author):
    with pytest.raises(TypeError):
        configure_course(actor=author, course=course, state="published")


def test_nobody_reviews_their_own_translation_of_a_mandatory_course(mandatory, reviewer):
    translate(mandatory, "lesson/l1/title", translated_by=reviewer)
    with pytest.raises(NotYours, match="yourself"):
        review_localization(actor=reviewer, course=mandatory, language="es")
    other = MembershipFactory(organisation=mandatory.organisation, role=MemberRole.REVIEWER).person
    assert review_localization(actor=other, course=mandatory, language="es") == 1
    assert mandatory.localizations.get().reviewed == 1


def test_reviewing_what_does_not_wait_is_refused(course, reviewer):
    with pytest.raises(NotReady, match="Français"):
        review_localization(actor=reviewer, course=course, language="fr")


def test_review_leaves_the_source_and_what_is_published_alone(published, reviewer):
    translate(published, "lesson/l1/title")
    review_localization(actor=reviewer, course=published, language="es")
    published.refresh_from_db()
    assert published.state == CourseState.PUBLISHED
    assert set(published.compiled.values_list("language", flat=True)) == {"en"}


def test_each_step_is_on_the_log(published, reviewer):
    withdraw_course(actor=reviewer, course=published, reason="x")
    actions = Event.objects.filter(target="course:first").values_list("action", flat=True)
    assert list(actions) == ["courses.submitted", "courses.published", "courses.withdrawn"]


@pytest.mark.parametrize("lessons", [2, 40])
def test_publishing_needs_the_same_queries_whatever_the_size(
    course, author, reviewer, lessons, django_assert_max_num_queries
):
    for number in range(2, lessons):
        BlockFactory(lesson=LessonFactory(module=course.modules.get(), key=f"more{number}"))
    submit_course(actor=author, course=course)
    with django_assert_max_num_queries(60):
        publish_course(actor=reviewer, course=course, kind=RevisionKind.MAJOR)
