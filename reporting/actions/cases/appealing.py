"""The reporter asks another body to look again at a decision: where that goes, and going there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from reporting.actions.cases.forwarding import question_of
from reporting.actions.cases.guards import CaseRefused, lock, note_step
from reporting.actions.cases.receiving import receive_case, walls_of
from reporting.actions.sealing import OpenCase, open_case_file
from reporting.conflicts import tokens_against, unwalled
from reporting.deadlines import due
from reporting.enums import FROM_REPORTER
from reporting.models import Case, CaseStep
from reporting.routing import Plan, plan_along
from reporting.states import StepKind
from ucoc.actions.decisions import file_appeal
from ucoc.enums import LAST_RESORT, AppealBy
from ucoc.jurisdiction import NobodyLeft, Step
from ucoc.models import Decision, EnforcementBody
from ucoc.queries.bodies import eligible_members
from ucoc.queries.decisions import FILE_WITHIN, body_of_appeal, deciders_of
from wikilearn.core.dates import today
from wikilearn.people.models import Person


@dataclass(frozen=True, slots=True)
class AppealWay:
    """Where an appeal would go: the plan, the walls that it obeys, and the day by which it is decided."""

    decision: Decision
    plan: Plan
    walls: frozenset[bytes]
    due_by: datetime


def decision_to_appeal(case: Case) -> Decision | None:
    """The last decision about the case, if the reporter may still ask for another look at it."""
    decision = last_decision(case)
    if decision is None or today() > decision.decided_on + FILE_WITHIN:
        return None
    asked = CaseStep.objects.filter(case=case.pk, kind=StepKind.APPEALED, at__gte=decision.recorded_at)
    return None if asked.exists() else decision


def last_decision(case: Case) -> Decision | None:
    """The last decision about the case, or about the one that it was merged into."""
    decided = Decision.objects.filter(case=case.merged_into_id or case.pk)
    return decided.select_related("body", "wiki").order_by("-pk").first()


def appeal_way(case: Case, decision: Decision, on: datetime | None = None) -> AppealWay:
    """Which body would look again and by when. Raises `CaseRefused` and `NobodyFree`.

    Never the body that decided, and nobody of those who did.
    """
    now = on or timezone.now()
    walls = walls_of(case) | tokens_against(Person.objects.filter(pk__in=deciders_of(decision)))
    try:
        body = body_of_appeal(decision, excluding=_walled_members(walls))
    except NobodyLeft as error:
        raise CaseRefused(_("There is no other body that could look at it.")) from error
    stops = case.route.filter(position__gt=case.position).exclude(body__in=[body.pk, decision.body_id])
    way = [Step(body, body.acknowledge_within, body.decide_within, "")] + [
        Step(stop.body, stop.acknowledge_within, stop.decide_within, "") for stop in stops.select_related("body")
    ]
    plan = plan_along(way, tokens=walls, on=now)
    terms = due(now, hours=plan.step.acknowledge_within, days=plan.step.decide_within, calendar=plan.body.calendar)
    return AppealWay(decision, plan, walls, terms.decide_by)


@transaction.atomic
def appeal_with_receipt(*, opened: OpenCase, factors: Sequence[str], text: str, on: datetime | None = None) -> OpenCase:
    """The reporter asks another body to look again: a new case there, which the same receipt opens.

    The first body has no hand in it: what the reporter wrote is copied with the reporter's own key, and who decided
    first stands behind a wall. Of several reporters of one case each has an appeal of their own, whatever
    the others do; for the body that decided they are one. Raises `CaseRefused`, and what `file_appeal` and the
    routing raise.
    """
    case, now = lock(opened.case, actor=None), on or timezone.now()
    decision = last_decision(case)
    if decision is None:
        raise CaseRefused(_("Nothing has been decided yet."))
    if not text.strip():
        raise CaseRefused(_("Please say why it should be looked at again."), field="text")
    way = appeal_way(case, decision, now)
    again = _new_case(opened, case, way, now)
    for item in opened.items(kinds=sorted(FROM_REPORTER)):
        if (said := opened.try_open(item)) is not None:
            again.write(item.kind, said.text, author=None, shareable=item.shareable)
    again.write("message_from_reporter", text, author=None)
    if decision_to_appeal(case) is None or not decision.appeals.filter(by=AppealBy.REPORTER).exists():
        first = deciders_of(decision)
        file_appeal(decision=decision, factors=factors, by=AppealBy.REPORTER, excluding=first, body=way.plan.body)
    note_step(case, StepKind.APPEALED, actor=None, on=now)
    return again


def _new_case(opened: OpenCase, case: Case, way: AppealWay, now: datetime) -> OpenCase:
    new = receive_case(
        question=question_of(case),
        plan=way.plan,
        walls=way.walls,
        language=case.language,
        forward_consent=case.forward_consent,
        origin=case,
        on=now,
    )
    return open_case_file(
        case=new,
        readers=way.plan.readers,
        standby=way.plan.standby,
        custodians=way.plan.custodians,
        identity=None,
        onward_from=opened,
    )


def _walled_members(walls: frozenset[bytes]) -> frozenset[int]:
    """Ids of the members of the bodies above all others whom a wall shuts out."""
    bodies = EnforcementBody.objects.filter(kind__in=LAST_RESORT)
    people = {person.pk: person for body in bodies for person in eligible_members(body)}
    free = {person.pk for person in unwalled(list(people.values()), walls)}
    return frozenset(people.keys() - free)
