"""The life of a match up to its acceptance or end: ask, offer, say yes or no, end early, run out."""

from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skills_exchange.actions.match_steps import lock_as_side, lock_match, lock_parties, log, step, tell
from skills_exchange.actions.match_wishes import (
    ANSWER_WITHIN,
    NOT_THERE,
    check_partner,
    check_voice,
    check_wish,
    check_wish_of_asker,
)
from skills_exchange.enums import (
    HOLDS_A_PLACE,
    OPEN_STATES,
    DeclineReason,
    EndReason,
    Format,
    MatchOrigin,
    MatchState,
    RingState,
)
from skills_exchange.errors import MatchRefused, NoFreePlace
from skills_exchange.models import Match, Party, Skill
from skills_exchange.queries.sides import Side, is_blocked, is_live
from skills_exchange.signals import match_answered, match_ended
from wikilearn.audit.actions import SYSTEM, record
from wikilearn.core import languages
from wikilearn.people.models import Person

WAITING = (MatchState.SUGGESTED, MatchState.REQUESTED)


@transaction.atomic
def request_match(
    *,
    actor: Person,
    learner: Party,
    sharer: Party,
    skill: Skill,
    language: str,
    format: str,  # noqa: A002 - the word of the field
    message: str = "",
    origin: MatchOrigin = MatchOrigin.LEARNER,
    offered_at: datetime | None = None,
) -> Match:
    """The learner asks the sharer for help with a skill; the actor speaks for the learner.

    Asking twice gives the same match; asking somebody who offered just that accepts the offer. With the origin
    `HELP_DESK` the answer to a question stands for the claim (see `learn_from_helper`); `offered_at`: the sharer
    offered this then, so it begins at once. Raises `NotYours`, `MatchRefused` and `NoFreePlace`.
    """
    return _ask(actor, learner, sharer, True, skill, language, format, message, origin, offered_at)


@transaction.atomic
def offer_match(
    *,
    actor: Person,
    learner: Party,
    sharer: Party,
    skill: Skill,
    language: str,
    format: str,  # noqa: A002 - the word of the field
    message: str = "",
    origin: MatchOrigin = MatchOrigin.SHARER,
) -> Match:
    """The sharer offers the learner help with a skill; the actor speaks for the sharer. See `request_match`."""
    return _ask(actor, learner, sharer, False, skill, language, format, message, origin)


@transaction.atomic
def accept_match(*, actor: Person, match: Match) -> Match:
    """A side agrees; once both have, the exchange begins and holds a place of the sharer. Twice is the same as once.

    A match of a ring waits until all of the ring have agreed (see `settle_match`). Raises `NotYours`, `MatchRefused`
    and `NoFreePlace`.
    """
    match, side = lock_as_side(actor, match)
    if match.state not in WAITING:
        if match.state in HOLDS_A_PLACE or match.state in (MatchState.DONE, MatchState.CONFIRMED):
            return match
        raise MatchRefused(_("This exchange has ended. You can ask for a new one."))
    if _agreed(match, by_learner=side.by_learner):
        return match
    if match.expires_at <= timezone.now():
        raise MatchRefused(_("The time to answer is over. You can ask for a new exchange."))
    _demand_both_there(actor, side)
    _agree(match, side)
    match_answered.send(sender=Match, match=match, by_learner=side.by_learner, accepted=True)
    record(actor=actor.reference, action="match.accepted", target=match.reference)
    return match


@transaction.atomic
def settle_match(*, match: Match) -> Match:
    """All of a ring have agreed: its match begins. Raises `MatchRefused` and `NoFreePlace`."""
    match = lock_match(match)
    if match.state in WAITING:
        _begin(match, by_learner=None)
        for party in (match.learner, match.sharer):
            tell(match, party, "match_answer", "accepted", key="ring")
    return match


