"""Sessions of a match as one of its sides sees them, and of all matches of somebody for a calendar."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from skills_exchange.enums import SessionState
from skills_exchange.meeting_times import clock_changes
from skills_exchange.models import ExchangeSession, Match
from skills_exchange.queries.sides import Side, meetable, parties_of
from wikilearn.people.models import Person

KEPT_IN_CALENDARS = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A session; `mine`: proposed by the reader's side. `clocks_change`: between now and then, on one side or both."""

    session: ExchangeSession
    mine: bool
    has_begun: bool
    clocks_change: bool

    @property
    def to_agree(self) -> bool:
        """Whether the reader's side has to say yes or no."""
        return self.session.state == SessionState.PROPOSED and not self.mine and not self.has_begun

    @property
    def proposed(self) -> bool:
        """Whether it waits for an answer."""
        return self.session.state == SessionState.PROPOSED

    @property
    def coming(self) -> bool:
        """Whether it is agreed and to come."""
        return self.session.state == SessionState.AGREED and not self.has_begun

    @property
    def to_report(self) -> bool:
        """Whether somebody has to say how long it was."""
        return self.session.state == SessionState.AGREED and self.has_begun


def session_lines(match: Match, side: Side) -> list[SessionLine]:
    """All sessions of a match in the order of time."""
    now = timezone.now()
    zones = {match.learner.zone, match.sharer.zone}
    return [
        SessionLine(
            session,
            session.by_learner == side.by_learner,
            session.starts_at <= now,
            session.starts_at > now and moves_apart(zones, now, session.starts_at),
        )
        for session in match.sessions.select_related("moves").order_by("starts_at", "pk")
    ]


def moves_apart(zones: set[str], now: datetime, then: datetime) -> bool:
    """Whether a clock of one of the zones is set between now and then."""
    return any(clock_changes(zone, now, then) for zone in zones)


def calendar_sessions(person: Person) -> tuple[list[int], QuerySet[ExchangeSession]]:
    """The ids of the parties somebody speaks for, and their sessions of the last year and to come."""
    mine = list(parties_of(person))
    sides = ("learner__person", "learner__organisation", "sharer__person", "sharer__organisation", "skill")
    rows = (
        ExchangeSession.objects.planned()
        .filter(meetable(person, mine, match="match__"))
        .select_related(*(f"match__{each}" for each in sides))
    )
    return [party.pk for party in mine], rows.filter(ends_at__gt=timezone.now() - KEPT_IN_CALENDARS)
