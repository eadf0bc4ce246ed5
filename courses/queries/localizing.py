"""Localizations as those who make, review and plan them see them. Counters are read, never counted."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from courses.enums import TranslationState
from courses.models import (
    Assignment,
    Course,
    Localization,
    ModuleLocalization,
    Segment,
    Translation,
    TranslationStep,
)
from courses.querysets import CourseQuerySet
from wikilearn.core import languages
from wikilearn.people.models import Person

QUEUE = 500
"""How many texts the queue shows at most: the oldest."""
WINDOW, WINDOWS, FEW = 2000, 10, 100
"""How many texts are looked at in one go, how often, and how many courses are named in a query."""
FEWEST = 5
"""Fewer people than this are not shown as a number."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A course in a language: counters and whether learners have it; `wanted` is None where few want it."""

    language: languages.Language
    total: int = 0
    translated: int = 0
    reviewed: int = 0
    outdated: int = 0
    offered: bool = False
    wanted: int | None = None
    source: bool = False

    @property
    def percent(self) -> int:
        """How much is translated, 0–100; 100 only when all is."""
        return 100 * self.translated // self.total if self.total else 0


@dataclass(frozen=True, slots=True)
class Filters:
    """What the matrix shows; nothing chosen shows all."""

    languages: Sequence[str]
    words: str = ""
    topic: Any = None
    organisation: Any = None
    mandatory: bool = False
    order: str = ""


ORDERS = ("wanted", "least", "slug")


def matrix(person: Person | AnonymousUser, filters: Filters) -> CourseQuerySet:
    """The courses to localize, most wanted first: of how many learners one of the languages is the first.

    With `title`, `demand`, `done` (translated in these languages) and `size`.
    """
    chosen = Localization.objects.filter(course=OuterRef("pk"), language__in=list(filters.languages)).order_by()
    summed = chosen.values("course")
    rows = (
        Course.objects.visible_to_localizers(person)
        .with_title()
        .select_related("organisation", "topic")
        .annotate(
            demand=Coalesce(Subquery(summed.annotate(n=Sum("wanted")).values("n")), 0),
            done=Coalesce(Subquery(summed.annotate(n=Sum("translated")).values("n")), 0),
        )
    )
    if filters.words:
        title = Segment.objects.filter(course=OuterRef("pk"), key="course/title", source_text__icontains=filters.words)
        rows = rows.filter(Q(slug__icontains=filters.words) | Exists(title))
    if filters.topic:
        rows = rows.filter(topic=filters.topic)
    if filters.organisation:
        rows = rows.filter(organisation=filters.organisation)
    if filters.mandatory:
        rows = rows.filter(topic__mandatory=True)
    order = {"least": ["done", "slug"], "slug": ["slug"]}.get(filters.order, ["-demand", "slug"])
    ordered: CourseQuerySet = rows.order_by(*order)
    return ordered


def cells_of(courses: Sequence[Course], tags: Sequence[str]) -> list[tuple[Course, list[Cell]]]:
    """Each course with a cell for each language. One query."""
    rows = Localization.objects.filter(course__in=courses, language__in=tags)
    found = {(row.course_id, row.language): row for row in rows}
    return [(course, [_cell(course, tag, found.get((course.pk, tag))) for tag in tags]) for course in courses]


def totals_of(person: Person | AnonymousUser, tags: Sequence[str]) -> list[dict[str, Any]]:
    """How far all published courses are in each language: `language`, `translated`, `total`, `percent`. One query."""
    rows = (
        Localization.objects.filter(language__in=tags, course__published_revision__isnull=False)
        .order_by()
        .values("language")
        .annotate(n=Sum("translated"), of=Sum("total"), outdated_texts=Sum("outdated"))
    )
    found = {row["language"]: row for row in rows}
    return [
        {
            "language": languages.get(tag),
            "translated": found[tag]["n"],
            "total": found[tag]["of"],
            "outdated": found[tag]["outdated_texts"],
            "percent": 100 * found[tag]["n"] // found[tag]["of"] if found[tag]["of"] else 0,
        }
        for tag in tags
        if tag in found
    ]


