"""Why somebody is suggested: codes with values, which `reason_words` turns into sentences."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from skills_exchange.matching.online import Ranked, Wish
from skills_exchange.weeks import QUARTERS

HOUR, DAY = 4, 96
"""In quarters of an hour."""
RECENT = 14
"""Days within which somebody counts as here lately."""


@dataclass(frozen=True, slots=True)
class Reason:
    """`code` of what speaks for a suggestion, with its values."""

    code: str
    values: dict[str, Any]


def reasons_of(found: Ranked, wish: Wish, *, common: int) -> Iterator[Reason]:
    """What speaks for it, the weightiest first. `common`: the universal mask of the hours that both have."""
    candidate = found.candidate
    yield Reason("language", {"tag": candidate.tag})
    slot = longest_slot(common)
    if slot and slot[1] - slot[0] == DAY:
        yield Reason("any_time", {})
    elif slot:
        yield Reason("hours", {"first": slot[0], "last": slot[1]})
    if candidate.verified:
        yield Reason("verified", {"claim": candidate.claim})
    if candidate.level >= wish.level:
        yield Reason("level", {"level": candidate.level})
    if candidate.mutual is not None:
        yield Reason("mutual", {"skill": candidate.mutual})
    if candidate.territory is not None:
        yield Reason("territory", {"territory": candidate.territory})
    if candidate.free > 1:
        yield Reason("free", {"places": candidate.free})
    if candidate.idle <= RECENT:
        yield Reason("recent", {})


def longest_slot(mask: int) -> tuple[int, int] | None:
    """First quarter and the one after the last of the longest stretch of a universal mask, at most a day long.

    The week is a circle: the end may lie beyond the last quarter. None if there is less than an hour.
    """
    if not mask:
        return None
    circle = mask | mask << QUARTERS
    starts, length = circle, 1
    while length < DAY and (longer := starts & circle >> length):
        starts, length = longer, length + 1
    first = (starts & -starts).bit_length() - 1
    return (first, first + length) if length >= HOUR else None
