"""Rings after they were offered: all agree and it begins, who says no is replaced, or it does not come about."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from skills_exchange.actions.match_steps import lock_match, lock_parties, step
from skills_exchange.actions.matches import settle_match
from skills_exchange.enums import ClaimKind, MatchOrigin, MatchState, RingState
from skills_exchange.errors import MatchRefused
from skills_exchange.matching.pools import Pool
from skills_exchange.matching.rings import Buckets
from skills_exchange.matching.scoring import best_format
from skills_exchange.models import Match, MatchStep, Party, Ring, SkillClaim
from skills_exchange.queries.pools import load_pool
from skills_exchange.queries.sides import people_of
from wikilearn.audit.actions import SYSTEM, record
from wikilearn.core.dates import today
from wikilearn.notices.actions import Note, notify_each

WAITING = (MatchState.SUGGESTED, MatchState.REQUESTED)
OFFERED_DAYS = 7
GIVEN_UP_AFTER = timedelta(days=21)
"""A ring in which one after the other was replaced is not mended any more after that."""
MOST_LOOKED_AT = 300
"""People who might step in that are looked at."""
KIND = "matching_ring"


@transaction.atomic
def tend_ring(*, pk: int) -> str:
    """Bring a ring to where its answers lead; gives its state. Nothing happens while everything waits."""
    found = Ring.objects.filter(pk=pk).first()
    if found is None or found.state != RingState.OFFERED:
        return found.state if found else ""
    rows = list(Match.objects.filter(ring=found).order_by("pk"))
    lock_parties(*{key for match in rows for key in (match.learner_id, match.sharer_id)})
    ring = Ring.objects.select_for_update().get(pk=pk)
    if ring.state != RingState.OFFERED:
        return ring.state
    matches = [lock_match(match) for match in rows]
    waiting = [match for match in matches if match.state in WAITING]
    if len(waiting) == ring.size:
        return _begin_if_agreed(ring, waiting)
    declined = max(
        (match for match in matches if _was_declined(match)), key=lambda match: match.changed_at, default=None
    )
    if declined is None or not _replace(ring, declined, matches):
        _break(ring, waiting)
    return ring.state


def tend_rings() -> int:
    """Tend every ring that waits, as each few minutes; gives how many came to an end."""
    return sum(
        tend_ring(pk=pk) != RingState.OFFERED
        for pk in list(Ring.objects.filter(state=RingState.OFFERED).values_list("pk", flat=True))
    )


def _begin_if_agreed(ring: Ring, matches: Sequence[Match]) -> str:
    if not all(match.learner_agreed_at and match.sharer_agreed_at for match in matches):
        return ring.state
    try:
        with transaction.atomic():
            for match in matches:
                settle_match(match=match)
    except MatchRefused:  # somebody has no place any more
        _break(ring, [lock_match(match) for match in matches])
        return ring.state
    _end(ring, RingState.AGREED)
    return ring.state


def _break(ring: Ring, waiting: Sequence[Match]) -> None:
    members = _members(Match.objects.filter(ring=ring))
    gone = _leavers(ring)
    for match in waiting:
        step(match, MatchState.CANCELLED)
    _end(ring, RingState.BROKEN)
    _tell(ring, members - gone, "broken")


def _end(ring: Ring, state: RingState) -> None:
    ring.state = state
    ring.save(update_fields=["state"])
    record(actor=SYSTEM, action=f"ring.{state}", target=f"ring:{ring.uid}")


def _was_declined(match: Match) -> bool:
    return match.state == MatchState.DECLINED and match.steps.filter(state=MatchState.DECLINED).exists()


def _leavers(ring: Ring) -> set[int]:
    """Who said no: they know, and are not told."""
    said = MatchStep.objects.filter(match__ring=ring, state=MatchState.DECLINED).select_related("match")
    return {each.match.learner_id if each.by_learner else each.match.sharer_id for each in said}


def _replace(ring: Ring, declined: Match, matches: Sequence[Match]) -> bool:
    """Somebody else takes the place of who said no: teaches what they should have taught, learns what they wanted."""
    if timezone.now() - ring.created_at > GIVEN_UP_AFTER:
        return False
    said = declined.steps.filter(state=MatchState.DECLINED).order_by("-at", "-pk")[0]
    leaver = declined.learner_id if said.by_learner else declined.sharer_id
    current = [match for match in matches if match.state in WAITING or match.pk == declined.pk]
    out = next((match for match in current if match.learner_id == leaver), None)
    into = next((match for match in current if match.sharer_id == leaver), None)
    if out is None or into is None or len(current) != ring.size:
        return False
    pool = _around(into, out, {*_members(matches), *_leavers(ring)})
    buckets = Buckets(pool)
    chosen = _first_who_fits(pool, buckets, into, out)
    if chosen is None:
        return False
    until = timezone.now() + timedelta(days=OFFERED_DAYS)
    for match in (into, out):
        if match.state in WAITING:
            step(match, MatchState.CANCELLED)
    newcomer = int(pool.ids[chosen])
    _offer(ring, pool, buckets, learner=into.learner_id, sharer=newcomer, like=into, until=until)
    _offer(ring, pool, buckets, learner=newcomer, sharer=out.sharer_id, like=out, until=until)
    Match.objects.filter(ring=ring, state__in=WAITING).update(expires_at=until)
    ring.expires_at = until
    ring.save(update_fields=["expires_at"])
    record(actor=SYSTEM, action="ring.mended", target=f"ring:{ring.uid}")
    _tell(ring, _members(match for match in matches if match.state in WAITING) - {leaver}, "changed", key=str(newcomer))
    _tell(ring, {newcomer}, "offered", key=str(newcomer))
    return True


def _around(into: Match, out: Match, known: set[int]) -> Pool:
    """The two neighbours, and people who offer the one skill and want the other."""
    wants = SkillClaim.objects.filter(kind=ClaimKind.WANTED, skill=out.skill_id).exclude(party__in=known)
    both = wants.filter(party__claims__kind=ClaimKind.OFFERED, party__claims__skill=into.skill_id)
    able = list(both.order_by("-party__underrepresented", "party_id").values_list("party", flat=True)[:MOST_LOOKED_AT])
    neighbours = {into.learner_id, out.sharer_id}
    return load_pool({}, on=today(), learners={*able, *neighbours}, sharers={*able, *neighbours})


def _first_who_fits(pool: Pool, buckets: Buckets, into: Match, out: Match) -> int | None:
    place = {int(pk): number for number, pk in enumerate(pool.ids)}
    before, after = place.get(into.learner_id), place.get(out.sharer_id)
    if before is None or after is None:
        return None
    wanted = buckets.wants.get(before, {})
    for candidate in sorted(place.values(), key=lambda number: (not pool.underrepresented[number], number)):
        fits = candidate not in (before, after) and pool.free[candidate] > 0
        if (
            fits
            and into.skill_id in wanted
            and into.skill_id in buckets.offers.get(candidate, {})
            and out.skill_id in buckets.wants.get(candidate, {})
            and out.skill_id in buckets.offers.get(after, {})
            and buckets.step(before, candidate, into.skill_id)
            and buckets.step(candidate, after, out.skill_id)
        ):
            return candidate
    return None


def _offer(
    ring: Ring, pool: Pool, buckets: Buckets, *, learner: int, sharer: int, like: Match, until: datetime
) -> None:
    place = {int(pk): number for number, pk in enumerate(pool.ids)}
    one, other = place[learner], place[sharer]
    edge = buckets.step(one, other, like.skill_id)
    assert edge is not None  # noqa: S101 - it was found by this step
    formats = int(pool.wants.formats[edge.want] & pool.offers.formats[edge.offer])
    match = Match.objects.create(
        learner_id=learner,
        sharer_id=sharer,
        skill_id=like.skill_id,
        language=pool.language_of(pool.wants.languages[edge.want] & pool.offers.languages[edge.offer]),
        format=best_format(formats, pool.overlap(one, other)),
        origin=MatchOrigin.RING,
        state=MatchState.SUGGESTED,
        ring=ring,
        round=ring.round,
        expires_at=until,
    )
    MatchStep.objects.create(match=match, state=match.state, at=match.changed_at)


def _members(matches: Iterable[Match]) -> set[int]:
    return {pk for match in matches for pk in (match.learner_id, match.sharer_id)}


def _tell(ring: Ring, members: Iterable[int], what: str, *, key: str = "") -> None:
    parties = Party.objects.with_names().filter(pk__in=set(members)).order_by("pk")
    notes = [
        Note(person, {"what": what, "size": ring.size}, "/skills/matches/", f"ring:{ring.uid}:{what}:{key}")
        for party in parties
        for person in people_of(party)
    ]
    if notes:
        notify_each(kind=KIND, notes=notes)
