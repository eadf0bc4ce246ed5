"""Selections of the key log."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, QuerySet

if TYPE_CHECKING:
    from reporting.models.keys import KeyLogEntry  # noqa: F401 - named in the base class below


class KeyLogQuerySet(QuerySet["KeyLogEntry"]):
    """Entries of the key log."""

    def latest_of(self, people: Iterable[int]) -> "KeyLogQuerySet":
        """The last entry of each person (ids), with whether there was a key before it and whether it was confirmed.

        `guarded`: the person has a second factor.
        """
        from reporting.models.keys import KeyConfirmation
        from wikilearn.people.models import SECOND_FACTORS

        earlier = self.model.objects.filter(person=OuterRef("person"), pk__lt=OuterRef("pk"))
        confirmed = KeyConfirmation.objects.filter(entry=OuterRef("pk"))
        factors = Authenticator.objects.filter(user=OuterRef("person"), type__in=SECOND_FACTORS)
        return (
            self.filter(person__in=list(people))
            .order_by("person", "-id")
            .distinct("person")
            .annotate(replaces=Exists(earlier), confirmed=Exists(confirmed), guarded=Exists(factors))
        )
