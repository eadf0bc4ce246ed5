"""Selections of matches."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Case, Count, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from skills_exchange.enums import OPEN_STATES, MatchState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from skills_exchange.models.matches import Match  # noqa: F401 - named in the base class below
    from skills_exchange.models.parties import Party


class MatchQuerySet(models.QuerySet["Match"]):
    """Matches."""

    def of(self, party: "Party") -> Self:
        """Those in which a party learns or shares."""
        return self.filter(Q(learner=party) | Q(sharer=party))

    def of_any(self, parties: "Iterable[Party]") -> Self:
        """Those in which one of the parties learns or shares."""
        pks = [party.pk for party in parties]
        return self.filter(Q(learner__in=pks) | Q(sharer__in=pks))

    def with_sides(self) -> Self:
        """With the skill and the names of both sides."""
        people = ("learner__person", "learner__organisation", "sharer__person", "sharer__organisation")
        return self.select_related("skill", *people)

    def open(self) -> Self:
        """Those that are not at an end."""
        return self.filter(state__in=sorted(OPEN_STATES))

    def ended(self) -> Self:
        """Those that are at an end, one way or another."""
        return self.exclude(state__in=sorted(OPEN_STATES))

    def unanswered(self, at: datetime) -> Self:
        """Those whose time to answer is over."""
        return self.filter(state__in=[MatchState.SUGGESTED, MatchState.REQUESTED], expires_at__lte=at)

    def waiting_first(self, parties: "Iterable[Party]") -> Self:
        """Annotated with `waits` (for one of the parties): these first, then what is open, newest first."""
        waits = Case(When(_waits_for([party.pk for party in parties]), then=Value(True)), default=Value(False))
        going_on = Case(When(state__in=sorted(OPEN_STATES), then=Value(True)), default=Value(False))
        return self.annotate(waits=waits, going_on=going_on).order_by("-waits", "-going_on", "-changed_at", "-pk")

    def with_unread(self, parties: "Iterable[Party]") -> Self:
        """Annotated with `unread`: how many messages the parties have not read."""
        from skills_exchange.models.exchanges import MatchMessage

        pks = [party.pk for party in parties]
        theirs = Q(by_learner=False, match__learner__in=pks) | Q(by_learner=True, match__sharer__in=pks)
        rows = MatchMessage.objects.filter(theirs, match=OuterRef("pk"), read_at=None).order_by().values("match")
        return self.annotate(unread=Coalesce(Subquery(rows.annotate(all=Count("pk")).values("all")), 0))


def _waits_for(pks: list[int]) -> Q:
    unanswered = Q(state__in=[MatchState.SUGGESTED, MatchState.REQUESTED])
    learner, sharer = Q(learner__in=pks), Q(sharer__in=pks)
    asked = unanswered & (learner & Q(learner_agreed_at=None) | sharer & Q(sharer_agreed_at=None))
    done = Q(state=MatchState.DONE)
    return asked | done & (learner & Q(learner_confirmed_at=None) | sharer & Q(sharer_confirmed_at=None))
