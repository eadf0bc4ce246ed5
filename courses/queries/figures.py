"""How courses are used, counted so that nobody can be picked out.

Everything here is already suppressed (`wikilearn.core.disclosure`): what a view gets may be shown to authors and
partner organisations. The time is in whole months, so that two choices of it do not differ by a few people. A person
counts once for each course.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.utils import timezone

from courses.models import Completion, Course, Enrolment, Feedback
from wikilearn.core.dates import add_months
from wikilearn.core.disclosure import FEWEST, Line, Table, share, shown, suppress_line, suppress_table
from wikilearn.movement.models import Holding

QUIET = timedelta(days=30)
"""After so long without a visit nobody counts as going on."""
STANDINGS = ("completed", "going_on", "quiet", "left")
MOST_WIKIS = 50


@dataclass(frozen=True, slots=True)
class Span:
    """Whole months: the first day of the first and of the last."""

    first: date
    last: date

    @property
    def since(self) -> datetime:
        """Its first moment."""
        return datetime(self.first.year, self.first.month, 1, tzinfo=UTC)

    @property
    def until(self) -> datetime:
        """The first moment after it."""
        end = add_months(self.last, 1)
        return datetime(end.year, end.month, 1, tzinfo=UTC)

    @property
    def months(self) -> list[date]:
        """The first day of each month."""
        number = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1
        return [add_months(self.first, place) for place in range(number)]


@dataclass(frozen=True, slots=True)
class Reach:
    """People by month."""

    enrolled: Line
    active: Line
    completed: Line


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the people who enrolled stand: rows of `names` (languages, or ids of courses) by `STANDINGS`."""

    names: list[Any]
    table: Table

    @property
    def completed_share(self) -> int | None:
        """The percentage that has completed; None where it would say too much."""
        completed, total = self.table.column_totals[0], self.table.total
        return None if completed is None or total is None else share(completed, total)


@dataclass(frozen=True, slots=True)
class DropOff:
    """How far people read. `stopped[0]`: nothing; `stopped[n]`: the n-th lesson was the furthest that they read.

    `reached[n]`: that lesson or a later one; hidden between two hidden numbers of `stopped`.
    """

    stopped: Line
    reached: list[int | None]


@dataclass(frozen=True, slots=True)
class Assessed:
    """People by how the assessment went: passed at once, passed later, not passed yet."""

    line: Line

    @property
    def first_time_share(self) -> int | None:
        """The percentage that passed at the first attempt."""
        first, total = self.line.cells[0], self.line.total
        return None if first is None or total is None else share(first, total)


@dataclass(frozen=True, slots=True)
class Ratings:
    """What learners think. The numbers by rating are told only if none of them is about a few people.

    The mean is public; with it, and with the total, two hidden numbers of five could be worked out.
    """

    answers: int | None
    mean: float | None
    by_rating: list[int] | None


def reach(courses: Sequence[int], span: Span) -> Reach:
    """People who enrolled, who read or were examined, and who completed, by month. Three queries."""
    enrolled = Enrolment.objects.filter(course__in=courses, enrolled_at__gte=span.since, enrolled_at__lt=span.until)
    completed = Completion.objects.filter(course__in=courses, passed_at__gte=span.since, passed_at__lt=span.until)
    return Reach(
        enrolled=suppress_line(_by_month(enrolled, "enrolled_at", span)),
        active=suppress_line(_active(courses, span)),
        completed=suppress_line(_by_month(completed, "passed_at", span)),
    )


def standing_by_language(courses: Sequence[int], span: Span) -> Standing:
    """Where the people stand who enrolled in that time, by the language in which they take the course. One query."""
    return _standing("language", courses, span)


def standing_by_course(courses: Sequence[int], span: Span) -> Standing:
    """Where the people stand who enrolled in that time, by course. One query."""
    return _standing("course_id", courses, span)


