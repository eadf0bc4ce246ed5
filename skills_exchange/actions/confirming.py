"""The end of an exchange: done, how long it took, confirmed by both, or closed with the word of one."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skills_exchange.actions.match_steps import lock_as_side, lock_match, step, tell
from skills_exchange.actions.sessions import close_sessions
from skills_exchange.enums import HOLDS_A_PLACE, MatchState, SessionState
from skills_exchange.errors import MatchRefused
from skills_exchange.models import Exchange, Match
from skills_exchange.models.exchanges import MOST_MINUTES
from skills_exchange.queries.sides import Side
from skills_exchange.signals import match_confirmed, match_ended
from wikilearn.audit.actions import SYSTEM, record
from wikilearn.people.models import Person

CONFIRM_WITHIN = timedelta(days=14)
"""So long the other side can confirm; then the exchange is closed with the word of one, and earns nothing."""
FOLLOW_UP_AFTER = timedelta(days=60)


@transaction.atomic
def mark_done(*, actor: Person, match: Match, minutes: int | None = None) -> Match:
    """A side says that the exchange is done and how long it took in all: `minutes`, else what its sessions took.

    That is its own confirmation as well. Raises `NotYours`, and `MatchRefused` if no time was spent or it has not
    begun. Once it is done this is the same as `confirm_match`.
    """
    match, side = lock_as_side(actor, match)
    if match.state in HOLDS_A_PLACE:
        close_sessions(match, held=True)
        _check_minutes(_spent(match, minutes))
        step(match, MatchState.DONE, by_learner=side.by_learner)
        Exchange.objects.get_or_create(match=match)
        record(actor=actor.reference, action="match.done", target=match.reference)
    return _confirm(actor, match, side, minutes)


@transaction.atomic
def confirm_match(*, actor: Person, match: Match, minutes: int | None = None) -> Match:
    """A side confirms how long it took (if it does not say: as long as the other side said). Twice is as once.

    The lesser of what both say counts. Raises `NotYours` and `MatchRefused`.
    """
    match, side = lock_as_side(actor, match)
    return _confirm(actor, match, side, minutes)


@transaction.atomic
def close_unconfirmed(*, match: Match) -> Match:
    """Only one side has confirmed in time, or none. Nothing happens to an exchange that is not due."""
    match = lock_match(match)
    if match.state != MatchState.DONE or match.changed_at > timezone.now() - CONFIRM_WITHIN:
        return match
    step(match, MatchState.ONE_SIDED)
    match_ended.send(sender=Match, match=match, by_learner=None)
    record(actor=SYSTEM, action="match.one_sided", target=match.reference)
    return match


def close_all_unconfirmed() -> int:
    """Close all that are due, each in a transaction of its own; gives how many."""
    due = Match.objects.filter(state=MatchState.DONE, changed_at__lte=timezone.now() - CONFIRM_WITHIN)
    rows = list(due.only("pk", "learner", "sharer").order_by("pk")[:10_000])
    return sum(close_unconfirmed(match=match).state == MatchState.ONE_SIDED for match in rows)


def _confirm(actor: Person, match: Match, side: Side, minutes: int | None) -> Match:
    if match.state == MatchState.CONFIRMED:
        return match
    if match.state != MatchState.DONE:
        raise MatchRefused(_("This exchange is not done yet, or has ended otherwise."))
    exchange = Exchange.objects.select_for_update().get_or_create(match=match)[0]
    mine, theirs = _said(exchange, side)
    if mine is not None:
        return match
    spent = minutes if minutes is not None else theirs or _spent(match, None)
    _check_minutes(spent)
    _say(match, exchange, side, spent)
    if theirs is None:
        tell(match, side.other, "match_done", "confirm", minutes=spent)
    else:
        _count(match, exchange, side)
    record(actor=actor.reference, action="match.confirmed", target=match.reference, details={"minutes": spent})
    return match


def _count(match: Match, exchange: Exchange, side: Side) -> None:
    """Both have confirmed: the lesser time counts, and the sharer's hours grow."""
    now = timezone.now()
    exchange.minutes = min(exchange.learner_minutes or 0, exchange.sharer_minutes or 0)
    exchange.confirmed_at, exchange.follow_up_at = now, now + FOLLOW_UP_AFTER
    exchange.save()
    step(match, MatchState.CONFIRMED, by_learner=side.by_learner)
    match.exchange = exchange
    tell(match, side.other, "match_done", "confirmed", minutes=exchange.minutes)
    match_confirmed.send(sender=Match, match=match)


def _said(exchange: Exchange, side: Side) -> tuple[int | None, int | None]:
    """What the side itself and the other one said."""
    said = (exchange.learner_minutes, exchange.sharer_minutes)
    return said if side.by_learner else (said[1], said[0])


def _say(match: Match, exchange: Exchange, side: Side, minutes: int) -> None:
    now = timezone.now()
    if side.by_learner:
        exchange.learner_minutes, match.learner_confirmed_at = minutes, now
    else:
        exchange.sharer_minutes, match.sharer_confirmed_at = minutes, now
    match.changed_at = now
    exchange.save()
    match.save()


def _spent(match: Match, minutes: int | None) -> int:
    if minutes is not None:
        return minutes
    held = match.sessions.filter(state=SessionState.HELD).aggregate(all=Sum("minutes"))
    return held["all"] or 0


def _check_minutes(minutes: int) -> None:
    if minutes < 1:
        sentence = _("Please say how much time it took. If nothing took place, end the exchange.")
        raise MatchRefused(sentence, field="hours")
    if minutes > MOST_MINUTES:
        raise MatchRefused(_("One exchange counts 100 hours at most."), field="hours")
