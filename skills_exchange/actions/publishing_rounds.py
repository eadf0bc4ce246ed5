"""Publishing a round: its proposals become suggestions that both sides can answer."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from skills_exchange.actions.match_steps import lock_parties
from skills_exchange.actions.permitting import demand
from skills_exchange.actions.programme_pairs import keep_pairs
from skills_exchange.enums import MatchOrigin, MatchState, RoundState
from skills_exchange.errors import MatchRefused
from skills_exchange.matching.edges import fitting
from skills_exchange.models import Match, MatchRound, MatchStep, Party, Ring, RoundProposal, Skill
from skills_exchange.queries.pools import load_pool
from skills_exchange.queries.programme_pairs import Meeting
from skills_exchange.queries.sides import people_of
from wikilearn.audit.actions import record
from wikilearn.core.dates import today
from wikilearn.notices.actions import Note, notify_each
from wikilearn.people.models import Person

MATCH_DAYS, RING_DAYS = 14, 7
"""How long a suggestion of a round and a ring can be answered."""
KIND = "matching_round"


@transaction.atomic
def publish_round(*, actor: Person, round: MatchRound) -> MatchRound:  # noqa: A002 - the word of the field
    """Suggest to people what the round proposes, as far as it still fits, and tell each of them once."""
    found = MatchRound.objects.select_for_update(of=("self",)).get(pk=round.pk)
    demand(actor, "skills_exchange.organise_round", found)
    if found.state != RoundState.DONE:
        raise MatchRefused(_("Only a round that has been worked out can be published."))
    proposals = list(found.proposals.all())
    parties = lock_parties(*{pk for each in proposals for pk in (each.learner_id, each.sharer_id)})
    fitting = _still_fitting(found, proposals)
    matches = _suggest(found, fitting)
    keep_pairs(found, matches)
    _tell_of(matches, parties, title=found.title, key=f"round:{found.uid}")
    found.state = RoundState.PUBLISHED
    found.metrics = found.metrics | {"suggested": len(matches), "no_longer_fitting": len(proposals) - len(matches)}
    found.save(update_fields=["state", "metrics"])
    found.proposals.all().delete()
    record(actor=actor.reference, action="round.published", target=found.reference, details={"matches": len(matches)})
    return found


def _still_fitting(found: MatchRound, proposals: Sequence[RoundProposal]) -> list[RoundProposal]:
    """Those that still hold with the people as they are now; of a ring all or none.

    Of a programme, only between people who take part in it still and have nobody in it yet.
    """
    pool = load_pool(
        {"programme": found.pool.get("programme")},
        on=today(),
        learners={each.learner_id for each in proposals},
        sharers={each.sharer_id for each in proposals},
    )
    free = {int(pk): int(number) for pk, number in zip(pool.ids, pool.free, strict=True)}
    possible = fitting(pool, [(each.learner_id, each.sharer_id, each.skill_id) for each in proposals])
    by_ring: dict[int | None, list[RoundProposal]] = defaultdict(list)
    for each in proposals:
        by_ring[each.ring].append(each)
    groups = [group for ring, group in by_ring.items() if ring is not None]
    groups += [[each] for each in by_ring[None]]
    kept = []
    for group in groups:
        needed = Counter(each.sharer_id for each in group)
        fits = all((each.learner_id, each.sharer_id, each.skill_id) in possible for each in group)
        if fits and all(free.get(pk, 0) >= number for pk, number in needed.items()):
            for pk, number in needed.items():
                free[pk] -= number
            kept += group
    return kept


def _suggest(found: MatchRound, proposals: Iterable[RoundProposal]) -> list[Match]:
    now = timezone.now()
    proposals = list(proposals)
    sizes = Counter(each.ring for each in proposals if each.ring is not None)
    until = now + timedelta(days=RING_DAYS)
    rings = {number: Ring(round=found, size=size, expires_at=until) for number, size in sorted(sizes.items())}
    Ring.objects.bulk_create(rings.values())
    matches = Match.objects.bulk_create(
        [
            Match(
                learner_id=each.learner_id,
                sharer_id=each.sharer_id,
                skill_id=each.skill_id,
                language=each.language,
                format=each.format,
                origin=_origin(found, each),
                state=MatchState.SUGGESTED,
                score=each.score,
                parts=each.parts,
                ring=rings.get(each.ring) if each.ring is not None else None,
                round=found,
                expires_at=now + timedelta(days=MATCH_DAYS if each.ring is None else RING_DAYS),
                changed_at=now,
            )
            for each in proposals
        ],
        batch_size=2_000,
    )
    MatchStep.objects.bulk_create([MatchStep(match=match, state=match.state, at=now) for match in matches])
    return matches


def suggest_pair(*, learner: Party, sharer: Party, skill: Skill, meeting: Meeting, title: str) -> Match:
    """Suggest one match of a programme outside of its rounds; both are told as after a round."""
    parties = lock_parties(learner.pk, sharer.pk)
    now = timezone.now()
    match = Match.objects.create(
        learner=learner,
        sharer=sharer,
        skill=skill,
        language=meeting.language,
        format=meeting.format,
        origin=MatchOrigin.PROGRAMME,
        state=MatchState.SUGGESTED,
        score=meeting.score,
        parts=meeting.parts,
        expires_at=now + timedelta(days=MATCH_DAYS),
        changed_at=now,
    )
    MatchStep.objects.create(match=match, state=match.state, at=now)
    _tell_of([match], parties, title=title, key=f"pair:{match.uid}")
    return match


def _origin(found: MatchRound, proposal: RoundProposal) -> MatchOrigin:
    if proposal.ring is not None:
        return MatchOrigin.RING
    return MatchOrigin.PROGRAMME if found.pool.get("programme") else MatchOrigin.ROUND


def _tell_of(matches: Iterable[Match], parties: dict[int, Party], *, title: str, key: str) -> None:
    """Everybody whom these matches name, once."""
    learns, shares = Counter[int](), Counter[int]()
    ring: set[int | None] = set()
    for match in matches:
        learns[match.learner_id] += 1
        shares[match.sharer_id] += 1
        if match.ring_id is not None:
            ring.update((match.learner_id, match.sharer_id))
    notes = [
        Note(
            person,
            {
                "title": title,
                "learns": learns[pk],
                "shares": shares[pk],
                "ring": pk in ring,
                "days": RING_DAYS if pk in ring else MATCH_DAYS,
            },
            "/skills/matches/",
            f"{key}:{pk}",
        )
        for pk in sorted({*learns, *shares})
        for person in people_of(parties[pk])
    ]
    if notes:
        notify_each(kind=KIND, notes=notes)
