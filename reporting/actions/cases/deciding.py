"""Deciding a case. The decision and its measures are `ucoc`'s; the case keeps the words."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from reporting.actions.cases.closing import settle, tell_outcome
from reporting.actions.cases.guards import CaseRefused, lock, move, note_step
from reporting.actions.cases.locking import lock_family
from reporting.actions.cases.working import mark_acknowledged, refuse_quotations
from reporting.actions.sealing import OpenCase
from reporting.enums import ItemKind
from reporting.models import CaseStep
from reporting.policy import Act, may
from reporting.states import CaseState, StepKind
from ucoc.actions.decisions import MeasureWish, record_decision
from ucoc.models import Clause, Decision
from wikilearn.people.models import Person


@transaction.atomic
def decide_case(
    *,
    actor: Person,
    open_case: OpenCase,
    finding: str,
    reasons: str,
    outcome: str,
    measures: Sequence[MeasureWish] = (),
    deciders: Iterable[Person] = (),
    clauses: Iterable[Clause] = (),
    parts: Sequence[OpenCase] = (),
    on: datetime | None = None,
) -> Decision:
    """Decide together with colleagues who can read the case.

    `reasons` are read by the person concerned and may not quote what the reporter did not mark as shareable; `outcome`
    is read by the reporter, and by those of the merged cases, which `parts` holds open. Raises `CaseRefused`, and what
    `record_decision` raises.
    """
    lock_family(open_case.case)
    case, now = lock(open_case.case, actor=actor), on or timezone.now()
    together = list(deciders)
    if not all(may(person, Act.WORK, case) for person in together):
        raise CaseRefused(_("Only people who can read the case decide it."), field="deciders")
    if not outcome.strip():
        raise CaseRefused(_("Please tell the reporter how it ended."), field="outcome")
    for each in (open_case, *parts):
        refuse_quotations(each, reasons, field="reasons")
    mark_acknowledged(case, actor=actor, on=now)
    move(case, CaseState.DECIDED)
    before = Decision.objects.filter(case=case.pk, body=case.body).order_by("-pk").first()
    decision = record_decision(
        actor=actor,
        body=case.body,
        case=case.pk,
        reasons=reasons,
        finding=finding,
        measures=measures,
        deciders=together,
        conduct=case.conduct,
        severity=case.severity,
        clauses=clauses,
        wiki=case.wiki,
        before=before,
        taken_up_again=before is not None and _taken_up_since(before),
    )
    open_case.write(ItemKind.DECISION, reasons, author=actor)
    tell_outcome(open_case, parts, outcome, actor)
    settle(case, now)
    case.save()
    note_step(case, StepKind.DECIDED, actor=actor, on=now)
    return decision


def _taken_up_since(decision: Decision) -> bool:
    """Whether the case was reopened after that decision: for something new, or because it was sent back."""
    steps = CaseStep.objects.filter(case=decision.case, kind=StepKind.REOPENED, at__gte=decision.recorded_at)
    return steps.exists()
