"""Selections of programmes, applications and check-ins."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from skills_exchange.enums_programmes import ApplicationState, Going, ProgrammeRole, ProgrammeState
from wikilearn.movement.enums import MemberRole
from wikilearn.movement.models import Organisation

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from skills_exchange.models.programmes import (  # noqa: F401 - named in the base classes below
        Programme,
        ProgrammeApplication,
        ProgrammeCheckIn,
    )
    from wikilearn.people.models import Person


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    """Programmes."""

    def organised_by(self, person: "Person | AnonymousUser") -> Self:
        """Those of organisations that the person coordinates."""
        return self.filter(organisation__in=Organisation.objects.active().where_member(person, MemberRole.COORDINATOR))

    def visible_to(self, person: "Person | AnonymousUser") -> Self:
        """Those that were announced; to their organisers drafts too."""
        seen = ~Q(state=ProgrammeState.DRAFT)
        if person.is_authenticated:
            led = Organisation.objects.active().where_member(person, MemberRole.COORDINATOR)
            seen |= Q(organisation__in=led)
        return self.filter(seen).select_related("organisation")


class ApplicationQuerySet(models.QuerySet["ProgrammeApplication"]):
    """Applications."""

    def with_names(self) -> Self:
        """With what the name of the applicant needs."""
        return self.select_related("party__person", "party__organisation")

    def mentees(self) -> Self:
        """Those of people who want to learn."""
        return self.filter(role=ProgrammeRole.MENTEE)

    def mentors(self) -> Self:
        """Those of people who want to share."""
        return self.filter(role=ProgrammeRole.MENTOR)

    def accepted(self) -> Self:
        """Those that take part."""
        return self.filter(state=ApplicationState.ACCEPTED)

    def waiting(self) -> Self:
        """The waiting list, who waits longest first."""
        return self.filter(state=ApplicationState.WAITING).order_by("waiting_since", "pk")


class CheckInQuerySet(models.QuerySet["ProgrammeCheckIn"]):
    """Check-ins."""

    def with_sides(self) -> Self:
        """With the programme, the skill and the names of both sides."""
        return self.select_related(
            "pair__programme__organisation",
            "pair__match__skill",
            "pair__match__learner__person",
            "pair__match__learner__organisation",
            "pair__match__sharer__person",
            "pair__match__sharer__organisation",
        )

    def of(self, person: "Person | AnonymousUser") -> Self:
        """Those that ask this person."""
        mine = Q(by_learner=True, pair__match__learner__person=person.pk) | Q(
            by_learner=False, pair__match__sharer__person=person.pk
        )
        return self.filter(mine) if person.is_authenticated else self.none()

    def open(self) -> Self:
        """Those that nobody has answered."""
        return self.filter(answered_at=None)

    def trouble(self) -> Self:
        """Those that speak of a problem nobody has looked after yet."""
        return self.filter(going=Going.TROUBLE, seen_at=None)
