"""Another body looks at a decision again. Who decided first has no part in it."""

from collections.abc import Collection, Iterable, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ucoc.actions.figures import record_case_step
from ucoc.actions.measures import MeasureWish, close_open_measures, take_measures
from ucoc.actions.permitting import demand_quorum
from ucoc.actions.telling import tell_appeal_answered, tell_appeal_waits, tell_measures
from ucoc.deadlines import after_days
from ucoc.enums import AppealBy, AppealFactor, AppealStatus, CaseStepKind, Closing
from ucoc.errors import AppealRefused, NotYours
from ucoc.models.bodies import EnforcementBody
from ucoc.models.decisions import AppealPart, Decision, DecisionAppeal
from ucoc.queries.bodies import eligible_members
from ucoc.queries.decisions import body_of_appeal, deciders_of, may_appeal, severity_of
from ucoc.signals import appeal_answered
from wikilearn.audit.actions import SYSTEM, record
from wikilearn.people.models import Person

_STEPS = {
    AppealStatus.UPHELD: CaseStepKind.UPHELD,
    AppealStatus.CHANGED: CaseStepKind.CHANGED,
    AppealStatus.OVERTURNED: CaseStepKind.OVERTURNED,
    AppealStatus.SENT_BACK: CaseStepKind.SENT_BACK,
}
_CLOSES = {
    AppealStatus.CHANGED: Closing.CHANGED,
    AppealStatus.OVERTURNED: Closing.OVERTURNED,
    AppealStatus.SENT_BACK: Closing.SENT_BACK,
}


@transaction.atomic
def file_appeal(
    *,
    decision: Decision,
    factors: Sequence[str],
    by: str = AppealBy.CONCERNED,
    actor: Person | None = None,
    text: str = "",
    excluding: Collection[int] = frozenset(),
    body: EnforcementBody | None = None,
) -> DecisionAppeal:
    """Ask another body to look again: once for each side, within 90 days, for at least one reason.

    The person concerned is the `actor` and writes `text`. Whoever reported is not named here (`actor` None), and their
    words stay in the case file. `excluding` are people with a wall; `body` only where it was chosen already.
    """
    decision = Decision.objects.select_for_update(of=("self",)).select_related("body__wiki", "wiki").get(pk=decision.pk)
    side = AppealBy(by)
    if side == AppealBy.CONCERNED and (actor is None or not decision.measures.filter(person=actor).exists()):
        raise NotYours(_("Only somebody whom the decision concerns can appeal against it."))
    _check(decision, side, factors, text)
    chosen = body or body_of_appeal(decision, excluding)
    if chosen.pk == decision.body_id:
        raise AppealRefused(_("An appeal goes to another body than the one that decided."))
    appeal = DecisionAppeal.objects.create(
        decision=decision,
        by=side,
        filed_by=actor if side == AppealBy.CONCERNED else None,
        first_body=decision.body,
        body=chosen,
        factors=[AppealFactor(factor) for factor in factors],
        text=text.strip() if side == AppealBy.CONCERNED else "",
        due_at=after_days(timezone.now(), chosen.decide_within, chosen.calendar),
    )
    _count(appeal, decision.body, CaseStepKind.APPEALED)
    first = deciders_of(decision)
    tell_appeal_waits(appeal, [person for person in eligible_members(chosen) if person.pk not in first])
    record(
        actor=actor.reference if actor is not None and side == AppealBy.CONCERNED else SYSTEM,
        action="ucoc.appeal_filed",
        target=appeal.reference,
        details={"decision": decision.reference, "body": chosen.reference, "by": str(side)},
    )
    return appeal


def _check(decision: Decision, side: AppealBy, factors: Sequence[str], text: str) -> None:
    if decision.appeals.filter(by=side).exists():
        raise AppealRefused(_("You have appealed against this already."))
    if not may_appeal(decision, side):
        raise AppealRefused(_("The time for an appeal has passed."))
    if not factors:
        raise AppealRefused(_("Please choose at least one reason."), field="factors")
    if side == AppealBy.CONCERNED and not text.strip():
        raise AppealRefused(_("Please say why it should be looked at again."), field="text")


