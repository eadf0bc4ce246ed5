"""What trust and safety does across bodies without a key, the rota of those on call, and how urgent a case is."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from reporting.actions.cases.alarming import raise_alarm
from reporting.actions.cases.guards import CaseRefused, lock, note_step
from reporting.actions.cases.telling import tell_soon
from reporting.actions.cases.working import readers_of
from reporting.models import Case, OnCall
from reporting.peppers import pseudonym
from reporting.policy import Act, eligible_bodies
from reporting.states import StepKind
from ucoc.enums import Severity
from ucoc.models import EnforcementBody
from ucoc.queries.bodies import eligible_members
from wikilearn.audit.actions import record
from wikilearn.core.errors import NotAllowed
from wikilearn.people.models import Person

LONGEST_SHIFT = timedelta(days=14)


@transaction.atomic
def nudge_body(*, actor: Person, case: Case, on: datetime | None = None) -> int:
    """Trust and safety reminds the handlers of a case; gives how many. Raises `NoSuchCase` and `CaseRefused`."""
    case = lock(case, actor=actor, act=Act.TRIAGE)
    if not case.is_open:
        raise CaseRefused(_("This cannot be done with the case as it is now."))
    people = readers_of(case)
    tell_soon(people, on=on)
    record(actor=pseudonym(actor), action="case.nudged", target=case.audit_reference, details={})
    return len(people)


@transaction.atomic
def set_severity(*, actor: Person, case: Case, severity: str, on: datetime | None = None) -> Case:
    """A handler sees that it is graver or milder than it looked; an emergency rings at once."""
    case = lock(case, actor=actor)
    if case.severity == Severity(severity):
        raise CaseRefused(_("This is so already."), field="severity")
    case.severity = Severity(severity)
    case.save(update_fields=["severity"])
    note_step(case, StepKind.SEVERITY, actor=actor, on=on)
    if severity == Severity.EMERGENCY:
        raise_alarm(case=case, on=on)
    return case


@transaction.atomic
def plan_on_call(
    *, actor: Person, body: EnforcementBody, person: Person, since: datetime, until: datetime, rung: int = 0
) -> OnCall:
    """Put a member of one's own body on call. Raises `NotAllowed` and `CaseRefused`."""
    if body.pk not in eligible_bodies(actor):
        raise NotAllowed(_("Only members of the body plan who is on call."))
    if all(member.pk != person.pk for member in eligible_members(body, since)):
        raise CaseRefused(_("This person cannot take cases of the body then."), field="person")
    if not timezone.now() < until or not since < until <= since + LONGEST_SHIFT:
        raise CaseRefused(
            _("A time on call ends after it begins, in the future, and lasts two weeks at most."), field="until"
        )
    shift = OnCall.objects.create(body=body, person=person, since=since, until=until, rung=rung)
    record(actor=actor.reference, action="on_call.planned", target=body.reference, details={"rung": rung})
    return shift


@transaction.atomic
def end_on_call(*, actor: Person, shift: OnCall) -> None:
    """Take a time on call out of the plan."""
    if shift.body_id not in eligible_bodies(actor):
        raise NotAllowed(_("Only members of the body plan who is on call."))
    shift.delete()
    record(actor=actor.reference, action="on_call.ended", target=shift.body.reference, details={})