@transaction.atomic
def decline_match(*, actor: Person, match: Match, reason: str = DeclineReason.OTHER) -> Match:
    """A side says no. Twice is the same as once; after one has said yes it ends the exchange early.

    Raises `NotYours` and `MatchRefused`.
    """
    match, side = lock_as_side(actor, match)
    if match.state == MatchState.DECLINED:
        return match
    reason = DeclineReason(reason).value
    if match.state not in WAITING or _agreed(match, by_learner=side.by_learner):
        ends = reason if reason in EndReason else EndReason.OTHER
        return _cancel(actor, match, side, ends)
    step(match, MatchState.DECLINED, by_learner=side.by_learner, reason=reason)
    if _agreed(match, by_learner=not side.by_learner):
        tell(match, side.other, "match_answer", "declined", reason=reason)
    match_answered.send(sender=Match, match=match, by_learner=side.by_learner, accepted=False)
    match_ended.send(sender=Match, match=match, by_learner=side.by_learner)
    record(actor=actor.reference, action="match.declined", target=match.reference)
    return match


@transaction.atomic
def cancel_match(*, actor: Person, match: Match, reason: str = EndReason.OTHER) -> Match:
    """A side ends a match early, or takes back what it asked for. Twice is the same as once.

    Raises `NotYours` and `MatchRefused`.
    """
    match, side = lock_as_side(actor, match)
    if match.state == MatchState.CANCELLED:
        return match
    return _cancel(actor, match, side, EndReason(reason))


@transaction.atomic
def expire_match(*, match: Match) -> Match:
    """Nobody has answered in time; who asked is told. Nothing happens to a match that is not due."""
    match = lock_match(match)
    if match.state not in WAITING or match.expires_at > timezone.now():
        return match
    step(match, MatchState.EXPIRED)
    for by_learner, party in ((True, match.learner), (False, match.sharer)):
        if _agreed(match, by_learner=by_learner):
            tell(match, party, "match_answer", "expired")
    match_ended.send(sender=Match, match=match, by_learner=None)
    record(actor=SYSTEM, action="match.expired", target=match.reference)
    return match


def expire_matches() -> int:
    """Expire all that are due, each in a transaction of its own; gives how many."""
    due = Match.objects.unanswered(timezone.now()).only("pk", "learner", "sharer").order_by("expires_at")[:10_000]
    return sum(expire_match(match=match).state == MatchState.EXPIRED for match in list(due))


@transaction.atomic
def end_matches_of(*, party: Party, other: Party | None = None) -> int:
    """End quietly what is open of a party, or between it and another: an account is erased, somebody is blocked."""
    rows = Match.objects.of(party).open()
    if other is not None:
        rows = rows.of(other)
    found = list(rows.only("pk", "learner", "sharer").order_by("pk"))
    lock_parties(*{pk for match in found for pk in (match.learner_id, match.sharer_id)})
    ended = 0
    for match in map(lock_match, found):
        if match.state in OPEN_STATES:
            step(match, MatchState.CANCELLED)
            match_ended.send(sender=Match, match=match, by_learner=None)
            ended += 1
    return ended


def _ask(
    actor: Person,
    learner: Party,
    sharer: Party,
    by_learner: bool,
    skill: Skill,
    language: str,
    format: str,  # noqa: A002 - the word of the field
    message: str,
    origin: MatchOrigin,
    offered_at: datetime | None = None,
) -> Match:
    asking, asked = (learner, sharer) if by_learner else (sharer, learner)
    parties = lock_parties(asking.pk, asked.pk)
    asking, asked = parties[asking.pk], parties[asked.pk]
    side = Side(by_learner, asking, asked)
    check_voice(actor, side)
    check_partner(actor, side)
    known = _open_between(learner, sharer, skill)
    if known is not None:
        return _take_up(actor, known, offered_at) if offered_at else _ask_again(actor, known)
    check = partial(check_wish_of_asker, offered_at=offered_at) if origin == MatchOrigin.HELP_DESK else check_wish
    check(actor, side, skill=skill, language=language, format=format)
    now = timezone.now()
    match = Match.objects.create(
        learner=parties[learner.pk],
        sharer=parties[sharer.pk],
        skill=skill,
        language=languages.canonical(language),
        format=Format(format),
        origin=origin,
        state=MatchState.REQUESTED,
        message=message.strip(),
        learner_agreed_at=now if by_learner else None,
        sharer_agreed_at=offered_at if by_learner else now,
        expires_at=now + ANSWER_WITHIN,
        changed_at=now,
    )
    log(match, by_learner=by_learner)
    if offered_at is None:
        tell(match, asked, "match_asked", "asked")
    else:
        _begin(match, by_learner=by_learner)
        tell(match, asked, "match_answer", "accepted")
    record(actor=actor.reference, action="match.requested", target=match.reference, details={"origin": str(origin)})
    return match