def drop_off(course: Course, lesson_keys: Sequence[str], span: Span) -> DropOff:
    """How far the people read who enrolled in that time. One query."""
    rows = _rows(
        """
        SELECT furthest, count(*) FROM (
            SELECT enrolment.id, coalesce(max(lesson.place), 0) AS furthest
            FROM courses_enrolment enrolment
            LEFT JOIN courses_lessonread lesson_read ON lesson_read.enrolment_id = enrolment.id
            LEFT JOIN unnest(%s::text[]) WITH ORDINALITY AS lesson(key, place) ON lesson.key = lesson_read.lesson_key
            WHERE enrolment.course_id = %s AND enrolment.enrolled_at >= %s AND enrolment.enrolled_at < %s
            GROUP BY enrolment.id
        ) AS people GROUP BY furthest
        """,
        [list(lesson_keys), course.pk, span.since, span.until],
    )
    counted = dict(rows)
    stopped = suppress_line([counted.get(place, 0) for place in range(len(lesson_keys) + 1)])
    return DropOff(stopped=stopped, reached=_reached(stopped))


def assessed(courses: Sequence[int], span: Span) -> Assessed:
    """How the assessment went for the people who enrolled in that time. One query."""
    rows = _rows(
        """
        SELECT how, count(*) FROM (
            SELECT CASE
                WHEN (array_agg(attempt.passed ORDER BY attempt.submitted_at))[1] THEN 0
                WHEN bool_or(attempt.passed) THEN 1 ELSE 2 END AS how
            FROM courses_attempt attempt JOIN courses_enrolment enrolment ON enrolment.id = attempt.enrolment_id
            WHERE attempt.state = 'submitted' AND enrolment.course_id = ANY(%s)
                AND enrolment.enrolled_at >= %s AND enrolment.enrolled_at < %s
            GROUP BY enrolment.id
        ) AS people GROUP BY how
        """,
        [list(courses), span.since, span.until],
    )
    counted = dict(rows)
    return Assessed(suppress_line([counted.get(how, 0) for how in range(3)]))


def median_time(courses: Sequence[int], span: Span) -> timedelta | None:
    """How long half of the people took from enrolling to completing, in whole hours, or days from two days on.

    None where fewer than twice `FEWEST` people completed: the middle of a few is one of them. One query.
    """
    [(seconds, people)] = _rows(
        """
        SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY took), count(*) FROM (
            SELECT extract(epoch FROM min(completion.passed_at) - enrolment.enrolled_at) AS took
            FROM courses_completion completion
            JOIN courses_enrolment enrolment
                ON enrolment.course_id = completion.course_id AND enrolment.person_id = completion.person_id
            WHERE completion.course_id = ANY(%s) AND enrolment.enrolled_at >= %s AND enrolment.enrolled_at < %s
            GROUP BY enrolment.id
        ) AS people WHERE took >= 0
        """,
        [list(courses), span.since, span.until],
    )
    if people < 2 * FEWEST or seconds is None:
        return None
    hours = max(1, round(float(seconds) / 3600))
    return timedelta(hours=hours) if hours < 48 else timedelta(days=round(hours / 24))


def ratings(courses: Sequence[int]) -> Ratings:
    """What learners think, over all time: each person has one rating of a course. One query."""
    counted = dict(Feedback.objects.filter(course__in=courses).order_by().values_list("rating").annotate(n=Count("pk")))
    counts = [counted.get(rating, 0) for rating in range(1, 6)]
    answers = sum(counts)
    if answers < FEWEST:
        return Ratings(answers=shown(answers), mean=None, by_rating=None)
    mean = sum(rating * count for rating, count in enumerate(counts, start=1)) / answers
    told = all(shown(count) is not None for count in counts)
    return Ratings(answers=answers, mean=round(mean, 1), by_rating=counts if told else None)


