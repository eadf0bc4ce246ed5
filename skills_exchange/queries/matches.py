"""Matches as their two sides see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q

from skills_exchange.enums import OPEN_STATES, MatchState
from skills_exchange.models import Match, Party
from skills_exchange.queries.sides import Side, meetable, parties_of, side_of
from skills_exchange.queries.telling import name_of
from skills_exchange.querysets.matches import MatchQuerySet
from wikilearn.people.models import Person


@dataclass(frozen=True, slots=True)
class Line:
    """A match in a list: what the reader's party does in it, and with whom."""

    match: Match
    learns: bool
    other: Party
    mine: Party

    @property
    def shown(self) -> str:
        """The name of the other side."""
        return name_of(self.other)

    @property
    def waits(self) -> bool:
        """Whether it waits for the reader."""
        return bool(getattr(self.match, "waits", False))


def my_matches(person: Person, *, part: str = "", state: str = "") -> tuple[list[Party], MatchQuerySet]:
    """The parties somebody speaks for, and their matches, those that wait for them first."""
    mine = list(parties_of(person).with_names())
    rows = Match.objects.filter(meetable(person, mine)).with_sides().with_unread(mine).waiting_first(mine)
    if part:
        rows = rows.filter(learner__in=mine) if part == "learn" else rows.filter(sharer__in=mine)
    wanted = {
        "waiting": Q(waits=True),
        "open": Q(state__in=sorted(OPEN_STATES)),
        "ended": ~Q(state__in=sorted(OPEN_STATES)),
    }
    return mine, rows.filter(wanted[state]) if state else rows


def lines(mine: Sequence[Party], rows: Any) -> list[Line]:
    """The rows as lines, each from the side of the reader."""
    own = {party.pk for party in mine}
    return [
        Line(match, True, match.sharer, match.learner)
        if match.learner_id in own
        else Line(match, False, match.learner, match.sharer)
        for match in rows
    ]


def match_for(person: Person, uid: UUID) -> tuple[Match, Side] | None:
    """The match and the reader's side of it; None for everybody who speaks for neither side."""
    match = Match.objects.with_sides().select_related("ring").filter(uid=uid).first()
    side = side_of(person, match) if match is not None else None
    return (match, side) if match is not None and side is not None else None


def must_answer(match: Match, side: Side) -> bool:
    """Whether the side has still to say yes or no."""
    agreed = match.learner_agreed_at if side.by_learner else match.sharer_agreed_at
    return match.state in (MatchState.SUGGESTED, MatchState.REQUESTED) and agreed is None