def _open_between(learner: Party, sharer: Party, skill: Skill) -> Match | None:
    """What is open between the two about a skill; what has run out in the meantime is closed."""
    known = Match.objects.open().filter(learner=learner, sharer=sharer, skill=skill).first()
    if known is not None and expire_match(match=known).state == MatchState.EXPIRED:
        return None
    return known


def _ask_again(actor: Person, known: Match) -> Match:
    """What to do with a wish when there is an open match for it: agree to what waits, else say where it stands."""
    if known.state not in WAITING:
        raise MatchRefused(_("You are learning and sharing this with each other already."))
    return accept_match(actor=actor, match=known)


def _take_up(actor: Person, known: Match, offered_at: datetime) -> Match:
    """The sharer offered it, not knowing that it is this match that waits: it begins. Others go on as ever."""
    match = lock_match(known)
    if match.state not in WAITING or match.ring is not None or _agreed(match, by_learner=False):
        return _ask_again(actor, known)
    match.learner_agreed_at, match.sharer_agreed_at = match.learner_agreed_at or timezone.now(), offered_at
    _begin(match, by_learner=True)
    tell(match, match.sharer, "match_answer", "accepted")
    match_answered.send(sender=Match, match=match, by_learner=True, accepted=True)
    record(actor=actor.reference, action="match.accepted", target=match.reference)
    return match


def _agreed(match: Match, *, by_learner: bool) -> bool:
    return (match.learner_agreed_at if by_learner else match.sharer_agreed_at) is not None


def _agree(match: Match, side: Side) -> None:
    """Note that a side agrees, and begin if that was what was missing."""
    now = timezone.now()
    if side.by_learner:
        match.learner_agreed_at = now
    else:
        match.sharer_agreed_at = now
    both = match.learner_agreed_at and match.sharer_agreed_at
    if both and (match.ring is None or match.ring.state == RingState.AGREED):
        _begin(match, by_learner=side.by_learner)
        tell(match, side.other, "match_answer", "accepted")
    elif match.state == MatchState.SUGGESTED:
        step(match, MatchState.REQUESTED, by_learner=side.by_learner)
        if match.ring is None:
            tell(match, side.other, "match_asked", "asked")
    else:
        match.changed_at = now
        match.save()


def _begin(match: Match, *, by_learner: bool | None) -> None:
    if match.sharer.active >= match.sharer.max_active:
        raise NoFreePlace(_("All places for exchanges are taken at the moment."))
    step(match, MatchState.ACCEPTED, by_learner=by_learner)


def _demand_both_there(actor: Person, side: Side) -> None:
    """The other side still takes part, and neither wants nothing to do with the other; which of it is not said."""
    if not is_live(side.other) or is_blocked(side.party, side.other, actor=actor):
        raise MatchRefused(NOT_THERE)


def _cancel(actor: Person, match: Match, side: Side, reason: str) -> Match:
    knew = match.state != MatchState.SUGGESTED
    step(match, MatchState.CANCELLED, by_learner=side.by_learner, reason=reason)
    if knew:
        tell(match, side.other, "match_answer", "cancelled", reason=reason)
    match_ended.send(sender=Match, match=match, by_learner=side.by_learner)
    record(actor=actor.reference, action="match.cancelled", target=match.reference)
    return match