def wikis(courses: Sequence[int], span: Span) -> list[tuple[str, int]]:
    """The wikis on which the people hold public rights, with how many do; only wikis with enough of them. One query.

    Somebody may hold rights on several, so the numbers add up to nothing.
    """
    people = Enrolment.objects.filter(course__in=courses, enrolled_at__gte=span.since, enrolled_at__lt=span.until)
    rows = (
        Holding.objects.held_at(None)
        .public()
        .filter(person__in=people.values("person"), wiki__isnull=False)
        .order_by()
        .values_list("wiki__dbname")
        .annotate(n=Count("person", distinct=True))
        .filter(n__gte=FEWEST)
        .order_by("-n", "wiki__dbname")
    )
    return list(rows[:MOST_WIKIS])


def _reached(stopped: Line) -> list[int | None]:
    """From the first lesson on: everybody less those who stopped before, as far as these are told from either end."""
    cells, total = stopped.cells, stopped.total
    from_start: list[int | None] = []
    left = total
    for cell in cells:
        from_start.append(left)
        left = None if left is None or cell is None else left - cell
    from_end: list[int | None] = []
    so_far: int | None = 0
    for cell in reversed(cells):
        so_far = None if so_far is None or cell is None else so_far + cell
        from_end.append(so_far)
    both = zip(from_start, reversed(from_end), strict=True)
    return [first if first is not None else last for first, last in both]


def _standing(by: str, courses: Sequence[int], span: Span) -> Standing:
    rows = _rows(
        f"""
        SELECT {by}, how, count(*) FROM (
            SELECT enrolment.{by}, CASE
                WHEN EXISTS (
                    SELECT 1 FROM courses_completion completion
                    WHERE completion.person_id = enrolment.person_id AND completion.course_id = enrolment.course_id
                ) THEN 0
                WHEN enrolment.left_at IS NOT NULL THEN 3
                WHEN coalesce(enrolment.visited_at, enrolment.enrolled_at) >= %s THEN 1 ELSE 2 END AS how
            FROM courses_enrolment enrolment
            WHERE enrolment.course_id = ANY(%s) AND enrolment.enrolled_at >= %s AND enrolment.enrolled_at < %s
        ) AS people GROUP BY {by}, how
        """,  # noqa: S608 - `by` is one of two words of ours
        [timezone.now() - QUIET, list(courses), span.since, span.until],
    )
    counted: dict[Any, list[int]] = {}
    for name, how, number in rows:
        counted.setdefault(name, [0] * len(STANDINGS))[how] = number
    names = sorted(counted, key=lambda name: (-sum(counted[name]), str(name)))
    counts = [counted[name] for name in names] or [[0] * len(STANDINGS)]
    return Standing(names=names, table=suppress_table(counts))


def _by_month(rows: Any, moment: str, span: Span) -> list[int]:
    months = rows.annotate(month=TruncMonth(moment, tzinfo=UTC)).order_by().values_list("month")
    counted = {month.date(): number for month, number in months.annotate(n=Count("person", distinct=True))}
    return [counted.get(month, 0) for month in span.months]


def _active(courses: Sequence[int], span: Span) -> list[int]:
    rows = _rows(
        """
        SELECT month::date, count(*) FROM (
            SELECT date_trunc('month', lesson_read.read_at AT TIME ZONE 'UTC') AS month, enrolment.person_id
            FROM courses_lessonread lesson_read JOIN courses_enrolment enrolment
                ON enrolment.id = lesson_read.enrolment_id
            WHERE enrolment.course_id = ANY(%(courses)s)
                AND lesson_read.read_at >= %(since)s AND lesson_read.read_at < %(until)s
            UNION
            SELECT date_trunc('month', attempt.started_at AT TIME ZONE 'UTC'), enrolment.person_id
            FROM courses_attempt attempt JOIN courses_enrolment enrolment ON enrolment.id = attempt.enrolment_id
            WHERE enrolment.course_id = ANY(%(courses)s)
                AND attempt.started_at >= %(since)s AND attempt.started_at < %(until)s
        ) AS people GROUP BY month
        """,
        {"courses": list(courses), "since": span.since, "until": span.until},
    )
    counted = dict(rows)
    return [counted.get(month, 0) for month in span.months]


def _rows(sql: str, parameters: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())
