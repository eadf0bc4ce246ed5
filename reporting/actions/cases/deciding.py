"""Deciding a case, and appealing against that. The decision and its measures are `ucoc`'s; the case keeps the words."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from reporting.actions.cases.closing import settle
from reporting.actions.cases.forwarding import question_of
from reporting.actions.cases.guards import CaseRefused, lock, move, note_step
from reporting.actions.cases.receiving import receive_case, walls_of
from reporting.actions.cases.working import mark_acknowledged
from reporting.actions.sealing import OpenCase, open_case_file
from reporting.conflicts import tokens_against, unwalled
from reporting.enums import FROM_REPORTER, ItemKind
from reporting.leaks import quotes
from reporting.policy import Act, may
from reporting.routing import plan_along
from reporting.states import CaseState, StepKind
from ucoc.actions.decisions import MeasureWish, file_appeal, record_decision
from ucoc.enums import LAST_RESORT, AppealBy
from ucoc.jurisdiction import Step
from ucoc.models import Clause, Decision, EnforcementBody
from ucoc.queries.bodies import eligible_members
from ucoc.queries.decisions import body_of_appeal, deciders_of
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
    on: datetime | None = None,
) -> Decision:
    """Decide together with colleagues who can read the case.

    `reasons` are read by the person concerned and may not quote what the reporter did not mark as shareable; `outcome`
    is read by the reporter. Raises `CaseRefused`, and what `record_decision` raises.
    """
    case, now = lock(open_case.case, actor=actor), on or timezone.now()
    together = list(deciders)
    if not all(may(person, Act.WORK, case) for person in together):
        raise CaseRefused(_("Only people who can read the case decide it."), field="deciders")
    if not outcome.strip():
        raise CaseRefused(_("Please tell the reporter how it ended."), field="outcome")
    _refuse_quotations(open_case, reasons)
    mark_acknowledged(case, actor=actor, on=now)
    move(case, CaseState.DECIDED)
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
        before=Decision.objects.filter(case=case.pk, body=case.body).order_by("-pk").first(),
    )
    open_case.write(ItemKind.DECISION, reasons, author=actor)
    open_case.write(ItemKind.OUTCOME, outcome, author=actor)
    settle(case, now)
    case.save()
    note_step(case, StepKind.DECIDED, actor=actor, on=now)
    return decision


def _refuse_quotations(open_case: OpenCase, text: str) -> None:
    items = list(open_case.items(kinds=sorted(FROM_REPORTER)))
    closed = [open_case.read(item) for item in items if not item.shareable]
    if quotes(text, closed, allowed=[open_case.read(item) for item in items if item.shareable]):
        raise CaseRefused(
            _("This quotes something that the reporter did not want to share. Please say it in other words."),
            field="reasons",
        )


@transaction.atomic
def appeal_with_receipt(*, opened: OpenCase, factors: Sequence[str], text: str, on: datetime | None = None) -> OpenCase:
    """The reporter asks another body to look again: a new case there, which the same receipt opens.

    The first body has no hand in it: what the reporter wrote is copied with the reporter's own key, and who decided
    first stands behind a wall. Raises `CaseRefused`, and what `file_appeal` and the routing raise.
    """
    case, now = lock(opened.case, actor=None), on or timezone.now()
    decision = Decision.objects.filter(case=case.pk).select_related("body").order_by("-pk").first()
    if decision is None:
        raise CaseRefused(_("Nothing has been decided yet."))
    if not text.strip():
        raise CaseRefused(_("Please say why it should be looked at again."), field="text")
    first = deciders_of(decision)
    walls = walls_of(case) | tokens_against(Person.objects.filter(pk__in=first))
    body = body_of_appeal(decision, excluding=_walled_members(walls))
    stops = case.route.filter(position__gt=case.position).exclude(body__in=[body.pk, decision.body_id])
    way = [Step(body, body.acknowledge_within, body.decide_within, "")] + [
        Step(stop.body, stop.acknowledge_within, stop.decide_within, "") for stop in stops.select_related("body")
    ]
    plan = plan_along(way, tokens=walls, on=now)
    new = receive_case(
        question=question_of(case),
        plan=plan,
        walls=walls,
        language=case.language,
        forward_consent=case.forward_consent,
        origin=case,
        on=now,
    )
    again = open_case_file(
        case=new,
        readers=plan.readers,
        standby=plan.standby,
        custodians=plan.custodians,
        identity=None,
        onward_from=opened,
    )
    for item in opened.items(kinds=sorted(FROM_REPORTER)):
        again.write(item.kind, opened.read(item), author=None, shareable=item.shareable)
    again.write(ItemKind.MESSAGE_FROM_REPORTER, text, author=None)
    file_appeal(decision=decision, factors=factors, by=AppealBy.REPORTER, excluding=first, body=plan.body)
    note_step(case, StepKind.APPEALED, actor=None, on=now)
    return again


def _walled_members(walls: frozenset[bytes]) -> frozenset[int]:
    """Ids of the members of the bodies above all others whom a wall shuts out."""
    bodies = EnforcementBody.objects.filter(kind__in=LAST_RESORT)
    people = {person.pk: person for body in bodies for person in eligible_members(body)}
    free = {person.pk for person in unwalled(list(people.values()), walls)}
    return frozenset(people.keys() - free)