def status_of(course: Course) -> list[dict[str, Any]]:
    """The localizations of a course for programs: counters, state, and each module. Two queries.

    `[{"language", "state", "total", "translated", "reviewed", "published", "outdated", "modules": [{"module",
    "live", "unreviewed", …counters}]}]`; the module of the course's own texts is "".
    """
    names = ("total", "translated", "reviewed", "published", "outdated")
    modules: dict[str, list[dict[str, Any]]] = defaultdict(list)
    rows = ModuleLocalization.objects.filter(course=course).order_by(F("module__position").asc(nulls_first=True))
    for row in rows.values("language", "live", "unreviewed", *names, key=F("module__key")):
        language, key = row.pop("language"), row.pop("key") or ""
        modules[language].append({"module": key} | row)
    return [
        {"language": row["language"], "state": row["state"], "modules": modules[row["language"]]}
        | {name: row[name] for name in names}
        for row in course.localizations.order_by("language").values("language", "state", *names)
    ]


def modules_of(localization: Localization) -> list[ModuleLocalization]:
    """The modules of a course in a language, the course's own texts first, each with `title`. Two queries."""
    title = Segment.objects.filter(module=OuterRef("module"), lesson=None, question=None, part="title", retired=False)
    rows = (
        ModuleLocalization.objects.filter(course=localization.course, language=localization.language, total__gt=0)
        .select_related("module")
        .annotate(title=Subquery(title.values("source_text")[:1]))
        .order_by(F("module__position").asc(nulls_first=True), "module_id")
    )
    return list(rows)


def queue_of(person: Person, *, state: str, language: str = "", course: Course | None = None) -> list[int]:
    """The ids of the oldest translations in a state that the person may review, `QUEUE` at most.

    Two queries where few wait: which localizations, and the oldest texts by the index of their age; one more for each
    `WINDOW` of texts in which not enough are the person's.
    """
    allowed = Localization.objects.reviewable_by(person).filter(translated__gt=0)
    if state == TranslationState.REJECTED:
        allowed = Localization.objects.reviewable_by(person)
    if language:
        allowed = allowed.filter(language=language)
    if course is not None:
        allowed = allowed.filter(course=course)
    pairs = set(allowed.values_list("course", "language"))
    rows = Translation.objects.filter(state=state, segment__retired=False).order_by("translated_at", "segment")
    if len({course_id for course_id, _language in pairs}) <= FEW:
        rows = rows.filter(segment__course__in={course_id for course_id, _language in pairs})
    if language:
        rows = rows.filter(language=language)
    found: list[int] = []
    for start in range(0, WINDOWS * WINDOW if pairs else 0, WINDOW):
        window = list(rows.values_list("pk", "segment__course", "language")[start : start + WINDOW])
        found += [pk for pk, course_id, tag in window if (course_id, tag) in pairs]
        if len(found) >= QUEUE or len(window) < WINDOW:
            break
    return found[:QUEUE]


def queued(ids: Iterable[int]) -> list[Translation]:
    """These translations with their segments and courses (each with `course_title`), oldest first. One query."""
    title = Segment.objects.filter(course=OuterRef("segment__course"), key="course/title").values("source_text")[:1]
    rows = (
        Translation.objects.filter(pk__in=list(ids))
        .select_related("segment__course__topic", "segment__course__organisation", "segment__module", "translated_by")
        .annotate(course_title=Subquery(title))
        .order_by("translated_at", "segment")
    )
    return list(rows)


@dataclass(frozen=True, slots=True)
class Work:
    """What somebody has been asked to translate."""

    assignment: Assignment
    title: str
    module_title: str
    total: int
    translated: int
    late: bool

    @property
    def percent(self) -> int:
        """How much of it is translated."""
        return 100 * self.translated // self.total if self.total else 0


