"""Selections of support resources."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from ucoc.models import SupportResource  # noqa: F401 - named in the base class below


class SupportResourceQuerySet(models.QuerySet["SupportResource"]):
    """Support resources."""

    def shown(self) -> Self:
        """Those that people see."""
        return self.filter(active=True)

    def serving(self, territory: str | None) -> Self:
        """International ones, and those of the territory with that ISO 3166-1 code, each once."""
        international = Q(territories=None)
        return self.filter(international | Q(territories__code=territory) if territory else international).distinct()

    def to_check(self, day: date) -> Self:
        """Those that are shown and that somebody should look at again, the longest overdue first."""
        return self.shown().filter(review_on__lte=day).order_by("review_on", "position", "key")

    def matching(self, words: str) -> Self:
        """Those whose name, key or address holds the words."""
        words = words.strip()
        if not words:
            return self
        return self.filter(
            Q(name_en__unaccent__icontains=words)
            | Q(name__unaccent__icontains=words)
            | Q(key__icontains=words)
            | Q(url__icontains=words)
        )
