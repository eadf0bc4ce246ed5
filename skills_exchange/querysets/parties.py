"""Selections of parties."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.expressions import OrderBy
from django.db.models.functions import Coalesce

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from skills_exchange.models.parties import Party
    from wikilearn.people.models import Person


class PartyQuerySet(models.QuerySet["Party"]):
    """Parties."""

    def of(self, person: "Person | AnonymousUser") -> Self:
        """The party of a person: one or none."""
        return self.filter(person=person) if person.is_authenticated else self.none()

    def with_names(self) -> Self:
        """With what `name` needs."""
        return self.select_related("person", "organisation")

    def there(self) -> Self:
        """Those whose account or organisation is live, and who want to be found."""
        return self.filter(
            Q(person__is_active=True, person__erased_at=None) | Q(organisation__active=True), listed=True
        )

    def by_name(self, *first: OrderBy) -> Self:
        """By what they are called; what is given goes first."""
        return self.annotate(sort=Coalesce("person__username", "organisation__name")).order_by(*first, "sort", "pk")

    def lately_here(self, *first: OrderBy, told: bool) -> Self:
        """Who was here last comes first; by name for those who are not told when people were here: visitors."""
        return self.order_by(*first, "-active_at", "-pk") if told else self.by_name(*first)

    def free(self, on: date) -> Self:
        """Those with a free place who are not away on that day."""
        away = (
            Q(away_from__isnull=False, away_until=None, away_from__lte=on)
            | Q(away_until__isnull=False, away_from=None, away_until__gte=on)
            | Q(away_from__lte=on, away_until__gte=on)
        )
        return self.filter(active__lt=F("max_active")).exclude(away)

    def not_blocked_with(self, party: "Party") -> Self:
        """Those who neither block that party nor are blocked by it."""
        from skills_exchange.models.parties import PartyBlock

        blocks = PartyBlock.objects.filter(Q(by=OuterRef("pk"), blocked=party) | Q(by=party, blocked=OuterRef("pk")))
        return self.filter(~Exists(blocks))

    def visible_to(self, person: "Person | AnonymousUser") -> Self:
        """Profiles that somebody may open: those of listed parties without a block between them, and their own."""
        there = self.there()
        own = self.of(person).first()
        if own is None:
            return there
        return (there.not_blocked_with(own) | self.filter(pk=own.pk)).distinct()