@transaction.atomic
def withdraw_decision_appeal(*, actor: Person, appeal: DecisionAppeal) -> DecisionAppeal:
    """Whoever appealed takes the appeal back."""
    appeal = _locked(appeal)
    if appeal.filed_by_id != actor.pk:
        raise NotYours(_("Only who appealed can withdraw it."))
    appeal.status, appeal.decided_at = AppealStatus.WITHDRAWN, timezone.now()
    appeal.save(update_fields=["status", "decided_at"])
    record(actor=actor.reference, action="ucoc.appeal_withdrawn", target=appeal.reference)
    return appeal


@transaction.atomic
def answer_appeal(
    *,
    actor: Person,
    appeal: DecisionAppeal,
    outcome: str,
    reasons: str,
    measures: Sequence[MeasureWish] = (),
    deciders: Iterable[Person] = (),
    excluding: Collection[int] = frozenset(),
) -> DecisionAppeal:
    """Answer an appeal: upheld, changed (with other measures), overturned, or sent back to be decided anew.

    The actor and `deciders` are eligible members of the body that looks again, together its quorum; none of them took
    part in the first decision, is concerned by it, or is among `excluding`.
    """
    appeal = _locked(appeal)
    status = AppealStatus(outcome)
    without = deciders_of(appeal.decision) | set(excluding) | _concerned(appeal, measures)
    together = demand_quorum(appeal.body, actor, deciders, without=sorted(without))
    if status not in _STEPS:
        raise AppealRefused(_("Please choose an outcome."), field="outcome")
    if not reasons.strip():
        raise AppealRefused(_("Please give reasons."), field="reasons")
    if (status == AppealStatus.CHANGED) != bool(measures):
        raise AppealRefused(_("Other measures are named where the decision is changed, and only there."))
    AppealPart.objects.bulk_create([AppealPart(appeal=appeal, person=person) for person in together])
    _close(appeal, status, reasons.strip())
    if status in _CLOSES:
        close_open_measures(appeal.decision, _CLOSES[status])
    tell_measures(take_measures(appeal.decision, measures, appeal=appeal))
    _count(appeal, appeal.decision.body, _STEPS[status])
    tell_appeal_answered(appeal)
    appeal_answered.send(sender=DecisionAppeal, case=appeal.decision.case, appeal=appeal)
    record(
        actor=actor.reference, action="ucoc.appeal_answered", target=appeal.reference, details={"outcome": str(status)}
    )
    return appeal


def _concerned(appeal: DecisionAppeal, measures: Sequence[MeasureWish]) -> set[int]:
    people = appeal.decision.measures.exclude(person=None).values_list("person_id", flat=True)
    named = {wish.person.pk for wish in measures if wish.person is not None}
    return {pk for pk in people if pk is not None} | named


def _close(appeal: DecisionAppeal, status: AppealStatus, reasons: str) -> None:
    appeal.status, appeal.reasons, appeal.decided_at = status, reasons, timezone.now()
    appeal.save(update_fields=["status", "reasons", "decided_at"])


def _count(appeal: DecisionAppeal, body: EnforcementBody, step: CaseStepKind) -> None:
    """What becomes of an appeal counts for the body that decided first."""
    decision = appeal.decision
    record_case_step(
        case=decision.case,
        body=body,
        step=step,
        conduct=decision.conduct,
        severity=severity_of(decision),
        wiki=decision.wiki,
    )


def _locked(appeal: DecisionAppeal) -> DecisionAppeal:
    appeals = DecisionAppeal.objects.select_for_update(of=("self",)).select_related("decision__body", "body")
    appeal = appeals.get(pk=appeal.pk)
    if appeal.status != AppealStatus.OPEN:
        raise AppealRefused(_("This was decided already."))
    return appeal
