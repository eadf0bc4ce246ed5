"""Local adaptations as their editors see them."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery

from courses.enums import OverlayMode, OverlayStanding
from courses.models import CompiledCourse, CompiledLesson, Course, Overlay, OverlayBlock, Segment
from courses.models.texts import text_hash
from courses.publishing.merging import Merge, Piece, difference, merge
from courses.publishing.overlays import Adapter, BaseBlock, Change, changes_of
from wikilearn.movement.models import Organisation, Wiki
from wikilearn.people.models import Person


def overlays_of(person: Person) -> Any:
    """The adaptations that the person may look at, with `course_title`, numbers of `changes` and of `asking`."""
    title = Segment.objects.filter(course=OuterRef("course"), key="course/title").values("source_text")[:1]
    return (
        Overlay.objects.filter(pk__in=Overlay.objects.visible_to(person).values("pk"))
        .select_related("course", "organisation", "wiki")
        .annotate(
            course_title=Subquery(title),
            changes=Count("blocks"),
            asking=Count("blocks", filter=~Q(blocks__standing=OverlayStanding.FITS)),
        )
        .order_by("course_title", "language", "pk")
    )


def asking_of(person: Person) -> Any:
    """The changes that want somebody to look, the oldest first, with `course_title`."""
    title = Segment.objects.filter(course=OuterRef("overlay__course"), key="course/title").values("source_text")[:1]
    return (
        OverlayBlock.objects.asking()
        .filter(overlay__in=Overlay.objects.visible_to(person).values("pk"))
        .select_related("overlay__course", "overlay__organisation", "overlay__wiki")
        .annotate(course_title=Subquery(title))
        .order_by("changed_at", "pk")
    )


def owners_for(person: Person) -> list[Organisation | Wiki]:
    """The organisations that the person writes for, and the wikis that these answer for."""
    from courses.rules import WRITERS

    mine = Organisation.objects.active().where_member(person, *WRITERS)
    return [*mine, *Wiki.objects.filter(responsible__in=mine).distinct()]


@dataclass(slots=True)
class LessonLine:
    """A lesson with the number of changes in it, and of those that ask."""

    key: str
    title: str
    language: str
    changes: int
    asking: int


def lessons_of(overlay: Overlay) -> list[LessonLine]:
    """The lessons of the course in the language of the adaptation. Two queries."""
    entry = CompiledCourse.objects.filter(course=overlay.course_id, language=overlay.language).first()
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for key, standing in overlay.blocks.values_list("lesson_key", "standing"):
        counts[key][0] += 1
        counts[key][1] += standing != OverlayStanding.FITS
    lessons = [lesson for module in (entry.outline if entry else []) for lesson in module["lessons"]]
    return [LessonLine(each["key"], each["title"], each["language"], *counts[each["key"]]) for each in lessons]


@dataclass(slots=True)
class AdaptedBlock:
    """A block of a lesson with what is done to it: `instead` replaces or hides it, `added` stands after it."""

    key: str
    html: str
    language: str
    dir: str
    base: BaseBlock
    questions: bool
    instead: OverlayBlock | None = None
    added: list[OverlayBlock] = field(default_factory=list)


def adapted_lesson(
    overlay: Overlay, lesson: CompiledLesson, base: dict[tuple[str, str], BaseBlock]
) -> list[AdaptedBlock]:
    """The shared lesson block by block, with the changes of the working copy. One query."""
    rows: dict[str, list[OverlayBlock]] = defaultdict(list)
    for row in overlay.blocks.filter(lesson_key=lesson.lesson_key).order_by("position", "pk"):
        rows[row.block_key].append(row)
    return [
        AdaptedBlock(
            key=block["key"],
            html=block["html"],
            language=block["language"],
            dir=block["dir"],
            base=base[lesson.lesson_key, block["key"]],
            questions=bool(block.get("questions")),
            instead=next((row for row in rows[block["key"]] if row.mode != OverlayMode.ADD_AFTER), None),
            added=[row for row in rows[block["key"]] if row.mode == OverlayMode.ADD_AFTER],
        )
        for block in lesson.blocks
        if (lesson.lesson_key, block["key"]) in base
    ]


def working_blocks(overlay: Overlay, lesson: CompiledLesson, core: Any) -> list[dict[str, Any]]:
    """The lesson as learners would get it if the working copy were published now."""
    revision = lesson.revision
    adapter = Adapter(
        document=revision.document,
        language=overlay.language,
        changes=changes_of(row.change for row in overlay.blocks.all()),
        owner_name=overlay.owner_name,
        core=core,
    )
    for _lesson, blocks in adapter.lessons([lesson]):
        return blocks
    return list(lesson.blocks)


def shared_lesson(overlay: Overlay, lesson_key: str) -> CompiledLesson:
    """The lesson of the shared course; `CompiledLesson.DoesNotExist` if there is none."""
    return CompiledLesson.objects.select_related("revision").get(
        revision=overlay.course.published_revision_id,
        language=overlay.language,
        lesson_key=lesson_key,
        overlay=None,
    )


@dataclass(frozen=True, slots=True)
class ThreeWay:
    """Base then, base now and ours: what each side changed, and both brought together."""

    change: OverlayBlock
    base: BaseBlock | None
    theirs: list[Piece]
    ours: list[Piece]
    merged: Merge

    @property
    def base_hash(self) -> str:
        """Of the shared text that the person looks at."""
        return self.base.hash if self.base is not None else ""

    @property
    def seen(self) -> str:
        """Of the local text that the person looks at."""
        return text_hash(self.change.text)


def three_way(change: OverlayBlock, base: BaseBlock | None) -> ThreeWay:
    """Everything that it takes to decide about a change."""
    now = base.text if base is not None else ""
    adds = change.mode == OverlayMode.ADD_AFTER
    merged = merge(base=change.base_text, ours=change.base_text if adds else change.text, theirs=now)
    return ThreeWay(
        change=change,
        base=base,
        theirs=difference(change.base_text, now),
        ours=[Piece("new", change.text)] if adds else difference(change.base_text, change.text),
        merged=merged,
    )


@dataclass(frozen=True, slots=True)
class Departure:
    """What a change makes of the shared text as it is now, word by word."""

    change: OverlayBlock
    pieces: list[Piece]


def departures_of(overlay: Overlay, base: dict[tuple[str, str], BaseBlock]) -> list[Departure]:
    """All changes of the working copy, in the order of reading."""
    order = {place: number for number, place in enumerate(base)}
    rows = sorted(
        overlay.blocks.all(),
        key=lambda row: (order.get((row.lesson_key, row.block_key), len(order)), row.position, row.pk),
    )
    return [Departure(row, _departs(row, base.get((row.lesson_key, row.block_key)))) for row in rows]


def _departs(row: OverlayBlock, base: BaseBlock | None) -> list[Piece]:
    if row.mode == OverlayMode.ADD_AFTER:
        return [Piece("new", row.text)]
    return difference(base.text if base is not None else row.base_text, row.text)


def is_unpublished(overlay: Overlay) -> bool:
    """The working copy differs from what learners get."""
    revision = overlay.published_revision
    here = [Change(**row.change) for row in overlay.blocks.order_by("position", "pk")]
    return revision is None or changes_of(revision.changes) != here


def overlays_of_course(course: Course, person: Person) -> Any:
    """All adaptations of a course, for its authors."""
    return overlays_of(person).filter(course=course)
