"""Emergencies ring until somebody acknowledges them, and climb the rota by the clock, whatever e-mail does.

Who is alarmed: those on call of the responsible body, one rung more each quarter of an hour; when the rota ends, every
handler of the case; and when even that is not answered, trust and safety. Notices on the site do not need the mail
server, and time, not a delivery, takes the alarm to the next person.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from reporting.actions.cases.guards import CaseRefused, lock, note_step
from reporting.actions.cases.telling import ring
from reporting.deadlines import rings_next, rung_at
from reporting.models import Alarm, Case, OnCall
from reporting.policy import Act, cases_for, desk_of
from reporting.states import OPEN, StepKind
from ucoc.queries.bodies import eligible_members
from wikilearn.people.models import Person


def raise_alarm(*, case: Case, on: datetime | None = None) -> Alarm:
    """The case is an emergency: it rings from now on."""
    now = on or timezone.now()
    alarm, _new = Alarm.objects.get_or_create(case=case, defaults={"raised_at": now, "next_at": now})
    return alarm


def ring_due(now: datetime | None = None) -> int:
    """Ring every alarm whose time has come; gives how many. Running it twice at the same time rings once."""
    moment = now or timezone.now()
    due = Alarm.objects.filter(acknowledged_at=None, next_at__lte=moment).values_list("pk", flat=True)
    return sum(_ring_one(pk, moment) for pk in list(due))


@transaction.atomic
def _ring_one(pk: int, now: datetime) -> bool:
    alarms = Alarm.objects.select_for_update(skip_locked=True, of=("self",)).select_related("case__body")
    alarm = alarms.filter(pk=pk, acknowledged_at=None, next_at__lte=now).first()
    if alarm is None:
        return False
    if alarm.case.state not in OPEN:
        alarm.acknowledged_at = now
        alarm.save(update_fields=["acknowledged_at"])
        return False
    alarm.rung, alarm.rings, alarm.next_at = rung_at(alarm.raised_at, now), alarm.rings + 1, rings_next(now)
    alarm.save(update_fields=["rung", "rings", "next_at"])
    if not alarm.case.canary:
        ring(alarmed(alarm, now), f"{alarm.pk}:{alarm.rings}")
    return True


def alarmed(alarm: Alarm, now: datetime) -> list[Person]:
    """Whom the alarm concerns at its rung; nobody whom a wall shuts out."""
    case = alarm.case
    shifts = OnCall.objects.filter(body=case.body, since__lte=now, until__gt=now).select_related("person")
    rota = sorted(shifts, key=lambda shift: (shift.rung, shift.pk))
    rungs = sorted({shift.rung for shift in rota})
    reached = set(rungs[: alarm.rung + 1])
    people = [shift.person for shift in rota if shift.rung in reached]
    if alarm.rung >= len(rungs):
        people += eligible_members(case.body, now)
    if alarm.rung > len(rungs):
        people += desk_of(case, now)
    unique = {person.pk: person for person in people}
    return [person for person in unique.values() if cases_for(person, Act.SEE, now).filter(pk=case.pk).exists()]


@transaction.atomic
def acknowledge_alarm(*, actor: Person, case: Case, on: datetime | None = None) -> Alarm:
    """Somebody is on it: the ringing stops. Raises `NoSuchCase` and `CaseRefused`."""
    case = lock(case, actor=actor, act=Act.SEE)
    now = on or timezone.now()
    alarm = Alarm.objects.select_for_update().filter(case=case).first()
    if alarm is None or alarm.acknowledged_at is not None:
        raise CaseRefused(_("This alarm was acknowledged already."))
    alarm.acknowledged_at, alarm.acknowledged_by = now, actor
    alarm.save(update_fields=["acknowledged_at", "acknowledged_by"])
    note_step(case, StepKind.ALARM_ACKNOWLEDGED, actor=actor, on=now)
    return alarm
