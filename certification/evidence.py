"""Whether evidence counts for somebody: a pure question to the fold.

A rule recognises at most `per_cycle` things in one cycle. A cycle is the stretch between the beginning of one period
and the beginning of the next; what a rule recognised before is counted from the beginning of the period that the
evidence would follow or fall into.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import NamedTuple

from certification.enums import FactKind, Path
from certification.periods import FactRow, Timeline, fold
from wikilearn.core.dates import utc_day


class Effect(NamedTuple):
    """`counts`: it is recognised. `renews`: it follows a period without a gap. `until`: last day afterwards."""

    counts: bool
    renews: bool = False
    until: date | None = None


NONE = Effect(False)


def effect_of(
    facts: Sequence[FactRow],
    made_by_rules: Collection[int],
    *,
    rule_path: str,
    per_cycle: int,
    at: datetime,
    until: date | None,
    months: int,
    window: int,
) -> Effect:
    """What evidence at a moment would do to somebody with these facts of one topic.

    `made_by_rules` holds the ids of facts that rules made before. `until`: a last day of its own, else the terms
    `months` and `window` count.
    """
    day, before = utc_day(at), fold(facts)
    own = {"valid_from": day, "valid_until": until} if until is not None else {}
    trial = FactRow(
        -1,
        FactKind.RECOGNISED,
        "",
        day,
        key="\uffff",
        months=months,
        window=window,
        refresher=rule_path == Path.REFRESHER,
        moment=at,
        **own,  # type: ignore[arg-type]
    )
    after = fold([*facts, trial])
    if after.spans == before.spans or not after.spans:
        return NONE
    begins = _cycle_of(before, day)
    used = sum(1 for fact in facts if fact.id in made_by_rules and fact.day >= begins and fact.day <= day)
    if used >= per_cycle:
        return NONE
    renewed = before.span_on(day) is not None
    return Effect(True, renewed, after.spans[-1].valid_until)


def _cycle_of(line: Timeline, day: date) -> date:
    """When the period began that the day falls into or follows."""
    span = line.span_on(day) or line.last_before(day)
    return span.valid_from if span is not None else date.min
