"""Courses as programs read them: what is published, and how far each is in each language. Nobody is named."""

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import SearchQuery
from django.core.paginator import Paginator
from django.db.models import Exists, Func, OuterRef, Q, QuerySet, Value

from courses.models import CompiledCourse, Course, Localization
from courses.queries.reading import language_place
from courses.search import configuration
from wikilearn.core import languages


@dataclass(frozen=True, slots=True)
class Filters:
    """What a program asks for; empty means any."""

    language: str = ""
    topic: str = ""
    level: str = ""
    kind: str = ""
    q: str = ""


def courses_page(filters: Filters, *, page: int, size: int) -> dict[str, Any]:
    """A page of published courses by their address, each in the language asked for. Four queries."""
    wanted: dict[str, str] = {
        "language": filters.language,
        "topic__key": filters.topic,
        "level": filters.level,
        "kind": filters.kind,
    }
    entries = CompiledCourse.objects.filter(course=OuterRef("pk")).filter(
        **{name: value for name, value in wanted.items() if value}
    )
    if filters.q:
        entries = entries.filter(_words(filters))
    found = Paginator(Course.objects.served().filter(Exists(entries)).order_by("slug"), size)
    rows = list(found.page(page)) if page <= found.num_pages else []
    shown = _entries([course.pk for course in rows], filters.language)
    return {
        "count": found.count,
        "page": page,
        "pages": found.num_pages,
        "results": [summary(course, shown[course.pk]) for course in rows if course.pk in shown],
    }


def summary(course: Course, entry: Any) -> dict[str, Any]:
    """A course of the catalogue in one language."""
    return {
        "slug": course.slug,
        "title": entry.title,
        "title_language": entry.title_language,
        "summary": entry.summary,
        "language": entry.language,
        "languages": entry.offered,
        "organisation": entry.organisation.slug,
        "topic": entry.topic.key if entry.topic else None,
        "kind": entry.kind,
        "level": entry.level,
        "minutes": entry.minutes,
        "lessons": entry.lessons,
        "completeness": entry.completeness,
        "published_at": entry.published_at,
    }


def course_whole(slug: str, language: str) -> dict[str, Any] | None:
    """A published course with its outline; None if there is none. Four queries."""
    course = (
        Course.objects.served()
        .filter(slug=slug)
        .select_related("published_revision")
        .defer("published_revision__document")
        .first()
    )
    if course is None or (entry := _entries([course.pk], language).get(course.pk)) is None:
        return None
    completeness = dict(CompiledCourse.objects.filter(course=course).values_list("language", "completeness"))
    prerequisites = course.prerequisites.order_by("slug").values_list("slug", flat=True)
    return summary(course, entry) | {
        "source_language": course.source_language,
        "revision": course.published_revision.number if course.published_revision else 0,
        "licence": course.licence,
        "sources": course.sources,
        "credits": {"organisation": entry.organisation.name, "roles": [each["role"] for each in entry.people]},
        "questions": entry.questions,
        "pass_mark": course.pass_mark,
        "prerequisites": list(prerequisites),
        "completeness_by_language": dict(sorted(completeness.items())),
        "outline": [
            {
                "key": module["key"],
                "title": module["title"],
                "lessons": [
                    {name: lesson[name] for name in ("key", "title", "minutes")} for lesson in module["lessons"]
                ],
            }
            for module in entry.outline
        ],
    }


def localizations(*, slug: str = "", language: str = "", page: int = 1, size: int = 100) -> dict[str, Any]:
    """How far published courses are in their other languages. Two queries."""
    rows = Localization.objects.filter(course__published_revision__isnull=False).select_related("course")
    if slug:
        rows = rows.filter(course__slug=slug)
    if language:
        rows = rows.filter(language=language)
    found = Paginator(rows.order_by("course__slug", "language"), size)
    return {
        "count": found.count,
        "page": page,
        "pages": found.num_pages,
        "results": [_localization(row) for row in (found.page(page) if page <= found.num_pages else [])],
    }


def _localization(row: Localization) -> dict[str, Any]:
    names = ("language", "state", "total", "translated", "reviewed", "published", "outdated")
    return {"course": row.course.slug, "percent": row.percent} | {name: getattr(row, name) for name in names}


def _words(filters: Filters) -> Q:
    query = SearchQuery(
        Func(Value(filters.q), function="unaccent"),
        config=configuration(filters.language or "en"),
        search_type="websearch",
    )
    return Q(search_vector=query)


def _entries(courses: list[int], language: str) -> dict[int, Any]:
    """The entry of each course in the best language for the asker."""
    offered = CompiledCourse.objects.filter(course=OuterRef("course")).order_by("language").values("language")
    chain = languages.fallback_chain([language] if language else [])
    rows: QuerySet[Any] = (
        CompiledCourse.objects.filter(course__in=courses)
        .select_related("organisation", "topic")
        .defer("search_text", "search_vector")
        .annotate(place=language_place(chain), offered=ArraySubquery(offered))
        .order_by("course_id", "place", "-completeness", "language")
        .distinct("course_id")
    )
    return {row.course_id: row for row in rows}
