"""Selections of claims."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from skills_exchange.enums import ClaimKind, SkillStatus, Visibility

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from skills_exchange.models.claims import Evidence, SkillClaim  # noqa: F401 - named in the base classes below
    from wikilearn.people.models import Person


class SkillClaimQuerySet(models.QuerySet["SkillClaim"]):
    """Claims."""

    def live(self, on: date) -> Self:
        """Those that count on that day, of skills in use."""
        return self.filter(valid_until__gte=on, skill__status=SkillStatus.ACTIVE)

    def confirmable(self) -> Self:
        """Those that can go on: of skills in use, or proposed."""
        return self.filter(skill__status__in=[SkillStatus.ACTIVE, SkillStatus.PROPOSED])

    def offered(self) -> Self:
        """What parties share."""
        return self.filter(kind=ClaimKind.OFFERED)

    def wanted(self) -> Self:
        """What parties want to learn."""
        return self.filter(kind=ClaimKind.WANTED)

    def visible_to(self, person: "Person | AnonymousUser") -> Self:
        """Those that somebody sees in lists and profiles: public ones, those for members once signed in, their own."""
        if not person.is_authenticated:
            return self.filter(visibility=Visibility.EVERYONE)
        return self.filter(Q(visibility__in=[Visibility.EVERYONE, Visibility.MEMBERS]) | Q(party__person=person))


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    """What stands behind claims."""

    def live(self, on: date) -> Self:
        """What shows on that day: neither over nor hidden."""
        return self.filter(Q(expires_on=None) | Q(expires_on__gte=on), hidden=False)

    def verifying(self, on: date) -> Self:
        """What makes a claim verified on that day."""
        return self.live(on).filter(counts=True)
