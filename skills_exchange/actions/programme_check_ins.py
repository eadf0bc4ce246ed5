"""Asking the pairs of programmes how it goes, and forgetting what is no longer needed."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from skills_exchange.actions.permitting import demand
from skills_exchange.actions.programmes import ORGANISE
from skills_exchange.enums import MatchState
from skills_exchange.enums_programmes import Going, ProgrammeState
from skills_exchange.errors import NotYours, ProgrammeRefused
from skills_exchange.models import Party, Programme, ProgrammeCheckIn, ProgrammePair
from skills_exchange.models.programmes import check_in_days
from skills_exchange.queries.programme_pairs import pairs_of
from skills_exchange.queries.programme_report import figures_to_keep
from skills_exchange.querysets.programmes import ProgrammeQuerySet
from wikilearn.audit.actions import SYSTEM, record
from wikilearn.core.dates import add_months, today
from wikilearn.movement.enums import MemberRole
from wikilearn.notices.actions import Note, notify_each
from wikilearn.people.models import Person

ASKED, TROUBLE = "programme_check_in", "programme_trouble"
REMIND_AFTER = timedelta(days=5)
ASK_WITHIN = timedelta(days=7)
"""A check-in whose day passed longer ago (the worker stood still, the pair is newer) is not asked any more."""
KEPT_MONTHS = 12
"""So long after its end the applications, check-ins and changes of a programme are kept."""
WORKING = (MatchState.ACCEPTED, MatchState.SCHEDULED)


def tend_programmes() -> int:
    """Ask, remind and forget; gives how many were asked or reminded. Running it twice changes nothing."""
    asked = sum(ask_check_ins(pk=pk) for pk in _running().values_list("pk", flat=True))
    for pk in _over().values_list("pk", flat=True):
        forget_programme(pk=pk)
    return asked + remind_of_check_ins()


@transaction.atomic
def ask_check_ins(*, pk: int, on: date | None = None) -> int:
    """Ask both sides of every pair that works and is not paused, if a day of the programme has come."""
    programme = Programme.objects.select_for_update(of=("self",)).get(pk=pk)
    on = on or today()
    due = max((day for day in check_in_days(programme) if on - ASK_WITHIN < day <= on), default=None)
    if due is None or programme.state != ProgrammeState.OPEN:
        return 0
    known = set(
        ProgrammeCheckIn.objects.filter(pair__programme=programme, due_on=due).values_list("pair_id", "by_learner")
    )
    pairs = pairs_of(programme).filter(paused_at=None, match__state__in=WORKING, created_at__date__lte=due)
    made = ProgrammeCheckIn.objects.bulk_create(
        ProgrammeCheckIn(pair=pair, by_learner=by_learner, due_on=due)
        for pair in pairs
        for by_learner in (True, False)
        if (pair.pk, by_learner) not in known
    )
    _ask(made, "asked")
    return len(made)


@transaction.atomic
def remind_of_check_ins(*, on: date | None = None) -> int:
    """Remind, once and kindly, who has not answered; gives how many."""
    on = on or today()
    rows = (
        ProgrammeCheckIn.objects.open()
        .with_sides()
        .filter(reminded_at=None, due_on__lte=on - REMIND_AFTER, due_on__gt=on - 3 * REMIND_AFTER)
    )
    rows = rows.filter(pair__paused_at=None, pair__match__state__in=WORKING, pair__programme__state=ProgrammeState.OPEN)
    found = list(rows.select_for_update(of=("self",), skip_locked=True))
    _ask(found, "reminded")
    ProgrammeCheckIn.objects.filter(pk__in=[row.pk for row in found]).update(reminded_at=timezone.now())
    return len(found)


@transaction.atomic
def answer_check_in(
    *, actor: Person, check_in: ProgrammeCheckIn, going: str, meetings: int | None = None, text: str = ""
) -> ProgrammeCheckIn:
    """Say how it goes; again, too, as long as the pair works. Trouble is told to the organisers at once."""
    found = ProgrammeCheckIn.objects.select_for_update(of=("self",)).with_sides().get(pk=check_in.pk)
    if found.party.person_id != actor.pk:
        raise NotYours(_("Only the person themself, or a coordinator of the organisation, can do this."))
    if found.pair.programme.state != ProgrammeState.OPEN:
        raise ProgrammeRefused(_("This programme has ended."))
    if meetings is not None and not 0 <= meetings <= 100:
        raise ProgrammeRefused(_("Please write a smaller number."), field="meetings")
    found.going, found.meetings, found.text = Going(going), meetings, text.strip()
    found.answered_at, found.seen_at = timezone.now(), None
    found.save(update_fields=["going", "meetings", "text", "answered_at", "seen_at"])
    if found.going == Going.TROUBLE:
        _tell_organisers(found)
    record(actor=actor.reference, action="programme.checked_in", target=found.pair.reference)
    return found


@transaction.atomic
def look_after(*, actor: Person, check_in: ProgrammeCheckIn) -> ProgrammeCheckIn:
    """An organiser has looked after a problem: it is flagged no more. Twice is the same as once."""
    found = ProgrammeCheckIn.objects.select_for_update(of=("self",)).with_sides().get(pk=check_in.pk)
    demand(actor, ORGANISE, found.pair.programme)
    if actor.pk in (found.pair.match.learner.person_id, found.pair.match.sharer.person_id):
        raise NotYours(_("Somebody else has to look after your own pair."))
    if found.seen_at is None:
        found.seen_at = timezone.now()
        found.save(update_fields=["seen_at"])
        record(actor=actor.reference, action="programme.looked_after", target=found.pair.reference)
    return found


@transaction.atomic
def forget_programme(*, pk: int) -> None:
    """Keep the figures of a programme that is long over, and delete who applied and what they said."""
    programme = Programme.objects.select_for_update(of=("self",)).get(pk=pk)
    if programme.figures is None:
        programme.figures = figures_to_keep(programme)
    programme.state = ProgrammeState.ENDED
    programme.ended_at = programme.ended_at or timezone.now()
    programme.save(update_fields=["figures", "state", "ended_at"])
    programme.applications.all().delete()
    programme.changes.all().delete()
    ProgrammePair.objects.filter(programme=programme).delete()
    record(actor=SYSTEM, action="programme.forgotten", target=programme.reference)


def _running() -> ProgrammeQuerySet:
    return Programme.objects.filter(state=ProgrammeState.OPEN, begins_on__lte=today(), ends_on__gte=today())


def _over() -> ProgrammeQuerySet:
    """Over for longer than anything is kept, with something left to forget."""
    before = add_months(today(), -KEPT_MONTHS)
    return Programme.objects.filter(ends_on__lt=before, figures__isnull=True).exclude(state=ProgrammeState.DRAFT)


def _ask(check_ins: list[ProgrammeCheckIn], what: str) -> None:
    rows = ProgrammeCheckIn.objects.with_sides().filter(pk__in=[each.pk for each in check_ins])
    notes = [
        Note(
            person,
            {"title": row.pair.programme.title, "what": what, "for_learner": row.by_learner},
            row.get_absolute_url(),
            f"check_in:{row.uid}:{what}",
        )
        for row in rows
        if (person := row.party.person) is not None and person.is_active
    ]
    if notes:
        notify_each(kind=ASKED, notes=notes)


def _tell_organisers(check_in: ProgrammeCheckIn) -> None:
    """Those who coordinate, but not the two it is about. The notice does not say whose pair it is."""
    programme, match = check_in.pair.programme, check_in.pair.match
    members = programme.organisation.memberships.live().filter(role=MemberRole.COORDINATOR)
    people = Person.objects.filter(pk__in=members.values("person"), is_active=True)
    people = people.exclude(party__in=Party.objects.filter(pk__in=[match.learner_id, match.sharer_id]))
    url = f"{programme.get_absolute_url()}check-ins/"
    key = f"check_in:{check_in.uid}:trouble:{check_in.answered_at:%Y-%m-%d}"
    notes = [Note(person, {"title": programme.title}, url, key) for person in people]
    if notes:
        notify_each(kind=TROUBLE, notes=notes)
