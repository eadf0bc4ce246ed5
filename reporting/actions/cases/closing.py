"""Closing and reopening; what is settled gets the day on which it is destroyed."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from reporting.actions.cases.guards import CaseRefused, lock, move, note_step, refuse_if_ending
from reporting.actions.cases.locking import lock_family
from reporting.actions.cases.merging import demand_parts, refuse_telling
from reporting.actions.cases.telling import tell_soon
from reporting.actions.cases.working import mark_acknowledged, readers_of
from reporting.actions.lending import end_loans
from reporting.actions.sealing import OpenCase
from reporting.deadlines import due
from reporting.enums import ItemKind
from reporting.models import Alarm, Case
from reporting.policy import Act
from reporting.queries.families import parts_of
from reporting.retention import kept_until
from reporting.states import CaseState, StepKind
from wikilearn.core.dates import utc_day
from wikilearn.people.models import Person


@transaction.atomic
def close_case(
    *,
    actor: Person,
    open_case: OpenCase,
    outcome: str = "",
    parts: Sequence[OpenCase] = (),
    on: datetime | None = None,
) -> Case:
    """Close a case; the reporter reads `outcome`, which only a case that was decided may leave out.

    `parts` are the cases that were merged into it, open: each of their reporters reads it too.
    """
    lock_family(open_case.case)
    case, now = lock(open_case.case, actor=actor, act=Act.SETTLE), on or timezone.now()
    if not outcome.strip() and case.state != CaseState.DECIDED:
        raise CaseRefused(_("Please tell the reporter how it ended."), field="outcome")
    mark_acknowledged(case, actor=actor, on=now)
    move(case, CaseState.CLOSED)
    if outcome.strip():
        tell_outcome(open_case, parts, outcome, actor)
    settle(case, now)
    case.save()
    note_step(case, StepKind.CLOSED, actor=actor, on=now)
    return case


def tell_outcome(open_case: OpenCase, parts: Sequence[OpenCase], outcome: str, actor: Person) -> None:
    """Each reporter of the case reads how it ended, in the dialogue that is theirs alone."""
    demand_parts(open_case.case, parts)
    if parts:
        refuse_telling(outcome, (open_case, *parts), field="outcome")
    for each in (open_case, *parts):
        each.write(ItemKind.OUTCOME, outcome, author=actor)


def settle(case: Case, now: datetime) -> None:
    """The case needs nobody any more: nothing rings, nothing stays lent, and the time of keeping begins.

    It is locked with what was merged into it; the caller saves.
    """
    case.settled_at, case.keep_until = now, kept_until(utc_day(now), case.severity)
    case.waiting_since = None
    Alarm.objects.filter(case=case, acknowledged_at=None).update(acknowledged_at=now)
    Case.objects.filter(merged_into=case).update(settled_at=now, keep_until=case.keep_until)
    for each in (case, *parts_of(case)):
        end_loans(each)


@transaction.atomic
def reopen_case(*, actor: Person | None, case: Case, on: datetime | None = None) -> Case:
    """Take a settled case up again, with new deadlines; `actor` None: the reporter brought something new."""
    family, now = lock_family(case), on or timezone.now()
    case = lock(family.root, actor=actor, act=Act.SETTLE)
    refuse_if_ending(family.members)
    move(case, CaseState.REOPENED)
    stop = case.route.filter(position=case.position).first()
    hours = stop.acknowledge_within if stop else case.body.acknowledge_within
    days = stop.decide_within if stop else case.body.decide_within
    terms = due(now, hours=hours, days=days, calendar=case.body.calendar)
    case.acknowledge_by, case.decide_by, case.acknowledged_at = terms.acknowledge_by, terms.decide_by, None
    case.settled_at = case.keep_until = None
    case.save()
    Case.objects.filter(merged_into=case).update(settled_at=None, keep_until=None)
    note_step(case, StepKind.REOPENED, actor=actor, on=now)
    tell_soon(readers_of(case), on=now)
    return case
