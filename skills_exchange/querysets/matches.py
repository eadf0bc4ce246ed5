"""Selections of matches."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from skills_exchange.enums import OPEN_STATES, MatchState

if TYPE_CHECKING:
    from skills_exchange.models.matches import Match  # noqa: F401 - named in the base class below
    from skills_exchange.models.parties import Party


class MatchQuerySet(models.QuerySet["Match"]):
    """Matches."""

    def of(self, party: "Party") -> Self:
        """Those in which a party learns or shares."""
        return self.filter(Q(learner=party) | Q(sharer=party))

    def open(self) -> Self:
        """Those that are not at an end."""
        return self.filter(state__in=sorted(OPEN_STATES))

    def unanswered(self, at: datetime) -> Self:
        """Those whose time to answer is over."""
        return self.filter(state__in=[MatchState.SUGGESTED, MatchState.REQUESTED], expires_at__lte=at)
