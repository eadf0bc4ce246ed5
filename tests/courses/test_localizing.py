"""Translating, reviewing, and who may."""

import pytest

from courses.actions.localizing import (
    approve_passing,
    comment_translation,
    reject_translation,
    resolve_comments,
    review_translation,
)
from courses.actions.translating import confirm_translation, save_translation
from courses.enums import LocalizerRole
from courses.errors import NotReady, NotYours, TranslationConflict, TranslationRefused, WrongState
from courses.models import (
    GlossaryTerm,
    Localization,
    LocalizationRole,
    Segment,
    TermTranslation,
    Translation,
    TranslationComment,
    TranslationStep,
)
from courses.models.texts import text_hash
from courses.queries.texts import version_of
from tests.factories.courses import BlockFactory, CourseRevisionFactory, TopicFactory, TranslationFactory
from tests.factories.movement import MembershipFactory
from tests.factories.people import PersonFactory
from wikilearn.movement.enums import MemberRole
from wikilearn.notices.models import Notice
from wikilearn.people.enums import Role

pytestmark = pytest.mark.django_db

POLICY = "Read [the policy](https://example.org/p), {name}."
GOOD = "Lee [la política](https://example.org/p), {name}."


@pytest.fixture
def course():
    course = BlockFactory(text=POLICY).lesson.course
    course.published_revision = CourseRevisionFactory(course=course)
    course.save()
    return course


@pytest.fixture
def segment(course):
    return course.segments.get(part="text")


@pytest.fixture
def reviewer(course):
    return MembershipFactory(organisation=course.organisation, role=MemberRole.REVIEWER).person


def guard(course, **fields):
    course.topic = TopicFactory(mandatory=True, **fields)
    course.topic.holders.add(course.organisation)
    course.save()


WHO = {
    "anybody": lambda course: PersonFactory(),
    "member of another organisation": lambda course: MembershipFactory(role=MemberRole.LOCALIZER).person,
    "localizer": lambda course: MembershipFactory(organisation=course.organisation, role=MemberRole.LOCALIZER).person,
    "coordinator": lambda course: (
        MembershipFactory(organisation=course.organisation, role=MemberRole.COORDINATOR).person
    ),
    "reviewer": lambda course: MembershipFactory(organisation=course.organisation, role=MemberRole.REVIEWER).person,
    "named translator": lambda course: named(course, LocalizerRole.TRANSLATOR),
    "named reviewer": lambda course: named(course, LocalizerRole.REVIEWER),
    "named for another language": lambda course: named(course, LocalizerRole.REVIEWER, language="fr"),
    "localizer of the topic": lambda course: of_the_topic(course),
    "curator": lambda course: PersonFactory(role=Role.CURATOR),
}


def named(course, role, language="es"):
    person = PersonFactory()
    LocalizationRole.objects.create(
        course=course, language=language, person=person, role=role, granted_by=PersonFactory()
    )
    return person


def of_the_topic(course):
    member = MembershipFactory(role=MemberRole.LOCALIZER)
    if course.topic:
        course.topic.holders.add(member.organisation)
    return member.person


@pytest.mark.parametrize(
    ("who", "course_open", "guarded", "sensitive"),
    # each: may translate, review, publish, manage
    [
        ("anybody", "t...", "....", "...."),
        ("member of another organisation", "t...", "....", "...."),
        ("localizer", "t...", "t...", "t..."),
        ("coordinator", "t.pm", "t.pm", "t..m"),
        ("reviewer", "trpm", "trpm", "trpm"),
        ("named translator", "t...", "t...", "t..."),
        ("named reviewer", "trp.", "trp.", "tr.."),
        ("named for another language", "t...", "....", "...."),
        ("localizer of the topic", "t...", "t...", "t..."),
        ("curator", "trpm", "trpm", "...."),
    ],
)
def test_who_may_do_what(course, who, course_open, guarded, sensitive):
    for expected, fields in ((course_open, None), (guarded, {}), (sensitive, {"sensitive": True})):
        if fields is not None:
            guard(course, **fields)
        person = WHO[who](course)
        localization = Localization(course=course, language="es")
        can = "".join(
            letter if person.has_perm(f"courses.{permission}", thing) else "."
            for letter, permission, thing in (
                ("t", "translate_localization", localization),
                ("r", "review_localization", localization),
                ("p", "publish_localization", localization),
                ("m", "manage_localizers", course),
            )
        )
        assert can == expected, (fields, who)
        reviewable = Localization.objects.get_or_create(course=course, language="es")[0]
        assert Localization.objects.reviewable_by(person).filter(pk=reviewable.pk).exists() is ("r" in expected)


