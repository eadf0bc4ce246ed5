"""What takes two people: one authorised person proposes, another one confirms."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from certification.actions.permitting import demand, demand_other
from certification.actions.recording import record_fact
from certification.actions.telling import tell_answered, tell_changed
from certification.enums import FOR_PROPOSALS, ClaimState, FactKind, Path, ProposalKind, ProposalState, ReasonCategory
from certification.errors import DecisionRefused, FactRefused
from certification.models import Claim, Fact, Period, Proposal
from certification.periods import REFRESHER_MONTHS
from courses.models import Topic
from wikilearn.audit.actions import SYSTEM, record
from wikilearn.core.dates import add_months, today
from wikilearn.people.models import Person

OPEN_FOR = timedelta(days=30)
LONGEST_MONTHS = 12
"""So far ahead may the last day of an extension or exemption lie; longer ones are decided again."""
_FACTS = {ProposalKind.EXTENSION: FactKind.EXTENDED, ProposalKind.EXEMPTION: FactKind.EXEMPTED}


@transaction.atomic
def propose_change(
    *,
    actor: Person,
    person: Person,
    topic: Topic,
    kind: ProposalKind,
    until: date,
    category: ReasonCategory | str,
    reason: str,
) -> Proposal:
    """Propose an extension or an exemption until a day. Raises `NotYours` and `DecisionRefused`."""
    demand(actor, "certification.decide")
    demand_other(actor, person)
    person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    _check_change(person, topic, ProposalKind(kind), until, category, reason)
    return _propose(actor, person=person, topic=topic, kind=kind, until=until, category=category, reason=reason.strip())


@transaction.atomic
def propose_answer(
    *, actor: Person, claim: Claim, accept: bool, path: Path | str = Path.FIRST, until: date | None = None, reason: str
) -> Proposal:
    """Propose how a claim is answered; `reason` is what the person will read. Raises as `propose_change`."""
    demand(actor, "certification.decide")
    claim = Claim.objects.select_for_update(of=["self"]).select_related("person", "topic").get(pk=claim.pk)
    demand_other(actor, claim.person)
    Person.objects.select_for_update(no_key=True).get(pk=claim.person_id)
    if claim.state != ClaimState.SUBMITTED:
        raise DecisionRefused(_("This was decided already."))
    if not reason.strip():
        raise DecisionRefused(_("Please give a reason."), field="reason")
    if accept and until is not None and until < claim.done_on:
        raise DecisionRefused(_("The last day is before the first."), field="until")
    kind = ProposalKind.RECOGNITION if accept else ProposalKind.REFUSAL
    until = until if accept else None
    return _propose(
        actor,
        person=claim.person,
        topic=claim.topic,
        kind=kind,
        until=until,
        path=path,
        reason=reason.strip(),
        claim=claim,
    )


@transaction.atomic
def confirm_proposal(*, actor: Person, proposal: Proposal, answer: str = "") -> Proposal:
    """A second authorised person confirms: what was proposed becomes a fact, and the person is told."""
    proposal = _decidable(actor, proposal)
    if proposal.claim is not None:
        _answer_claim(actor, proposal, proposal.claim)
    else:
        # Whether the change still makes sense was checked when it was proposed; its last day may have passed since.
        if proposal.until is not None and proposal.until <= today():
            raise DecisionRefused(_("The last day lies in the past."), field="until")
        proposal.fact = _record(actor, proposal, _FACTS[ProposalKind(proposal.kind)])
        tell_changed(proposal.fact)
    _close(proposal, ProposalState.CONFIRMED, actor, answer)
    return proposal


@transaction.atomic
def reject_proposal(*, actor: Person, proposal: Proposal, answer: str) -> Proposal:
    """A second authorised person does not confirm, and says why. A claim stays in the queue."""
    proposal = _decidable(actor, proposal)
    if not answer.strip():
        raise DecisionRefused(_("Please give a reason."), field="answer")
    _close(proposal, ProposalState.REJECTED, actor, answer)
    return proposal


@transaction.atomic
def withdraw_proposal(*, actor: Person, proposal: Proposal) -> Proposal:
    """Whoever proposed it takes it back."""
    proposal = _locked(proposal)
    if proposal.proposed_by_id != actor.pk:
        raise DecisionRefused(_("Only who proposed this can withdraw it."))
    _close(proposal, ProposalState.WITHDRAWN, None, "", by=actor.reference)
    return proposal


@transaction.atomic
def expire_proposals() -> int:
    """Close what nobody decided in time; gives how many."""
    overdue = Proposal.objects.overdue().select_for_update(of=["self"], skip_locked=True).select_related("topic")
    expired = list(overdue)
    for proposal in expired:
        _close(proposal, ProposalState.EXPIRED, None, "", by=SYSTEM)
    return len(expired)


def _check_change(
    person: Person, topic: Topic, kind: ProposalKind, until: date, category: ReasonCategory | str, reason: str
) -> None:
    day = today()
    if kind not in _FACTS:
        raise DecisionRefused(_("This was decided already."), field="kind")
    if person.erased_at is not None:
        raise DecisionRefused(_("This account is closed."))
    if until <= day:
        raise DecisionRefused(_("The last day lies in the past."), field="until")
    if category not in FOR_PROPOSALS:
        raise DecisionRefused(_("Please choose what kind of reason there is."), field="category")
    if not reason.strip():
        raise DecisionRefused(_("Please give a reason."), field="reason")
    latest = day
    if kind == ProposalKind.EXTENSION:
        ends = Period.objects.standing().filter(person=person, topic=topic).order_by("-valid_until").first()
        if ends is None or day > add_months(ends.valid_until, REFRESHER_MONTHS):
            raise DecisionRefused(_("There is no certification that could be extended."), field="topic")
        if until <= ends.valid_until:
            raise DecisionRefused(_("The certification is valid longer than that already."), field="until")
        latest = max(day, ends.valid_until)
    if until > add_months(latest, LONGEST_MONTHS):
        raise DecisionRefused(_("An extension or exemption lasts at most twelve months."), field="until")


def _propose(actor: Person, *, person: Person, topic: Topic, **what: object) -> Proposal:
    _close_overdue(person, topic)
    if Proposal.objects.open().filter(person=person, topic=topic).exists():
        raise DecisionRefused(_("There is a proposal about this already. It has to be decided first."))
    now = timezone.now()
    proposal = Proposal.objects.create(
        person=person, topic=topic, proposed_by=actor, proposed_at=now, expires_at=now + OPEN_FOR, **what
    )
    _log(actor.reference, "proposed", proposal)
    return proposal


def _close_overdue(person: Person, topic: Topic) -> None:
    for proposal in Proposal.objects.overdue().filter(person=person, topic=topic).select_for_update(of=["self"]):
        _close(proposal, ProposalState.EXPIRED, None, "", by=SYSTEM)


def _locked(proposal: Proposal) -> Proposal:
    proposals = Proposal.objects.select_for_update(of=["self"]).select_related("person", "topic", "claim__topic")
    proposal = proposals.get(pk=proposal.pk)
    if proposal.state != ProposalState.OPEN:
        raise DecisionRefused(_("This was decided already."))
    if proposal.expires_at <= timezone.now():
        raise DecisionRefused(_("This proposal has expired. It has to be made again."))
    return proposal


def _decidable(actor: Person, proposal: Proposal) -> Proposal:
    demand(actor, "certification.decide")
    proposal = _locked(proposal)
    demand_other(actor, proposal.person, proposal.proposed_by)
    if proposal.person.erased_at is not None:
        raise DecisionRefused(_("This account is closed."))
    return proposal


def _record(actor: Person, proposal: Proposal, kind: FactKind) -> Fact:
    return record_fact(
        actor=actor.reference,
        person=proposal.person,
        topic=proposal.topic,
        kind=kind,
        at=timezone.now(),
        valid_until=proposal.until,
        category=proposal.category,
        reason=proposal.reason,
        source_key=proposal.reference,
    )


def _answer_claim(actor: Person, proposal: Proposal, claim: Claim) -> None:
    claim = Claim.objects.select_for_update(of=["self"]).select_related("person", "topic").get(pk=claim.pk)
    if claim.state != ClaimState.SUBMITTED:
        raise DecisionRefused(_("This was decided already."))
    granted = proposal.kind == ProposalKind.RECOGNITION
    if granted:
        claim.fact = proposal.fact = _recognise(actor, proposal, claim)
    claim.state = ClaimState.GRANTED if granted else ClaimState.DECLINED
    claim.answer, claim.decided_at = proposal.reason, timezone.now()
    claim.save(update_fields=["state", "answer", "decided_at", "fact"])
    tell_answered(
        person=claim.person, what="claim", granted=granted, topic=claim.topic.key, key=f"{claim.reference}:answer"
    )


def _recognise(actor: Person, proposal: Proposal, claim: Claim) -> Fact:
    """It counts from the day on which it was done, unless the proposal names a last day of its own."""
    at = timezone.now()
    if proposal.until is None:
        at = min(at, at.replace(year=claim.done_on.year, month=claim.done_on.month, day=claim.done_on.day))
    try:
        return record_fact(
            actor=actor.reference,
            person=proposal.person,
            topic=proposal.topic,
            kind=FactKind.RECOGNISED,
            path=Path(proposal.path),
            at=at,
            valid_from=claim.done_on if proposal.until is not None else None,
            valid_until=proposal.until,
            evidence=claim.link or claim.filename or claim.text[:200],
            reason=proposal.reason,
            source_key=claim.reference,
        )
    except FactRefused as refused:
        raise DecisionRefused(str(refused)) from refused


def _close(proposal: Proposal, state: ProposalState, actor: Person | None, answer: str, *, by: str = "") -> None:
    proposal.state, proposal.decided_by, proposal.answer = state, actor, answer.strip()
    proposal.decided_at = timezone.now()
    proposal.save(update_fields=["state", "decided_by", "decided_at", "answer", "fact"])
    _log(actor.reference if actor is not None else by, str(state), proposal)


def _log(actor: str, step: str, proposal: Proposal) -> None:
    record(
        actor=actor,
        action=f"certification.proposal_{step}",
        target=proposal.reference,
        details={"kind": str(proposal.kind), "topic": proposal.topic.key, "person": proposal.person.reference},
    )
