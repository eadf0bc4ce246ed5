"""Clinics: propose, host, move, call off, and say who was there."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skills_exchange.actions.clinic_places import move_up
from skills_exchange.actions.permitting import must_speak_for
from skills_exchange.actions.telling_clinics import tell
from skills_exchange.enums_clinics import ClinicPlaceState, ClinicState
from skills_exchange.errors import ClinicRefused, NotYours
from skills_exchange.models import Clinic, Party, PartyBlock, Skill
from skills_exchange.models.clinics import LONGEST
from skills_exchange.queries.clinics import may_host, shares
from skills_exchange.queries.sides import is_live, people_of
from wikilearn.audit.actions import record
from wikilearn.core import languages
from wikilearn.people.models import Person

SHORTEST = timedelta(minutes=15)
FARTHEST = timedelta(days=365)
MOST_PROPOSALS = 5
"""Clinics without a host that one person may have proposed at the same time."""


@transaction.atomic
def propose_clinic(*, actor: Person, skill: Skill, language: str, about: str = "", capacity: int = 12) -> Clinic:
    """Say that a clinic is wanted; whoever shares the skill can host it. One for each skill and language."""
    Person.objects.select_for_update().get(pk=actor.pk)
    _check_skill(skill)
    language = languages.canonical(language)
    open_ones = Clinic.objects.filter(state=ClinicState.PROPOSED)
    if open_ones.filter(skill=skill, language=language).exists():
        raise ClinicRefused(_("A clinic like this looks for a host already. You can join it."), field="skill")
    if open_ones.filter(proposed_by=actor).count() >= MOST_PROPOSALS:
        raise ClinicRefused(_("Five of your proposals look for a host already. Please wait for some of them."))
    clinic = Clinic.objects.create(
        skill=skill, language=language, about=about.strip(), capacity=capacity, proposed_by=actor
    )
    record(actor=actor.reference, action="clinic.propose", target=clinic.reference)
    return clinic


@transaction.atomic
def plan_clinic(
    *,
    actor: Person,
    host: Party,
    skill: Skill,
    language: str,
    starts: datetime,
    length: timedelta,
    about: str = "",
    capacity: int = 12,
    place: str = "",
    link: str = "",
) -> Clinic:
    """Host a new clinic. Raises `NotYours` and `ClinicRefused`."""
    _check_skill(skill)
    language = languages.canonical(language)
    _check_host(actor, host, skill, language)
    _check_time(starts, length)
    clinic = Clinic.objects.create(
        skill=skill,
        language=language,
        about=about.strip(),
        host=host,
        proposed_by=actor,
        starts_at=starts,
        ends_at=starts + length,
        capacity=capacity,
        place=place.strip(),
        link=link.strip(),
        state=ClinicState.PLANNED,
    )
    record(actor=actor.reference, action="clinic.plan", target=clinic.reference)
    return clinic


@transaction.atomic
def host_clinic(
    *,
    actor: Person,
    clinic: Clinic,
    host: Party,
    starts: datetime,
    length: timedelta,
    capacity: int,
    place: str = "",
    link: str = "",
) -> Clinic:
    """Take on a clinic that looks for a host; who waited longest gets the places, and everybody is told."""
    clinic = lock_clinic(clinic)
    if clinic.state != ClinicState.PROPOSED:
        raise ClinicRefused(_("This clinic has a host already."))
    _check_host(actor, host, clinic.skill, clinic.language)
    _check_time(starts, length)
    clinic.host, clinic.state = host, ClinicState.PLANNED
    clinic.starts_at, clinic.ends_at = starts, starts + length
    clinic.capacity, clinic.place, clinic.link = capacity, place.strip(), link.strip()
    _touch(clinic)
    _let_go(clinic, host)
    move_up(clinic, tell_them=False)
    tell(clinic, "planned", clinic.seats.there())
    record(actor=actor.reference, action="clinic.host", target=clinic.reference)
    return clinic


@transaction.atomic
def change_clinic(
    *,
    actor: Person,
    clinic: Clinic,
    starts: datetime,
    length: timedelta,
    capacity: int,
    about: str = "",
    place: str = "",
    link: str = "",
) -> Clinic:
    """Move it, or change its places and where it is. Who comes is told of another time or place."""
    clinic = _own(actor, clinic)
    if not clinic.is_planned or clinic.has_begun:
        raise ClinicRefused(_("This clinic cannot be changed any more."))
    before = (clinic.starts_at, clinic.ends_at)
    if (starts, starts + length) != before:
        _check_time(starts, length)
    if capacity < clinic.seats.seated().count():
        raise ClinicRefused(_("More people have a place already."), field="capacity")
    where = (clinic.place, clinic.link)
    clinic.starts_at, clinic.ends_at, clinic.capacity = starts, starts + length, capacity
    clinic.about, clinic.place, clinic.link = about.strip(), place.strip(), link.strip()
    moved = (clinic.starts_at, clinic.ends_at) != before
    if moved:
        clinic.reminded_day_at = clinic.reminded_hour_at = None
    _touch(clinic)
    if moved or (clinic.place, clinic.link) != where:
        tell(clinic, "moved" if moved else "placed", clinic.seats.there() if moved else clinic.seats.seated())
    move_up(clinic)
    record(actor=actor.reference, action="clinic.change", target=clinic.reference, details={"moved": moved})
    return clinic


@transaction.atomic
def cancel_clinic(*, actor: Person | None, clinic: Clinic) -> Clinic:
    """Call it off and tell everybody who wanted to come. Twice is the same as once. Without an actor: its host left.

    A clinic that looks for a host is called off by whoever proposed it, or by a curator of skills.
    """
    clinic = lock_clinic(clinic)
    if actor is not None and not may_cancel(actor, clinic):
        raise NotYours(_("Only its host can call this clinic off."))
    if clinic.state == ClinicState.CANCELLED:
        return clinic
    if clinic.state == ClinicState.HELD:
        raise ClinicRefused(_("This clinic has taken place."))
    clinic.state = ClinicState.CANCELLED
    _touch(clinic)
    tell(clinic, "cancelled", clinic.seats.there())
    record(actor=actor.reference if actor else "system", action="clinic.cancel", target=clinic.reference)
    return clinic


@transaction.atomic
def mark_attendance(*, actor: Person, clinic: Clinic, present: Collection[int], minutes: int) -> Clinic:
    """Say who was there (ids of places) and how long it was, once it has begun. It can be corrected.

    What an attendee has confirmed stays. Who was there is asked, once, whether they learned what they came for.
    """
    clinic = _own(actor, clinic)
    if clinic.state not in (ClinicState.PLANNED, ClinicState.HELD) or not clinic.has_begun:
        raise ClinicRefused(_("This clinic has not begun yet."))
    if not 1 <= minutes <= LONGEST // timedelta(minutes=1):
        raise ClinicRefused(_("A session is at most 8 hours long."), field="minutes")
    clinic.state, clinic.minutes = ClinicState.HELD, minutes
    _touch(clinic)
    seated = clinic.seats.seated().seen_by(actor)
    seated.filter(pk__in=present).update(attended=True)
    seated.exclude(pk__in=present).filter(confirmed_at=None).update(attended=False)
    tell(clinic, "was_there", seated.filter(attended=True, confirmed_at=None), key="once")
    record(actor=actor.reference, action="clinic.attendance", target=clinic.reference, details={"minutes": minutes})
    return clinic


def may_cancel(person: Person, clinic: Clinic) -> bool:
    """Its host; for one that looks for a host whoever proposed it; and curators of skills."""
    if person.has_perm("skills_exchange.curate_skills"):
        return True
    return may_host(person, clinic) if clinic.host else clinic.proposed_by_id == person.pk


def lock_clinic(clinic: Clinic) -> Clinic:
    """The clinic, locked until the end of the transaction, with its skill and host."""
    rows = Clinic.objects.select_for_update(of=("self",)).select_related("skill", "host__person", "host__organisation")
    return rows.get(pk=clinic.pk)


def _own(actor: Person, clinic: Clinic) -> Clinic:
    clinic = lock_clinic(clinic)
    if not may_host(actor, clinic):
        raise NotYours(_("Only its host can do that."))
    return clinic


def _let_go(clinic: Clinic, host: Party) -> None:
    """A host takes no place; who keeps away from the host, or is kept away, does not come, and nothing tells them.

    The same with those who coordinate an organisation that hosts.
    """
    hosts = {host.pk, *Party.objects.filter(person__in=people_of(host)).values_list("pk", flat=True)}
    blocks = PartyBlock.objects.filter(Q(by__in=hosts) | Q(blocked__in=hosts)).values_list("by", "blocked")
    apart = {pk for one, other in blocks for pk, with_whom in ((one, other), (other, one)) if with_whom in hosts}
    clinic.seats.there().filter(party__in={host.pk, *apart}).update(state=ClinicPlaceState.LEFT)


def _check_skill(skill: Skill) -> None:
    if not skill.is_active:
        raise ClinicRefused(_("This skill is not in use."), field="skill")


def _check_host(actor: Person, host: Party, skill: Skill, language: str) -> None:
    must_speak_for(actor, host)
    if not is_live(host) or not shares(host, skill, language):
        raise ClinicRefused(
            _("Who hosts a clinic shares the skill and speaks the language, in their profile."), field="host"
        )


def _check_time(starts: datetime, length: timedelta) -> None:
    now = timezone.now()
    if not SHORTEST <= length <= LONGEST:
        raise ClinicRefused(_("A session takes between 15 minutes and 8 hours."), field="length")
    if starts <= now:
        raise ClinicRefused(_("This moment has passed."), field="starts")
    if starts > now + FARTHEST:
        raise ClinicRefused(_("Please choose a time within a year."), field="starts")


def _touch(clinic: Clinic) -> None:
    clinic.sequence += 1
    clinic.changed_at = timezone.now()
    clinic.save()