def test_draft_course_is_translated_by_its_own_people_only(course, segment):
    course.published_revision = None
    course.save()
    with pytest.raises(NotYours):
        save_translation(actor=PersonFactory(), segment=segment, language="es", text=GOOD)
    assert save_translation(actor=WHO["localizer"](course), segment=segment, language="es", text=GOOD)


def test_text_is_saved_with_who_and_when_and_counts(course, segment):
    person = PersonFactory()
    saved = save_translation(actor=person, segment=segment, language="es", text=f"  {GOOD}\r\n")
    assert (saved.text, saved.state, saved.translated_by, saved.source_hash) == (
        GOOD, "translated", person, segment.source_hash,
    )  # fmt: skip
    assert Localization.objects.get().translated == 1
    assert save_translation(actor=PersonFactory(), segment=segment, language="es", text=GOOD) == saved
    assert TranslationStep.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Lee [la política](https://example.org/p).", "placeholder"),
        ("Lee la política, {name}.", "link"),
        (f"{GOOD} **", "marks"),
        (f"{GOOD}\u202e", "bidi"),
        (f"{GOOD}\x07", "control"),
        ("x" * 1_000_000, "too_long"),
    ],
)
def test_what_loses_something_is_refused_and_nothing_is_written(course, segment, text, code):
    with pytest.raises(TranslationRefused) as refused:
        save_translation(actor=PersonFactory(), segment=segment, language="es", text=text)
    assert code in {problem.code for problem in refused.value.problems}
    assert not Translation.objects.exists()


def test_draft_may_lack_what_a_finished_text_may_not(course, segment):
    saved = save_translation(actor=PersonFactory(), segment=segment, language="es", text="Lee", draft=True)
    assert (saved.state, Localization.objects.get().translated) == ("draft", 0)
    with pytest.raises(TranslationRefused):
        save_translation(actor=PersonFactory(), segment=segment, language="es", text="\u202eLee", draft=True)
    with pytest.raises(TranslationRefused):
        save_translation(actor=PersonFactory(), segment=segment, language="es", text="Lee")
    assert save_translation(actor=PersonFactory(), segment=segment, language="es", text=GOOD).state == "translated"


def test_emptied_text_is_taken_back_until_it_is_reviewed(course, segment, reviewer):
    save_translation(actor=reviewer, segment=segment, language="es", text=GOOD)
    assert save_translation(actor=reviewer, segment=segment, language="es", text=" ").state == "draft"
    assert save_translation(actor=reviewer, segment=segment, language="fr", text="") is None
    Translation.objects.update(state="reviewed", text=GOOD)
    with pytest.raises(WrongState):
        save_translation(actor=reviewer, segment=segment, language="es", text="")


@pytest.mark.parametrize("language", ["xx-nonsense", "klingonish", "ES", "en", "", "e"])
def test_language_that_does_not_exist_is_refused(course, segment, language):
    with pytest.raises(NotReady):
        save_translation(actor=PersonFactory(), segment=segment, language=language, text=GOOD)
    assert not Localization.objects.exists()


def test_who_comes_later_is_warned(course, segment):
    first = PersonFactory()
    seen = version_of(None)
    save_translation(actor=first, segment=segment, language="es", text=GOOD, seen=seen)
    with pytest.raises(TranslationConflict, match=first.username):
        save_translation(actor=PersonFactory(), segment=segment, language="es", text=f"{GOOD} Ya.", seen=seen)
    again = save_translation(actor=PersonFactory(), segment=segment, language="es", text=GOOD, seen=seen)
    assert again.translated_by == first
    save_translation(actor=first, segment=segment, language="es", text=f"{GOOD} Ya.", seen=version_of(again))


def test_two_reviewers_at_once(course, segment, reviewer):
    saved = save_translation(actor=PersonFactory(), segment=segment, language="es", text=GOOD)
    seen = version_of(saved)
    reviewed = review_translation(actor=reviewer, segment=segment, language="es", seen=seen)
    assert (reviewed.state, reviewed.reviewed_by) == ("reviewed", reviewer)
    other = WHO["reviewer"](course)
    with pytest.raises(WrongState, match=reviewer.username):
        review_translation(actor=other, segment=segment, language="es", seen=seen)
    with pytest.raises(TranslationConflict):
        reject_translation(actor=other, segment=segment, language="es", comment="No", seen=seen)


