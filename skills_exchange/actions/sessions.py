"""Sessions of an exchange: propose times, agree to one, move, call off, and say what became of it."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skills_exchange.actions.match_steps import lock_as_side, step, tell
from skills_exchange.enums import HOLDS_A_PLACE, MatchState, SessionState
from skills_exchange.errors import MatchRefused, NotYours
from skills_exchange.models import ExchangeSession, Match
from skills_exchange.models.exchanges import LONGEST
from skills_exchange.queries.sides import Side, is_blocked, is_live
from wikilearn.audit.actions import record
from wikilearn.people.models import Person

MOST_TIMES = 5
"""Times proposed at once."""
MOST_OPEN = 12
"""Sessions of one exchange that are proposed or agreed at the same time."""
FARTHEST = timedelta(days=365)
SHORTEST = timedelta(minutes=15)


@transaction.atomic
def schedule_session(
    *,
    actor: Person,
    match: Match,
    starts: Sequence[datetime],
    length: timedelta,
    place: str = "",
    link: str = "",
    moves: ExchangeSession | None = None,
) -> list[ExchangeSession]:
    """Propose one or more times to the other side, for a new session or for another time of one that was agreed.

    Raises `NotYours` and `MatchRefused`.
    """
    match, side = _locked(actor, match)
    _check_times(match, starts, length)
    if moves is not None:
        moves = match.sessions.filter(pk=moves.pk).first()
        if moves is None or moves.state != SessionState.AGREED:
            raise MatchRefused(_("This session cannot be moved."))
        match.sessions.filter(moves=moves).delete()
    proposal, now = uuid.uuid4(), timezone.now()
    proposed = ExchangeSession.objects.bulk_create(
        ExchangeSession(
            match=match,
            starts_at=start,
            ends_at=start + length,
            by_learner=side.by_learner,
            proposal=proposal,
            moves=moves,
            place=place.strip(),
            link=link.strip(),
            changed_at=now,
        )
        for start in sorted(set(starts))
    )
    tell(match, side.other, "match_session", "proposed", key=str(proposal), number=len(proposed))
    record(
        actor=actor.reference,
        action="match.session_proposed",
        target=match.reference,
        details={"number": len(proposed), "moves": moves is not None},
    )
    return proposed


@transaction.atomic
def agree_session(*, actor: Person, session: ExchangeSession) -> ExchangeSession:
    """Agree to a time that the other side proposed; the other times of the proposal go. Twice is the same as once."""
    match, side, session = _locked_session(actor, session)
    if session.state == SessionState.AGREED:
        return session
    _demand_proposed(session, side)
    if session.starts_at <= timezone.now():
        raise MatchRefused(_("This time is over. Please propose another one."))
    match.sessions.filter(proposal=session.proposal).exclude(pk=session.pk).delete()
    agreed = _moved(session) if session.moves is not None else session
    agreed.state = SessionState.AGREED
    _touch(agreed)
    follow_sessions(match, by_learner=side.by_learner)
    key = f"{agreed.uid}:{agreed.sequence}"
    tell(match, side.other, "match_session", "agreed", key=key, starts_at=agreed.starts_at)
    record(actor=actor.reference, action="match.session_agreed", target=match.reference)
    return agreed


@transaction.atomic
def decline_session(*, actor: Person, session: ExchangeSession) -> None:
    """None of the proposed times suits, or one takes back what one proposed oneself. Nothing to do twice."""
    match, side, session = _locked_session(actor, session)
    if session.state != SessionState.PROPOSED:
        raise MatchRefused(_("This session has been agreed already. You can move or cancel it."))
    match.sessions.filter(proposal=session.proposal).delete()
    if session.by_learner != side.by_learner:
        tell(match, side.other, "match_session", "declined", key=str(session.proposal))
    record(actor=actor.reference, action="match.session_declined", target=match.reference)


@transaction.atomic
def cancel_session(*, actor: Person, session: ExchangeSession) -> ExchangeSession:
    """Call an agreed session off and tell the other side, once."""
    match, side, session = _locked_session(actor, session)
    if session.state == SessionState.CANCELLED:
        return session
    if session.state != SessionState.AGREED:
        raise MatchRefused(_("Only a session that is agreed can be cancelled."))
    session.state = SessionState.CANCELLED
    session.moves_to.all().delete()
    _touch(session)
    follow_sessions(match, by_learner=side.by_learner)
    tell(match, side.other, "match_session", "cancelled", key=str(session.uid), starts_at=session.starts_at)
    record(actor=actor.reference, action="match.session_cancelled", target=match.reference)
    return session


@transaction.atomic
def report_session(*, actor: Person, session: ExchangeSession, minutes: int) -> ExchangeSession:
    """Say how long a session was, once it has begun; 0 minutes: it did not take place. It can be corrected."""
    match, side, session = _locked_session(actor, session)
    if session.state not in (SessionState.AGREED, SessionState.HELD, SessionState.MISSED):
        raise MatchRefused(_("Only a session that is agreed can have taken place."))
    if session.starts_at > timezone.now():
        raise MatchRefused(_("This session has not begun yet."))
    if not 0 <= minutes <= LONGEST // timedelta(minutes=1):
        raise MatchRefused(_("A session is at most 8 hours long."), field="minutes")
    session.state = SessionState.HELD if minutes else SessionState.MISSED
    session.minutes = minutes or None
    session.moves_to.all().delete()
    _touch(session)
    follow_sessions(match, by_learner=side.by_learner)
    record(actor=actor.reference, action="match.session_reported", target=match.reference, details={"minutes": minutes})
    return session


@transaction.atomic
def place_session(*, actor: Person, session: ExchangeSession, place: str, link: str) -> ExchangeSession:
    """Say where a session is: a place, a link, or both. The other side is told if it is agreed already."""
    match, side, session = _locked_session(actor, session)
    if session.state not in (SessionState.PROPOSED, SessionState.AGREED):
        raise MatchRefused(_("This session is over."))
    if (session.place, session.link) == (place.strip(), link.strip()):
        return session
    session.place, session.link = place.strip(), link.strip()
    _touch(session)
    if session.state == SessionState.AGREED:
        key = f"{session.uid}:{session.sequence}"
        tell(match, side.other, "match_session", "placed", key=key, starts_at=session.starts_at)
    record(actor=actor.reference, action="match.session_placed", target=match.reference)
    return session


def forget_past_proposals() -> int:
    """Times that nobody agreed to before they were over go; gives how many."""
    gone, _kinds = ExchangeSession.objects.proposed().filter(starts_at__lte=timezone.now()).delete()
    return gone


def follow_sessions(match: Match, *, by_learner: bool | None) -> None:
    """A match is scheduled as long as a session is agreed, else it waits for one."""
    wanted = MatchState.SCHEDULED if match.sessions.agreed().exists() else MatchState.ACCEPTED
    if match.state in HOLDS_A_PLACE and match.state != wanted:
        step(match, wanted, by_learner=by_learner)


def close_sessions(match: Match, *, held: bool) -> None:
    """The match is at an end: what is only proposed goes, what is agreed and to come is called off.

    Agreed sessions that have begun count as held for as long as they were planned, or (not `held`) as missed.
    """
    match.sessions.proposed().delete()
    for session in match.sessions.agreed():
        if session.starts_at > timezone.now():
            session.state = SessionState.CANCELLED
        else:
            session.state = SessionState.HELD if held else SessionState.MISSED
            session.minutes = session.length // timedelta(minutes=1) if held else None
        _touch(session)


def _moved(session: ExchangeSession) -> ExchangeSession:
    """The agreed session at the time of the proposal, which goes. Who has been reminded is reminded again."""
    agreed: ExchangeSession = session.moves  # type: ignore[assignment]
    agreed.starts_at, agreed.ends_at = session.starts_at, session.ends_at
    agreed.place, agreed.link = session.place or agreed.place, session.link or agreed.link
    agreed.reminded_day_at = agreed.reminded_hour_at = None
    session.delete()
    return agreed


def _check_times(match: Match, starts: Sequence[datetime], length: timedelta) -> None:
    now = timezone.now()
    if not starts:
        raise MatchRefused(_("Please choose at least one time."), field="starts")
    if len(set(starts)) > MOST_TIMES:
        raise MatchRefused(_("Please propose five times at most."), field="starts")
    if not SHORTEST <= length <= LONGEST:
        raise MatchRefused(_("A session takes between 15 minutes and 8 hours."), field="length")
    if min(starts) <= now:
        raise MatchRefused(_("This time is over. Please propose another one."), field="starts")
    if max(starts) > now + FARTHEST:
        raise MatchRefused(_("Please choose a time within a year."), field="starts")
    open_ones = match.sessions.filter(state__in=[SessionState.PROPOSED, SessionState.AGREED]).count()
    if open_ones + len(set(starts)) > MOST_OPEN:
        raise MatchRefused(_("Many sessions are planned already. Please hold some of them first."))


def _demand_proposed(session: ExchangeSession, side: Side) -> None:
    if session.state != SessionState.PROPOSED:
        raise MatchRefused(_("This session is over."))
    if session.by_learner == side.by_learner:
        raise MatchRefused(_("You have proposed this yourself. The other side has to agree."))


def _touch(session: ExchangeSession) -> None:
    session.sequence += 1
    session.changed_at = timezone.now()
    session.save()


def _locked(actor: Person, match: Match) -> tuple[Match, Side]:
    match, side = lock_as_side(actor, match)
    if match.state not in HOLDS_A_PLACE:
        raise MatchRefused(_("Sessions can be planned once both have agreed, and until it is done."))
    if is_blocked(side.party, side.other, actor=actor) or not is_live(side.other):
        raise MatchRefused(_("This exchange cannot go on like this any more."))
    return match, side


def _locked_session(actor: Person, session: ExchangeSession) -> tuple[Match, Side, ExchangeSession]:
    match, side = _locked(actor, session.match)
    fresh = match.sessions.select_for_update(of=("self",)).select_related("moves").filter(pk=session.pk).first()
    if fresh is None:
        raise NotYours(_("This proposal has been taken back."))
    return match, side, fresh
