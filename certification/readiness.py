"""Whether somebody is ready for a right, and since when they no longer are: pure functions, like standing itself."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from certification.enums import State
from certification.periods import FactRow
from certification.standing import RequirementRow, readiness, timelines

READY = frozenset({State.CERTIFIED, State.RENEWAL_DUE, State.NOT_REQUIRED})
"""Nothing that the right requires is missing."""
_DAY = timedelta(days=1)


def is_ready(right: str, facts: Iterable[FactRow], required: Iterable[RequirementRow], day: date) -> bool:
    """Whether somebody with these facts has all that the right requires at the end of the day."""
    return readiness(right, facts, required, day).state in READY


def not_ready_since(
    right: str, facts: Sequence[FactRow], required: Sequence[RequirementRow], since: date, at: date
) -> date | None:
    """The day from which on somebody who stood ready on `since` lacks something; None if they are ready at `at`.

    Who was ready again in between lacks it since the last time. Who was never ready from `since` on: `since`.
    """
    if is_ready(right, facts, required, at):
        return None
    days = sorted({day for day in _turning_points(facts, required, at) if since < day <= at}, reverse=True)
    for day in days:
        if is_ready(right, facts, required, day - _DAY):
            return day
    return since


def _turning_points(facts: Sequence[FactRow], required: Iterable[RequirementRow], at: date) -> Iterable[date]:
    """Every day on which readiness can end: something happened, a span or a gap ends or begins, a rule changed."""
    for row in required:
        yield row.in_force_from
        if row.in_force_until is not None:
            yield row.in_force_until
    known = sorted({fact.day for fact in facts if fact.day <= at} | {at})
    yield from known
    for day in known:
        for line in timelines(facts, day).values():
            for span in line.spans:
                yield from (span.valid_from, _after(span.valid_until))
            for gap in (*line.pauses, *line.revocations, *line.exemptions):
                yield gap.start
                if gap.end is not None:
                    yield from (gap.end, _after(gap.end))


def _after(day: date) -> date:
    return day if day == date.max else day + _DAY
