"""Which measure comes next: the ladder only proposes, people decide and give reasons.

Each rung holds measures of like weight. Somebody without earlier measures starts low, or higher where it was grave;
somebody with measures in force or ended within two years goes to the rung above the highest of these, and one more if
they were there more than once or did not pass an assigned course in time.

>>> propose([])[0].label
'Warning'
"""

from collections.abc import Sequence
from typing import NamedTuple

from ucoc.enums import Closing, MeasureKind, Severity

RUNGS: tuple[tuple[MeasureKind, ...], ...] = (
    (MeasureKind.ADVICE,),
    (MeasureKind.WARNING,),
    (MeasureKind.COURSE, MeasureKind.INTERACTION_LIMIT),
    (MeasureKind.PARTIAL_BLOCK, MeasureKind.TEMPORARY_BLOCK),
    (MeasureKind.RIGHT_REMOVAL,),
    (MeasureKind.BAN,),
)
_RUNG = {kind: rung for rung, kinds in enumerate(RUNGS) for kind in kinds}
_START = {Severity.LOW: 0, Severity.NORMAL: 1, Severity.HIGH: 2, Severity.EMERGENCY: 3}
_RIGHTS = 4


class Earlier(NamedTuple):
    """A measure that counts: its kind, and how it was closed, if it was."""

    kind: str
    closed_as: str = ""


def propose(
    earlier: Sequence[Earlier], severity: str = Severity.NORMAL, *, holds_rights: bool = True
) -> tuple[MeasureKind, ...]:
    """The measures of the rung that comes next, the milder first."""
    rung = max(_START[Severity(severity)], _after(earlier))
    if rung == _RIGHTS and not holds_rights:
        rung += 1
    return RUNGS[min(rung, len(RUNGS) - 1)]


def _after(earlier: Sequence[Earlier]) -> int:
    if not earlier:
        return 0
    rungs = [_RUNG[MeasureKind(each.kind)] for each in earlier]
    highest = max(rungs)
    again = rungs.count(highest) > 1 or any(each.closed_as == Closing.NOT_PASSED for each in earlier)
    return highest + 1 + again
