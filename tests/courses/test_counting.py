"""Counters, steps and history of sources that no writer can forget."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from courses.actions.counting import differences, recount, recount_demand
from courses.enums import TranslationState
from courses.models import Localization, Module, ModuleLocalization, Segment, SourceText, Translation, TranslationStep
from courses.models.texts import text_hash
from tests.factories.courses import (
    BlockFactory,
    CourseFactory,
    EnrolmentFactory,
    ModuleFactory,
    SegmentFactory,
    TranslationFactory,
)
from tests.factories.people import PersonFactory

STATES = list(TranslationState)
pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    lesson = BlockFactory().lesson
    return lesson.course


def counted(course, language="es"):
    row = Localization.objects.get(course=course, language=language)
    return row.total, row.translated, row.reviewed, row.published, row.outdated


def test_first_translation_makes_the_counters_of_its_language(course):
    assert not Localization.objects.exists()
    TranslationFactory(segment=course.segments.first(), state="reviewed")
    assert counted(course) == (5, 1, 1, 0, 0)
    modules = ModuleLocalization.objects.values_list("module", "total", "translated")
    assert sorted(modules, key=lambda row: row[1]) == [(None, 2, 1), (course.modules.get().pk, 3, 0)]


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("draft", (5, 0, 0, 0, 0)),
        ("rejected", (5, 0, 0, 0, 0)),
        ("translated", (5, 1, 0, 0, 0)),
        ("reviewed", (5, 1, 1, 0, 0)),
        ("published", (5, 1, 1, 1, 0)),
        ("outdated", (5, 1, 0, 0, 1)),
    ],
)
def test_each_state_counts_for_what_it_is(course, state, expected):
    translation = TranslationFactory(segment=course.segments.first(), state="draft")
    Translation.objects.filter(pk=translation.pk).update(state=state)
    assert counted(course) == expected
    Translation.objects.all().delete()
    assert counted(course) == (5, 0, 0, 0, 0)


def test_texts_in_the_source_language_count_nowhere(course):
    TranslationFactory(segment=course.segments.first(), language=course.source_language)
    assert not Localization.objects.exists()


def test_segments_that_come_empty_retire_or_move_are_counted_anew(course):
    TranslationFactory(segment=course.segments.first())
    lesson = course.lessons.get()
    new = SegmentFactory(course=course, module=lesson.module, lesson=lesson)
    assert counted(course)[0] == 6
    SegmentFactory(course=course, source_text="")
    assert counted(course)[0] == 6
    Segment.objects.filter(pk=new.pk).update(source_text="")
    assert counted(course)[0] == 5
    Segment.objects.filter(pk=new.pk).update(source_text="Back", retired=True, module=None, lesson=None)
    assert counted(course)[0] == 5
    other = ModuleFactory(course=course)
    Segment.objects.filter(pk=new.pk).update(retired=False, module=other)
    assert counted(course)[0] == 7
    assert ModuleLocalization.objects.get(module=other).total == 2
    other.delete()
    assert counted(course)[0] == 5
    assert differences(course) == []


def test_course_with_localizations_can_be_deleted(course):
    TranslationFactory(segment=course.segments.first())
    course.delete()
    assert not Localization.objects.exists()
    assert not ModuleLocalization.objects.exists()


def test_what_is_wrong_is_found_and_mended(course, capsys):
    TranslationFactory(segment=course.segments.first())
    call_command("recount_localizations", "--check")
    ModuleLocalization.objects.filter(module=None).update(translated=2)
    assert [(each["kept"][1], each["counted"][1]) for each in differences()] == [(2, 1)]
    Localization.objects.update(reviewed=1)
    assert len(differences(course)) == 2
    with pytest.raises(CommandError, match="2"):
        call_command("recount_localizations", "--check")
    call_command("recount_localizations")
    assert differences() == []


def test_recount_gives_a_bare_localization_its_counters(course):
    Localization.objects.create(course=course, language="fr")
    recount(course)
    assert counted(course, "fr") == (5, 0, 0, 0, 0)
    assert differences(course) == []


def test_steps_say_what_by_whom_and_nobody_changes_them(course):
    translator, reviewer = PersonFactory(), PersonFactory()
    translation = TranslationFactory(segment=course.segments.first(), text="Uno", translated_by=translator)
    translation.state, translation.reviewed_by = "reviewed", reviewer
    translation.reviewed_at = translation.translated_at = translation.segment.course.created_at
    translation.save()
    translation.save()
    Translation.objects.update(state="outdated")
    steps = list(TranslationStep.objects.values_list("state", "text", "actor"))
    assert steps == [
        ("translated", "Uno", translator.pk),
        ("reviewed", "Uno", reviewer.pk),
        ("outdated", "Uno", None),
    ]
    with pytest.raises(Exception, match="Cannot update"), connection.cursor() as cursor:
        cursor.execute("UPDATE courses_translationstep SET actor_id = NULL")


def test_source_of_a_translation_is_kept_when_it_changes(course):
    first, second = course.segments.all()[:2]
    TranslationFactory(segment=first)
    old = first.source_text
    for segment in (first, second):
        Segment.objects.filter(pk=segment.pk).update(source_text="New", source_hash=text_hash("New"))
    kept = SourceText.objects.get()
    assert (kept.segment, kept.text, kept.hash) == (first, old, text_hash(old))


EDIT = st.one_of(
    st.tuples(st.just("translate"), st.integers(0, 5), st.sampled_from(["es", "ar", "en"]), st.sampled_from(STATES)),
    st.tuples(st.just("states"), st.sampled_from(STATES), st.sampled_from(STATES)),
    st.tuples(st.just("move"), st.integers(0, 5), st.integers(0, 2)),
    st.tuples(st.just("retire"), st.integers(0, 5), st.booleans()),
    st.tuples(st.just("say"), st.integers(0, 5), st.sampled_from(["", "Something", "Else"])),
    st.tuples(st.just("delete"), st.integers(0, 5)),
    st.tuples(st.just("add"), st.integers(0, 2)),
    st.tuples(st.just("bulk"), st.integers(0, 2), st.sampled_from(STATES)),
)


class Counters(TestCase):
    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(EDIT, max_size=12))
    def test_counters_equal_a_recount_after_any_edits(self, edits):
        course = CourseFactory()
        modules = [None, ModuleFactory(course=course), ModuleFactory(course=course)]
        SegmentFactory(course=course, module=modules[1])
        for edit in edits:
            perform(course, modules, edit)
        assert differences() == []


def perform(course, modules, edit):
    """One edit, as whoever might write it: row by row or set by set."""
    kind, *rest = edit
    segments = list(course.segments.order_by("pk"))
    if kind in ("translate", "move", "retire", "say", "delete"):
        segment = segments[rest[0] % len(segments)]
    if kind == "translate":
        Translation.objects.update_or_create(
            segment=segment, language=rest[1], defaults={"text": "x", "state": rest[2], "source_hash": "h"}
        )
    elif kind == "states":
        Translation.objects.filter(state=rest[0]).update(state=rest[1])
    elif kind == "move":
        Segment.objects.filter(pk=segment.pk).update(module=modules[rest[1]])
    elif kind == "retire":
        Segment.objects.filter(pk=segment.pk).update(retired=rest[1])
    elif kind == "say":
        Segment.objects.filter(pk=segment.pk).update(source_text=rest[1])
    elif kind == "delete" and len(segments) > 1:
        segment.delete()
    elif kind == "add":
        SegmentFactory(course=course, module=modules[rest[0]])
    elif kind == "bulk":
        Translation.objects.bulk_create(
            [
                Translation(segment=each, language=language, text="x", state=rest[1], source_hash="h")
                for each in segments
                for language in ("fr", "ru")
                if each.module_id == (modules[rest[0]].pk if modules[rest[0]] else None)
            ],
            ignore_conflicts=True,
        )
    assert Module.objects.count() == 2


def test_demand_is_what_learners_would_rather_read(course):
    for tags in (["ar", "en"], ["ar"], ["en"], []):
        EnrolmentFactory(course=course, person=PersonFactory(languages=tags))
    EnrolmentFactory(course=course, person=PersonFactory(languages=["ar"]), left_at=course.created_at)
    assert recount_demand() == 1
    wanted = Localization.objects.get()
    assert (wanted.language, wanted.wanted, wanted.total) == ("ar", 2, 5)
    course.enrolments.update(left_at=course.created_at)
    assert recount_demand() == 0
    assert Localization.objects.get().wanted == 0
    assert differences() == []
