"""What others have to know of certifications, as columns of their own queries: no query more, however many people."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Func, JSONField, OuterRef

from certification.models import Fact, Requirement
from certification.periods import FactRow, Timeline
from certification.querysets import FACT_COLUMNS, fact_row
from certification.standing import RequirementRow, Rules, in_force, timelines

_MOMENTS, _DAYS = {"at", "recorded_at"}, {"valid_from", "valid_until"}
_REQUIREMENT = (
    "right__key",
    "topic__key",
    "in_force_from",
    "transition_ends",
    "in_force_until",
    "path",
    "window_days",
    "course__slug",
)


def facts_beside(person: str) -> ArraySubquery:
    """All facts of the person whom that column of the outer query names; `lines_in` reads them."""
    return ArraySubquery(Fact.objects.filter(person=OuterRef(person)).order_by().values(row=_row(FACT_COLUMNS)))


def lines_in(rows: Iterable[Sequence[Any]], at: date) -> dict[str, Timeline]:
    """The timeline of each topic, from the facts of one person."""
    return timelines([_fact(row) for row in rows], at)


def requirements_beside(right: str) -> ArraySubquery:
    """All versions of the requirements of the right that that column names; `rules_in` reads them."""
    return ArraySubquery(Requirement.objects.filter(right=OuterRef(right)).order_by().values(row=_row(_REQUIREMENT)))


def rules_in(rows: Iterable[Sequence[Any]], at: date) -> Rules:
    """What one right asks for on the day."""
    found = in_force([_requirement(row) for row in rows], at)
    return next(iter(found.values()), ())


def _row(columns: Sequence[str]) -> Func:
    return Func(*columns, function="jsonb_build_array", output_field=JSONField())


def _fact(row: Sequence[Any]) -> FactRow:
    return fact_row([_read(name, value) for name, value in zip(FACT_COLUMNS, row, strict=True)])


def _read(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in _MOMENTS:
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if name in _DAYS else value


def _requirement(row: Sequence[Any]) -> RequirementRow:
    right, topic, since, transition, until, *rest = row
    ended = date.fromisoformat(until) if until else None
    return RequirementRow(right, topic, date.fromisoformat(since), date.fromisoformat(transition), ended, *rest)
