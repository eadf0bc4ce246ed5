"""Selections of clinics and of places in them."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q

from skills_exchange.enums_clinics import ClinicPlaceState, ClinicState
from wikilearn.movement.enums import MemberRole

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from skills_exchange.models.clinics import Clinic, ClinicPlace  # noqa: F401 - named in the base classes below
    from wikilearn.people.models import Person


class ClinicQuerySet(models.QuerySet["Clinic"]):
    """Clinics."""

    def visible_to(self, person: "Person | AnonymousUser") -> Self:
        """All but those of hosts with whom there is a block, and of organisations that such a person coordinates.

        Who coordinates it too sees it, and who has a place already (somebody became coordinator later), to give it up.
        """
        from skills_exchange.models.clinics import ClinicPlace
        from skills_exchange.models.parties import PartyBlock
        from wikilearn.movement.models import Membership, Organisation

        if not person.is_authenticated:
            return self
        mine = PartyBlock.objects.filter(Q(by__person=person) | Q(blocked__person=person))
        blocks = mine.filter(Q(by=OuterRef("host")) | Q(blocked=OuterRef("host")))
        between = mine.filter(Q(by__person=OuterRef("person")) | Q(blocked__person=OuterRef("person")))
        coordinators = Membership.objects.live().filter(
            ~Q(person=person), Exists(between), organisation=OuterRef("host__organisation"), role=MemberRole.COORDINATOR
        )
        comes = ClinicPlace.objects.there().filter(clinic=OuterRef("pk"), party__person=person)
        led = Organisation.objects.active().where_member(person, MemberRole.COORDINATOR)
        near = Exists(comes) | Q(host__organisation__in=led)
        return self.filter(~Exists(blocks), ~Exists(coordinators) | near)

    def coming(self, now: datetime) -> Self:
        """What one can still come to, and what looks for a host."""
        return self.filter(Q(state=ClinicState.PLANNED, ends_at__gt=now) | Q(state=ClinicState.PROPOSED))

    def of(self, person: "Person") -> Self:
        """Those that somebody hosts, themself or for an organisation, and those they have a place in or wait for."""
        from skills_exchange.models.clinics import ClinicPlace
        from wikilearn.movement.models import Organisation

        led = Organisation.objects.active().where_member(person, MemberRole.COORDINATOR)
        takes_part = ClinicPlace.objects.there().filter(clinic=OuterRef("pk"), party__person=person)
        return self.filter(Q(host__person=person) | Q(host__organisation__in=led) | Exists(takes_part))

    def with_facts(self) -> Self:
        """With skill, host, and how many come and wait."""
        seated = Count("seats", filter=Q(seats__state=ClinicPlaceState.SEATED))
        waiting = Count("seats", filter=Q(seats__state=ClinicPlaceState.WAITING))
        rows = self.select_related("skill", "host__person", "host__organisation")
        return rows.annotate(seated=seated, waiting=waiting)

    def starting(self, since: datetime, until: datetime) -> Self:
        """Planned ones that begin in that time."""
        return self.filter(state=ClinicState.PLANNED, starts_at__gt=since, starts_at__lte=until)


class PlaceQuerySet(models.QuerySet["ClinicPlace"]):
    """Places in clinics."""

    def seated(self) -> Self:
        """Who has a place."""
        return self.filter(state=ClinicPlaceState.SEATED)

    def queue(self) -> Self:
        """Who waits for one, longest first."""
        return self.filter(state=ClinicPlaceState.WAITING).order_by("queued_at", "pk")

    def there(self) -> Self:
        """Who comes, or would like to."""
        return self.exclude(state=ClinicPlaceState.LEFT)

    def seen_by(self, person: "Person | AnonymousUser") -> Self:
        """All but those of people with whom there is a block."""
        from skills_exchange.models.parties import PartyBlock

        between = Q(by__person=person, blocked=OuterRef("party")) | Q(blocked__person=person, by=OuterRef("party"))
        return self.filter(~Exists(PartyBlock.objects.filter(between)))
