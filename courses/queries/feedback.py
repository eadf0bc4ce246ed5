"""How a course was rated: for everybody from five people on, with comments for its authors."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from courses.models import Course, Feedback
from courses.queries.reading import ServedCourse
from wikilearn.core import languages
from wikilearn.core.disclosure import FEWEST, suppress_line


@dataclass(frozen=True, slots=True)
class Cell:
    """How many people, and their mean; both None where they are too few."""

    label: str
    answers: int | None
    mean: float | None
    language: str = ""


@dataclass(frozen=True, slots=True)
class Ratings:
    """What authors see: all, by language, and how often each rating was given. `enough`: five people or more."""

    enough: bool
    answers: int | None
    mean: float | None
    by_language: list[Cell]
    by_rating: list[tuple[int, int | None]]


def may_rate(served: ServedCourse, *, passed: bool) -> bool:
    """Whoever has passed it, or takes it and has read half of its lessons."""
    half = served.enrolment is not None and 0 < len(served.lesson_keys) <= 2 * served.done
    return passed or half


def ratings_of(course: Course) -> Ratings:
    """Two queries. No cell says something about fewer than five people, nor can one be worked out from the others."""
    rows: list[Any] = list(
        Feedback.objects.filter(course=course)
        .order_by()
        .values("language")
        .annotate(n=Count("pk"), total=Sum("rating"))
        .order_by("-n", "language")
    )
    given = Counter(dict(Feedback.objects.filter(course=course).order_by().values_list("rating").annotate(Count("pk"))))
    answers, total = sum(row["n"] for row in rows), sum(row["total"] for row in rows)
    line = suppress_line([row["n"] for row in rows])
    ratings = suppress_line([given[rating] for rating in range(5, 0, -1)])
    enough = answers >= FEWEST
    return Ratings(
        enough=enough,
        answers=line.total,
        mean=total / answers if enough and line.total is not None else None,
        by_language=[
            Cell(
                label=languages.get(row["language"]).autonym,
                answers=shown,
                mean=row["total"] / row["n"] if shown else None,
                language=row["language"],
            )
            for row, shown in zip(rows, line.cells, strict=True)
        ],
        by_rating=list(zip(range(5, 0, -1), ratings.cells, strict=True)),
    )


def comments_on(course: Course, *, rating: str = "", language: str = "", words: str = "") -> "QuerySet[Any]":
    """Comments without their writers, newest first; none while fewer than five people have rated the course."""
    rows = Feedback.objects.filter(course=course)
    if rows.count() < FEWEST:
        return rows.none()
    rows = rows.exclude(comment="").only("language", "rating", "comment", "given_at")
    if rating.isdecimal():
        rows = rows.filter(rating=int(rating[:2]))
    if language:
        rows = rows.filter(language=language)
    if words:
        rows = rows.filter(Q(comment__unaccent__icontains=words))
    return rows
