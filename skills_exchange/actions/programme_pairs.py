"""The pairs of a mentoring programme: its fair round, what organisers change by hand, pauses and ends."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from skills_exchange.actions.match_steps import lock_match, step, tell
from skills_exchange.actions.permitting import demand
from skills_exchange.actions.programmes import ORGANISE, lock_programme, must_run
from skills_exchange.enums import MatchState, RoundState
from skills_exchange.enums_programmes import ChangeKind
from skills_exchange.errors import ProgrammeRefused
from skills_exchange.matching.rounds import Settings
from skills_exchange.models import (
    Match,
    MatchRound,
    Party,
    Programme,
    ProgrammeChange,
    ProgrammePair,
    RoundProposal,
    Skill,
)
from skills_exchange.queries.programme_pairs import Meeting, rounds_of, who_can_meet
from skills_exchange.queries.weights import weights_in_force
from skills_exchange.signals import match_ended
from wikilearn.audit.actions import record
from wikilearn.people.models import Person


@transaction.atomic
def draft_programme_round(*, actor: Person, programme: Programme) -> MatchRound:
    """A fair round over who was accepted and has nobody yet; the one that is not published, if there is one.

    Each mentee gets one mentor at most.
    """
    from skills_exchange.actions.rounds import draft_round

    found = lock_programme(actor, programme)
    must_run(found)
    rounds = rounds_of(found)
    waiting = rounds.exclude(state=RoundState.PUBLISHED).first()
    if waiting is not None:
        return waiting
    number = rounds.count() + 1
    return draft_round(
        actor=actor,
        slug=f"{slugify(found.slug)[:60]}-{found.pk}-{number}",
        title=_("%(title)s, round %(number)s") % {"title": found.title, "number": number},
        organisation=found.organisation,
        pool={"programme": found.slug},
        settings=Settings(weights=weights_in_force(), served=(100.0,), rings=False),
    )


@transaction.atomic
def leave_out(*, actor: Person, programme: Programme, proposal: RoundProposal, reason: str) -> None:
    """Take a pair out of a round before it is published."""
    found = lock_programme(actor, programme)
    _worked_out(found, proposal.round_id)
    row = RoundProposal.objects.select_for_update().get(pk=proposal.pk)
    _keep(actor, found, ChangeKind.REMOVED, row.learner, row.sharer, row.skill, reason)
    row.delete()


@transaction.atomic
def pair_up(
    *, actor: Person, programme: Programme, learner: Party, sharer: Party, skill: Skill, reason: str
) -> RoundProposal:
    """Put a pair into a round that is worked out, in place of what the round proposes for that mentee.

    The two must be able to meet: skill, language, format, hours, a free place, and nothing that keeps them apart.
    """
    found = lock_programme(actor, programme)
    round_ = _worked_out(found)
    meeting = _meeting(found, learner, sharer, skill)
    proposed = RoundProposal.objects.filter(round=round_)
    if proposed.filter(sharer=sharer).exclude(learner=learner).count() >= meeting.places:
        raise ProgrammeRefused(_("This mentor has no further place in this round."), field="sharer")
    proposed.filter(learner=learner).delete()
    made = RoundProposal.objects.create(
        round=round_,
        learner=learner,
        sharer=sharer,
        skill=skill,
        language=meeting.language,
        format=meeting.format,
        score=meeting.score,
        parts=meeting.parts,
    )
    _keep(actor, found, ChangeKind.ADDED, learner, sharer, skill, reason)
    return made


def keep_pairs(found: MatchRound, matches: Iterable[Match]) -> None:
    """The matches of a round that is published become pairs of its programme, if it is one of a programme."""
    programme = Programme.objects.filter(slug=found.pool.get("programme") or "").first()
    if programme is not None:
        must_run(programme)
        ProgrammePair.objects.bulk_create(ProgrammePair(programme=programme, match=match) for match in matches)


@transaction.atomic
def pause_pair(*, actor: Person, pair: ProgrammePair, reason: str) -> ProgrammePair:
    """Ask the pair nothing until it goes on. Twice is the same as once."""
    programme, found = _locked(actor, pair)
    if found.paused_at is None:
        _must_be_open(found)
        found.paused_at = timezone.now()
        found.save(update_fields=["paused_at"])
        _keep_of(actor, programme, ChangeKind.PAUSED, found.match, reason)
    return found


@transaction.atomic
def resume_pair(*, actor: Person, pair: ProgrammePair, reason: str) -> ProgrammePair:
    """The pair goes on. Twice is the same as once."""
    programme, found = _locked(actor, pair)
    if found.paused_at is not None:
        _must_be_open(found)
        found.paused_at = None
        found.save(update_fields=["paused_at"])
        _keep_of(actor, programme, ChangeKind.RESUMED, found.match, reason)
    return found


@transaction.atomic
def end_pair(*, actor: Person, pair: ProgrammePair, reason: str) -> ProgrammePair:
    """The organisers end a pair; both are told that it has ended, and not why. Twice is the same as once.

    `ProgrammeRefused` once the exchange is done: what is left is that the other side confirms its hours.
    """
    programme, found = _locked(actor, pair)
    if found.match.state != MatchState.CANCELLED:
        _end(found)
        _keep_of(actor, programme, ChangeKind.ENDED, found.match, reason)
    return found


@transaction.atomic
def replace_mentor(*, actor: Person, pair: ProgrammePair, sharer: Party, reason: str) -> ProgrammePair:
    """End a pair and suggest another mentor of the programme to the mentee; both can say yes or no as after a round."""
    from skills_exchange.actions.publishing_rounds import suggest_pair

    programme, found = _locked(actor, pair)
    must_run(programme)
    if sharer.pk == found.match.sharer_id:
        raise ProgrammeRefused(_("This is the mentor of this pair already."), field="sharer")
    if found.can_be_ended:
        _end(found)
    learner, skill = found.match.learner, found.match.skill
    meeting = _meeting(programme, learner, sharer, skill)
    made = suggest_pair(learner=learner, sharer=sharer, skill=skill, meeting=meeting, title=programme.title)
    _keep(actor, programme, ChangeKind.REPLACED, learner, sharer, skill, reason)
    return ProgrammePair.objects.create(programme=programme, match=made)


def _end(pair: ProgrammePair) -> None:
    match = pair.match
    if not pair.can_be_ended:
        raise ProgrammeRefused(_("This pair has ended already."))
    step(match, MatchState.CANCELLED)
    for party in (match.learner, match.sharer):
        tell(match, party, "match_answer", "cancelled", key="programme", reason="other")
    match_ended.send(sender=Match, match=match, by_learner=None)


def _locked(actor: Person, pair: ProgrammePair) -> tuple[Programme, ProgrammePair]:
    programme = lock_programme(actor, pair.programme)
    match = lock_match(Match.objects.get(pk=pair.match_id))
    found = ProgrammePair.objects.select_for_update(of=("self",)).get(pk=pair.pk)
    found.match, found.programme = match, programme
    return programme, found


def _must_be_open(pair: ProgrammePair) -> None:
    if not pair.is_open:
        raise ProgrammeRefused(_("This pair has ended already."))


def _worked_out(programme: Programme, pk: int | None = None) -> MatchRound:
    must_run(programme)
    rounds = rounds_of(programme).filter(state=RoundState.DONE)
    found = (rounds.filter(pk=pk) if pk is not None else rounds).select_for_update(of=("self",)).first()
    if found is None:
        raise ProgrammeRefused(_("Pairs can be changed once the round is worked out and before it is published."))
    return found


def _meeting(programme: Programme, learner: Party, sharer: Party, skill: Skill) -> Meeting:
    meeting = who_can_meet(programme, learner=learner, sharer=sharer, skill=skill)
    if meeting is None:
        raise ProgrammeRefused(
            _(
                "These two cannot be paired. They need a skill, a language, a format and hours in common. "
                "The mentor needs a free place."
            )
        )
    return meeting


def _keep_of(actor: Person, programme: Programme, kind: ChangeKind, match: Match, reason: str) -> None:
    _keep(actor, programme, kind, match.learner, match.sharer, match.skill, reason)


def _keep(
    actor: Person, programme: Programme, kind: ChangeKind, learner: Party, sharer: Party, skill: Skill, reason: str
) -> None:
    """Note what was changed and why, for the organisers; the log says only that."""
    demand(actor, ORGANISE, programme)
    said = reason.strip()
    if not said:
        raise ProgrammeRefused(_("Please say why."), field="reason")
    if actor.pk in (learner.person_id, sharer.person_id):
        raise ProgrammeRefused(_("Somebody else has to change your own pairs."))
    ProgrammeChange.objects.create(
        programme=programme, kind=kind, learner=learner, sharer=sharer, skill=skill, reason=said[:500], by=actor
    )
    record(actor=actor.reference, action=f"programme.pair_{kind}", target=programme.reference)
