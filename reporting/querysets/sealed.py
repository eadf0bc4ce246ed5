"""Selections of what is sealed."""

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, QuerySet

if TYPE_CHECKING:
    from reporting.models import Case, Grant, SealedItem  # noqa: F401 - named in the base classes below
    from wikilearn.people.models import Person


class GrantQuerySet(QuerySet["Grant"]):
    """Grants of people."""

    def live(self) -> "GrantQuerySet":
        """Not held back."""
        return self.filter(held=False)

    def with_latest_key(self) -> "GrantQuerySet":
        """Sealed for the key that the log names last for the person."""
        from reporting.models.keys import KeyLogEntry

        later = KeyLogEntry.objects.filter(person=OuterRef("person"), pk__gt=OuterRef("entry"))
        return self.filter(~Exists(later))

    def of(self, person: "Person", case: "Case") -> "GrantQuerySet":
        """What the person holds of the case."""
        return self.filter(person=person, case=case)


class SealedItemQuerySet(QuerySet["SealedItem"]):
    """Sealed items."""

    def of(self, case: "Case") -> "SealedItemQuerySet":
        """Of one case, in the order in which they were written."""
        return self.filter(case=case).order_by("id")
