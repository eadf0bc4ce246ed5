"""Whether evidence counts for somebody: a pure question to the fold.

A rule recognises at most `per_cycle` things in one cycle. A cycle is the stretch from the beginning of a period to the
beginning of the next; what rules recognised before counts from the beginning of the period that the evidence falls into
or follows, without what opened that period.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import NamedTuple

from certification.enums import FactKind, Path
from certification.periods import FactRow, fold
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
    covered = before.span_on(day)
    cycle = covered or before.last_before(day)
    if cycle is not None:
        ours = [fact for fact in facts if fact.id in made_by_rules and fact.id != cycle.fact]
        if sum(cycle.valid_from <= fact.day <= day for fact in ours) >= per_cycle:
            return NONE
    return Effect(True, covered is not None, after.spans[-1].valid_until)
