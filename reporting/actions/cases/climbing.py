"""Up to the next body: overdue, nobody left, or because the reporter wishes it. Never into silence.

The server holds no key, so a case climbs only to people whose grant was made ready when it came in. Walls are asked
again, the bodies' members of today count, and who had the case before loses it. The first of the new handlers who
opens it makes a new key. Texts that were lent to translators are given back: the next body decides anew to whom.
"""

from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from reporting.actions.cases.guards import CaseRefused, lock, note_step
from reporting.actions.cases.letters import log_taken_back, take_back_untold
from reporting.actions.cases.locking import Family, lock_family
from reporting.actions.cases.receiving import walls_of
from reporting.actions.cases.telling import tell_of_wave, tell_soon
from reporting.actions.lending import end_loans
from reporting.actions.renewing import everybody_with, take_out
from reporting.actions.sealing import release_standby
from reporting.deadlines import due
from reporting.enums import GrantPurpose
from reporting.errors import Tampered
from reporting.models import Alarm, Case, Grant, RouteStop
from reporting.policy import desk_of
from reporting.routing import choose, free_handlers
from reporting.states import CaseState, StepKind
from wikilearn.audit.actions import recorded_at_the_end
from wikilearn.people.models import Person

TRY_AGAIN = timedelta(hours=24)
"""When nobody could take a case over, the next try; until then its handlers keep it."""


@transaction.atomic
def climb(*, case: Case, kind: StepKind, on: datetime | None = None) -> bool:
    """Take the case to the next body that can read it; False if there is none: then it stays, and the desk is told.

    So it is if everything that was made ready for the next body is damaged: whoever lets somebody go goes on.
    """
    family, now = lock_family(case), on or timezone.now()
    try:
        with transaction.atomic(), recorded_at_the_end():
            return _take_up(family, kind, now)
    except Tampered:
        return _stay(Case.objects.get(pk=family.root.pk), now)


def _take_up(family: Family, kind: StepKind, now: datetime) -> bool:
    case = family.root
    found = _next_stop(case, now)
    if found is None:
        return _stay(case, now)
    stop, readers = found
    letters = take_back_untold(family.members)
    for each in family.members:
        end_loans(each)
    note_step(case, kind, actor=None, on=now)
    release_standby(case=case, persons=readers)
    take_out(case, everybody_with(case) - {person.pk for person in readers})
    unread = case.acknowledged_at is None
    terms = due(now, hours=stop.acknowledge_within, days=stop.decide_within, calendar=stop.body.calendar)
    case.body, case.position = stop.body, stop.position
    case.acknowledge_by, case.decide_by = terms.acknowledge_by, terms.decide_by
    case.state, case.acknowledged_at, case.waiting_since = CaseState.RECEIVED, None, None
    case.assignee, case.rekey_due = None, True
    case.wave = case.wave if unread else None
    case.save()
    for part in family.parts:
        _take_along(part, case, readers)
    Alarm.objects.filter(case=case).update(raised_at=now, next_at=now, rung=0, acknowledged_at=None)
    log_taken_back(letters, actor=None)
    note_step(case, StepKind.RECEIVED, actor=None, on=now)
    (tell_of_wave if case.wave else tell_soon)(readers, on=now)
    return True


def _take_along(part: Case, case: Case, readers: list[Person]) -> None:
    """What was merged into a case goes where it goes."""
    with suppress(Tampered), transaction.atomic():
        release_standby(case=part, persons=readers)
    take_out(part, everybody_with(part) - {person.pk for person in readers})
    part.refresh_from_db()
    part.body, part.position, part.rekey_due = case.body, case.position, True
    part.save(update_fields=["body", "position", "rekey_due"])


@transaction.atomic
def pass_on_for_reporter(*, case: Case, on: datetime | None = None) -> bool:
    """The reporter had no answer in time and wants the next body. Raises `CaseRefused` while there is time."""
    case, now = lock(case, actor=None), on or timezone.now()
    if not case.is_open or not Case.objects.filter(pk=case.pk).overdue(now).exists():
        raise CaseRefused(_("The body still has time to answer."))
    return climb(case=case, kind=StepKind.CLIMBED_REPORTER, on=now)


def climb_overdue(now: datetime | None = None) -> int:
    """Take up everything that is overdue; gives how many climbed. Running it twice takes nothing up twice."""
    moment = now or timezone.now()
    due_now = Case.objects.overdue(moment).order_by("decide_by").values_list("pk", flat=True)
    return sum(_climb_one(pk, moment) for pk in list(due_now))


@transaction.atomic
def _climb_one(pk: UUID, now: datetime) -> bool:
    case = Case.objects.select_for_update(skip_locked=True, of=("self",)).overdue(now).filter(pk=pk).first()
    if case is None:
        return False
    kind = StepKind.CLIMBED_UNREAD if case.acknowledged_at is None else StepKind.CLIMBED_OVERDUE
    return climb(case=case, kind=kind, on=now)


def _next_stop(case: Case, now: datetime) -> tuple[RouteStop, list[Person]] | None:
    """The next stop whose free handlers have a grant ready and make the quorum, else the last that has anybody."""
    stops = list(case.route.filter(position__gt=case.position).select_related("body"))
    keys = Grant.objects.filter(case=case, epoch=case.epoch, purpose=GrantPurpose.CASE)
    waiting = set(keys.values_list("person_id", flat=True))
    walls = walls_of(case)
    free = [
        [person for person in free_handlers(stop.body, tokens=walls, on=now) if person.pk in waiting] for stop in stops
    ]
    index = choose([len(people) for people in free], [stop.body.quorum for stop in stops])
    return None if index is None else (stops[index], free[index])


def _stay(case: Case, now: datetime) -> bool:
    """Nobody above can read it: note it, tell trust and safety, and try again later."""
    note_step(case, StepKind.NO_READER, actor=None, on=now)
    if case.acknowledged_at is None:
        case.acknowledge_by = max(case.acknowledge_by, now + TRY_AGAIN)
    case.decide_by = max(case.decide_by, now + TRY_AGAIN)
    case.save(update_fields=["acknowledge_by", "decide_by"])
    if not case.canary:
        tell_soon(desk_of(case, now), on=now)
    return False
