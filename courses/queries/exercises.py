"""Exercises of published courses, and the work on them."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from courses.enums import BlockKind, ExerciseMode, ExerciseState
from courses.models import CompiledLesson, Course, ExerciseWork
from courses.queries.reading import ServedCourse, lesson_of
from wikilearn.core import languages
from wikilearn.movement.models import Wiki


@dataclass(frozen=True, slots=True)
class ServedExercise:
    """An exercise as one reader gets it. `work` is theirs, None before they begin."""

    served: ServedCourse
    lesson: CompiledLesson
    block: dict[str, Any]
    wiki: Wiki | None
    work: ExerciseWork | None

    @property
    def lesson_key(self) -> str:
        """The key of its lesson."""
        return self.lesson.lesson_key

    @property
    def block_key(self) -> str:
        """The key of its block."""
        return str(self.block["key"])

    @property
    def settings(self) -> dict[str, Any]:
        """See `courses.exercises`."""
        return dict(self.block.get("exercise") or {})

    @property
    def mode(self) -> ExerciseMode:
        """How it is known that it is done."""
        return mode_of(self.settings)

    @property
    def language(self) -> languages.Language:
        """The language of its text."""
        return languages.get(self.block["language"])

    @property
    def page_address(self) -> str:
        """The page to edit, on its wiki; empty if any page will do."""
        page = self.settings.get("page", "")
        return f"{self.wiki.url}/wiki/{page.replace(' ', '_')}" if self.wiki and page else ""

    @property
    def edit_address(self) -> str:
        """The edit that was found."""
        if self.wiki is None or self.work is None or self.work.revision_id is None:
            return ""
        return f"{self.wiki.url}/w/index.php?diff={self.work.revision_id}"


def served_exercise(served: ServedCourse, *, lesson_key: str, block_key: str) -> ServedExercise | None:
    """The exercise for whoever reads the course; None if there is none. At most three queries."""
    try:
        lesson = lesson_of(served, lesson_key)
    except CompiledLesson.DoesNotExist:
        return None
    block = next((each for each in lesson.blocks if each["key"] == block_key), None)
    if block is None or block["kind"] != BlockKind.EXERCISE:
        return None
    work = None
    if served.enrolment is not None:
        rows = ExerciseWork.objects.filter(lesson_key=lesson_key, block_key=block_key)
        work = rows.filter(enrolment=served.enrolment).first()
    return ServedExercise(served, lesson, block, wiki_of(block.get("exercise") or {}), work)


def mode_of(settings: dict[str, Any]) -> ExerciseMode:
    """What the settings say; what they do not say is declared."""
    mode = settings.get("mode")
    return ExerciseMode(mode) if mode in ExerciseMode.values else ExerciseMode.DECLARED


def wiki_of(settings: dict[str, Any]) -> Wiki | None:
    """The wiki that an exercise asks about."""
    if mode_of(settings) != ExerciseMode.WIKI:
        return None
    return Wiki.objects.filter(dbname=settings.get("wiki", ""), private=False).first()


def settings_of(work: ExerciseWork) -> dict[str, Any]:
    """What the published exercise asks for now; empty if it is gone."""
    lessons = CompiledLesson.objects.filter(
        revision=work.enrolment.course.published_revision_id, lesson_key=work.lesson_key, overlay=None
    )
    for blocks in lessons.values_list("blocks", flat=True)[:1]:
        for block in blocks:
            if block["key"] == work.block_key:
                return dict(block.get("exercise") or {})
    return {}


def waiting_for_review(course: Course) -> QuerySet[ExerciseWork]:
    """What was handed in and nobody has looked at, the longest waiting first."""
    rows = ExerciseWork.objects.filter(enrolment__course=course, state=ExerciseState.HANDED_IN)
    return rows.select_related("enrolment__person").order_by("handed_in_at")
