"""Deciding a case. What a case is about stays in its file: here are the body, its finding, and what follows."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from ucoc.actions.appeals import answer_appeal, file_appeal
from ucoc.actions.figures import record_case_step
from ucoc.actions.measures import MeasureWish, take_measures
from ucoc.actions.permitting import demand_quorum
from ucoc.actions.telling import tell_measures
from ucoc.enums import AppealStatus, CaseStepKind, Conduct, Finding, Severity
from ucoc.errors import DecisionRefused
from ucoc.models.bodies import EnforcementBody
from ucoc.models.codes import Clause
from ucoc.models.decisions import Decision, DecisionPart
from wikilearn.audit.actions import record
from wikilearn.core.dates import today
from wikilearn.movement.models import Wiki
from wikilearn.people.models import Person

__all__ = ["MeasureWish", "answer_appeal", "file_appeal", "record_decision"]


@transaction.atomic
def record_decision(
    *,
    actor: Person,
    body: EnforcementBody,
    case: UUID,
    reasons: str,
    finding: str = Finding.BREACH,
    measures: Sequence[MeasureWish] = (),
    deciders: Iterable[Person] = (),
    conduct: str = Conduct.NOT_SURE,
    severity: str = Severity.NORMAL,
    clauses: Iterable[Clause] = (),
    wiki: Wiki | None = None,
    before: Decision | None = None,
    taken_up_again: bool = False,
    on: date | None = None,
) -> Decision:
    """Write down what a body decided. The actor and `deciders` are eligible members, together the quorum.

    `reasons` are read by the person concerned: they name nobody. Measures follow only from a breach. `before` is the
    decision that an appeal sent back, or that is followed because the case was taken up again for something new
    (`taken_up_again`); its measures stay until the body lifts them. Whoever decides is never the person concerned.
    """
    body = EnforcementBody.objects.select_for_update(of=("self",)).get(pk=body.pk)
    concerned = [wish.person.pk for wish in measures if wish.person is not None]
    together = demand_quorum(body, actor, deciders, without=concerned)
    _check(body, case, reasons, Finding(finding), measures, on)
    _check_before(body, case, before, taken_up_again=taken_up_again)
    decision = Decision.objects.create(
        case=case,
        body=body,
        finding=Finding(finding),
        conduct=Conduct(conduct),
        wiki=wiki or body.wiki,
        reasons=reasons.strip(),
        decided_on=on or today(),
        before=before,
    )
    decision.clauses.set(clauses)
    DecisionPart.objects.bulk_create([DecisionPart(decision=decision, person=person) for person in together])
    taken = take_measures(decision, measures)
    record_case_step(
        case=case,
        body=body,
        step=CaseStepKind.DECIDED,
        on=on,
        conduct=decision.conduct,
        severity=severity,
        wiki=decision.wiki,
    )
    tell_measures(taken)
    record(
        actor=actor.reference,
        action="ucoc.decided",
        target=decision.reference,
        details={"body": body.reference, "finding": str(finding), "measures": [str(each.kind) for each in taken]},
    )
    return decision


def _check(
    body: EnforcementBody,
    case: UUID,
    reasons: str,
    finding: Finding,
    measures: Sequence[MeasureWish],
    on: date | None,
) -> None:
    if not reasons.strip():
        raise DecisionRefused(_("Please give reasons."), field="reasons")
    if measures and finding != Finding.BREACH:
        raise DecisionRefused(_("Measures follow only where the code was broken."), field="finding")
    if on is not None and on > today():
        raise DecisionRefused(_("The day lies in the future."), field="on")


def _check_before(body: EnforcementBody, case: UUID, before: Decision | None, *, taken_up_again: bool) -> None:
    if before is not None:
        again = _was_sent_back(before) or (taken_up_again and not before.later.exists())
        if before.body_id != body.pk or before.case != case or not again:
            raise DecisionRefused(_("Only what was sent back to this body is decided anew."))
    earlier = Decision.objects.filter(case=case, body=body)
    if before is None and earlier.exists():
        raise DecisionRefused(_("This body has decided this case already."))


def _was_sent_back(decision: Decision) -> bool:
    sent = decision.appeals.filter(status=AppealStatus.SENT_BACK).exists()
    return sent and not decision.later.exists()