def test_guarded_text_is_reviewed_by_somebody_else(course, segment, reviewer):
    guard(course)
    save_translation(actor=reviewer, segment=segment, language="es", text=GOOD)
    with pytest.raises(NotYours, match="yourself"):
        review_translation(actor=reviewer, segment=segment, language="es")
    assert approve_passing(actor=reviewer, course=course, language="es") == (0, 1)
    assert review_translation(actor=WHO["reviewer"](course), segment=segment, language="es").state == "reviewed"


def test_bulk_approval_holds_back_what_loses_something(course, segment, reviewer):
    TranslationFactory(segment=segment, text="Lee")
    title = TranslationFactory(segment=course.segments.get(key="course/title"), text="Un título")
    assert approve_passing(actor=reviewer, course=course, language="es") == (1, 1)
    title.refresh_from_db()
    assert (title.state, title.reviewed_by) == ("reviewed", reviewer)
    assert approve_passing(actor=reviewer, course=course, language="es", module=segment.module) == (0, 1)
    with pytest.raises(NotYours):
        approve_passing(actor=PersonFactory(), course=course, language="es")


def test_forbidden_word_keeps_a_text_from_review(course, segment, reviewer):
    term = GlossaryTerm.objects.create(term="policy")
    TermTranslation.objects.create(term=term, language="es", text="póliza", forbidden=True)
    bad = GOOD.replace("política", "póliza")
    with pytest.raises(TranslationRefused, match="póliza"):
        save_translation(actor=reviewer, segment=segment, language="es", text=bad)
    TranslationFactory(segment=segment, text=bad)
    with pytest.raises(TranslationRefused):
        review_translation(actor=reviewer, segment=segment, language="es")
    own = GlossaryTerm.objects.create(term="Policy", organisation=course.organisation)
    TermTranslation.objects.create(term=own, language="es", text="póliza")
    assert review_translation(actor=reviewer, segment=segment, language="es").state == "reviewed"


def test_rejected_text_goes_back_with_a_word_to_its_translator(course, segment, reviewer):
    translator = PersonFactory()
    save_translation(actor=translator, segment=segment, language="es", text=GOOD)
    with pytest.raises(NotReady) as refused:
        reject_translation(actor=reviewer, segment=segment, language="es", comment=" ")
    assert refused.value.field == "comment"
    reject_translation(actor=reviewer, segment=segment, language="es", comment="Too formal")
    notice = Notice.objects.get()
    assert (notice.person, notice.kind) == (translator, "translation_rejected")
    assert TranslationComment.objects.get().text == "Too formal"
    again = save_translation(actor=translator, segment=segment, language="es", text=GOOD)
    assert (again.state, again.reviewed_by) == ("translated", None)
    assert [step.state for step in TranslationStep.objects.all()] == ["translated", "rejected", "translated"]


def test_comment_reaches_translator_and_earlier_commenters(course, segment, reviewer):
    translator, other = PersonFactory(), PersonFactory()
    save_translation(actor=translator, segment=segment, language="es", text=GOOD)
    comment_translation(actor=other, segment=segment, language="es", text="Nice")
    comment_translation(actor=reviewer, segment=segment, language="es", text="Indeed")
    told = sorted(Notice.objects.values_list("person__username", flat=True))
    assert told == sorted([translator.username, translator.username, other.username])
    assert resolve_comments(actor=reviewer, segment=segment, language="es") == 2
    for text in ("", "x" * 2001):
        with pytest.raises(NotReady):
            comment_translation(actor=reviewer, segment=segment, language="es", text=text)


@pytest.mark.parametrize(("who", "state"), [("anybody", "translated"), ("reviewer", "reviewed")])
def test_outdated_text_may_still_be_right(course, segment, who, state):
    save_translation(actor=PersonFactory(), segment=segment, language="es", text=GOOD)
    new = POLICY.replace("Read", "Please read")
    Segment.objects.filter(pk=segment.pk).update(source_text=new, source_hash=text_hash(new))
    Translation.objects.update(state="outdated")
    confirmed = confirm_translation(actor=WHO[who](course), segment=segment, language="es")
    assert (confirmed.state, confirmed.source_hash) == (state, text_hash(new))
    with pytest.raises(WrongState):
        confirm_translation(actor=WHO[who](course), segment=segment, language="es")


def test_retired_text_is_not_translated(course, segment):
    Segment.objects.update(retired=True)
    with pytest.raises(NotReady):
        save_translation(actor=PersonFactory(), segment=segment, language="es", text=GOOD)
