"""Selections of versions and affirmations."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models

from wikilearn.core.dates import today

if TYPE_CHECKING:
    from ucoc.models.codes import Affirmation, CodeVersion  # noqa: F401 - named in the base classes below
    from wikilearn.people.models import Person


class CodeVersionQuerySet(models.QuerySet["CodeVersion"]):
    """Versions of codes."""

    def universal(self) -> Self:
        """Those of the universal code, the newest first."""
        return self.filter(code__key="universal").order_by("-in_force_from")

    def in_force(self, on: date | None = None) -> "CodeVersion | None":
        """The universal version in force on a day (today, if none is given); None before the first."""
        return self.universal().filter(in_force_from__lte=on or today()).select_related("code").first()


class CodeVersionManager(models.Manager["CodeVersion"]):
    """A manager with a name of its own, which the types of translated models need."""

    def get_queryset(self) -> CodeVersionQuerySet:
        """All versions."""
        return CodeVersionQuerySet(self.model, using=self._db)

    def universal(self) -> CodeVersionQuerySet:
        """Those of the universal code, the newest first."""
        return self.get_queryset().universal()

    def in_force(self, on: date | None = None) -> "CodeVersion | None":
        """The universal version in force on a day (today, if none is given); None before the first."""
        return self.get_queryset().in_force(on)


class AffirmationQuerySet(models.QuerySet["Affirmation"]):
    """Affirmations."""

    def of(self, person: "Person") -> Self:
        """Those of a person, the newest first."""
        return self.filter(person=person).order_by("-at", "-pk")