def work_of(rows: "QuerySet[Assignment]", today: date) -> list[Work]:
    """Assignments that have not ended, with what is done. Three queries."""
    open_rows = list(rows.filter(ended_at=None).select_related("course", "module", "person"))
    courses = {row.course_id for row in open_rows}
    titles = Segment.objects.filter(course__in=courses, part="title", lesson=None, question=None, retired=False)
    said: dict[tuple[int, int | None], str] = {
        (course, module): text for course, module, text in titles.values_list("course", "module", "source_text")
    }
    counted: dict[tuple[int, str, int | None], tuple[int, int]] = {}
    for each in ModuleLocalization.objects.filter(course__in=courses):
        counted[each.course_id, each.language, each.module_id] = (each.total, each.translated)
    return [
        Work(
            assignment=row,
            title=said.get((row.course_id, None), row.course.slug),
            module_title=said.get((row.course_id, row.module_id), "") if row.module_id else "",
            total=total,
            translated=translated,
            late=row.due is not None and row.due < today,
        )
        for row in open_rows
        for total, translated in [_counted(counted, row)]
    ]


@dataclass(frozen=True, slots=True)
class Contribution:
    """What somebody has done for a localization."""

    person: Person
    translated: int
    reviewed: int
    last: datetime


def contributions_to(course: Course, language: str) -> list[Contribution]:
    """Who has translated and reviewed how many texts that stand now, most first. Two queries."""
    rows = Translation.objects.filter(segment__course=course, segment__retired=False, language=language)
    finished = rows.exclude(state__in=[TranslationState.DRAFT, TranslationState.REJECTED])
    translated = finished.values("translated_by").annotate(n=Count("pk"), last=Max("translated_at"))
    reviewed = (
        finished.filter(reviewed_by__isnull=False)
        .values("reviewed_by")
        .annotate(n=Count("pk"), last=Max("reviewed_at"))
    )
    sums: dict[int, list[Any]] = defaultdict(lambda: [0, 0, None])
    for row in translated.order_by():
        sums[row["translated_by"]][0], sums[row["translated_by"]][2] = row["n"], row["last"]
    for done in reviewed.order_by():
        kept = sums[done["reviewed_by"]]
        kept[1], kept[2] = done["n"], max(filter(None, [kept[2], done["last"]]), default=None)
    people = Person.objects.in_bulk([pk for pk in sums if pk is not None])
    found = [Contribution(people[pk], *kept) for pk, kept in sums.items() if pk in people]
    return sorted(found, key=lambda each: (-each.translated, -each.reviewed, each.person.username))


@dataclass(slots=True)
class Credits:
    """Who translated a course into a language: names of those who want to be named, and how many others."""

    names: list[str] = field(default_factory=list)
    others: int = 0


def credits_of(course: Course, language: str) -> Credits:
    """Those whose texts learners get in the language, most texts first. One query."""
    rows = (
        Translation.objects.filter(
            segment__course=course, segment__retired=False, language=language, translated_by__isnull=False
        )
        .exclude(state__in=[TranslationState.DRAFT, TranslationState.REJECTED])
        .values("translated_by__username", "translated_by__named_in_credits", "translated_by__erased_at")
        .annotate(n=Count("pk"))
        .order_by("-n", "translated_by__username")
    )
    found = Credits()
    for row in rows:
        if row["translated_by__named_in_credits"] and row["translated_by__erased_at"] is None:
            found.names.append(row["translated_by__username"])
        else:
            found.others += 1
    return found


def history_of(segment: Segment, language: str) -> "QuerySet[TranslationStep]":
    """The steps of a translation, newest first."""
    return TranslationStep.objects.filter(segment=segment, language=language).select_related("actor").order_by("-id")


def _cell(course: Course, tag: str, row: Localization | None) -> Cell:
    language = languages.get(tag)
    if tag == course.source_language:
        return Cell(language, source=True)
    if row is None:
        return Cell(language)
    return Cell(
        language,
        total=row.total,
        translated=row.translated,
        reviewed=row.reviewed,
        outdated=row.outdated,
        offered=row.state == "published",
        wanted=row.wanted if row.wanted >= FEWEST else None,
    )


def _counted(counted: dict[tuple[int, str, int | None], tuple[int, int]], row: Assignment) -> tuple[int, int]:
    if row.module_id is not None:
        return counted.get((row.course_id, row.language, row.module_id), (0, 0))
    found = [
        each for (course, language, _m), each in counted.items() if (course, language) == (row.course_id, row.language)
    ]
    return sum(total for total, _done in found), sum(done for _total, done in found)
