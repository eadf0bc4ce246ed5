"""Places in clinics: take one, wait for one, give it up, confirm what one learned. All hold the lock on the clinic."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skills_exchange.actions.clinic_hours import award_clinic_hours
from skills_exchange.actions.parties import party_of
from skills_exchange.actions.recognition import recognise_teaching
from skills_exchange.actions.telling_clinics import tell
from skills_exchange.enums import Learned
from skills_exchange.enums_clinics import ClinicPlaceState, ClinicState
from skills_exchange.errors import ClinicRefused, NotYours
from skills_exchange.models import Clinic, ClinicPlace, Party
from wikilearn.audit.actions import record
from wikilearn.movement.enums import MemberRole
from wikilearn.movement.models import Membership
from wikilearn.people.models import Person


@transaction.atomic
def join_clinic(*, actor: Person, clinic: Clinic) -> ClinicPlace:
    """Take a free place, or wait for one. Asking again while one is in changes nothing."""
    clinic, party = _locked(clinic), party_of(actor)
    if not clinic.takes_people:
        raise ClinicRefused(_("One cannot join this clinic any more."))
    if not Clinic.objects.filter(pk=clinic.pk).visible_to(actor).exists():
        raise NotYours(_("This clinic takes nobody at present."))
    if clinic.host_id == party.pk:
        raise ClinicRefused(_("You host this clinic."))
    seat = clinic.seats.filter(party=party).first() or ClinicPlace(clinic=clinic, party=party)
    if seat.pk and seat.state != ClinicPlaceState.LEFT:
        return seat
    seat.queued_at = timezone.now()
    free = clinic.is_planned and free_places(clinic) > 0 and not clinic.seats.queue().exists()
    seat.state = ClinicPlaceState.SEATED if free else ClinicPlaceState.WAITING
    seat.save()
    record(actor=actor.reference, action="clinic.join", target=clinic.reference)
    return seat


@transaction.atomic
def leave_clinic(*, actor: Person, clinic: Clinic) -> None:
    """Give up one's place, or one's wish for one; whoever waits longest moves up at once."""
    clinic = _locked(clinic)
    if clinic.state == ClinicState.HELD or clinic.has_begun:
        raise ClinicRefused(_("This clinic has begun already."))
    left = clinic.seats.there().filter(party__person=actor).update(state=ClinicPlaceState.LEFT)
    if left:
        move_up(clinic)
        record(actor=actor.reference, action="clinic.leave", target=clinic.reference)


@transaction.atomic
def confirm_learning(*, actor: Person, clinic: Clinic, learned: str) -> ClinicPlace:
    """An attendee says whether they learned what they came for; with the first one the hours of the host count."""
    clinic = _locked(clinic)
    seat = clinic.seats.filter(party__person=actor, attended=True).first()
    if seat is None or clinic.state != ClinicState.HELD:
        raise NotYours(_("Only who was at this clinic can say that."))
    if learned not in Learned.values:
        raise ClinicRefused(_("Please choose an answer."), field="learned")
    seat.learned, seat.confirmed_at = learned, seat.confirmed_at or timezone.now()
    seat.save()
    if clinic.confirmed_at is None:
        Clinic.objects.filter(pk=clinic.pk).update(confirmed_at=seat.confirmed_at)
        award_clinic_hours(clinic=clinic)
        if clinic.host is not None:
            recognise_teaching(party=clinic.host, skill=clinic.skill)
    record(actor=actor.reference, action="clinic.confirm", target=clinic.reference)
    return seat


@transaction.atomic
def part_in_clinics(*, one: Party, other: Party) -> int:
    """Two between whom there is a block now do not meet in clinics to come; nobody is told. Gives how many places.

    Where the one hosts, themself or as coordinator of an organisation, the other gives up their place, and whoever
    waits longest moves up.
    """
    hosted = Q(_hosted_by(one), party=other) | Q(_hosted_by(other), party=one)
    clinics = ClinicPlace.objects.there().filter(hosted, clinic__state=ClinicState.PLANNED).values("clinic")
    left = 0
    for clinic in list(Clinic.objects.filter(pk__in=clinics).order_by("pk")):
        clinic = _locked(clinic)
        if clinic.is_planned and not clinic.has_begun:
            leaving = clinic.seats.there().filter(hosted)
            left += ClinicPlace.objects.filter(pk__in=list(leaving.values_list("pk", flat=True))).update(
                state=ClinicPlaceState.LEFT
            )
            move_up(clinic)
    return left


def _hosted_by(party: Party) -> Q:
    """The condition on places that the party hosts the clinic, or coordinates the organisation that does."""
    led = Membership.objects.live().filter(person__party=party, role=MemberRole.COORDINATOR)
    return Q(clinic__host=party) | Q(clinic__host__organisation__in=led.values("organisation"))


def move_up(clinic: Clinic, *, tell_them: bool = True) -> None:
    """Give each free place to whoever waits longest, and tell them. The caller holds the lock on the clinic."""
    if not clinic.is_planned or clinic.has_begun:
        return
    rising = list(clinic.seats.queue()[: free_places(clinic)])
    for seat in rising:
        seat.state = ClinicPlaceState.SEATED
        seat.save()
    if rising and tell_them:
        seats = clinic.seats.filter(pk__in=[seat.pk for seat in rising])
        tell(clinic, "seated", seats, key=timezone.now().isoformat())


def free_places(clinic: Clinic) -> int:
    """How many places nobody has."""
    return max(0, clinic.capacity - clinic.seats.seated().count())


def _locked(clinic: Clinic) -> Clinic:
    rows = Clinic.objects.select_for_update(of=("self",)).select_related("skill", "host__person", "host__organisation")
    return rows.get(pk=clinic.pk)
