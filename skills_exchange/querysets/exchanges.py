"""Selections of sessions and messages."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from skills_exchange.enums import SessionState

if TYPE_CHECKING:
    from skills_exchange.models.exchanges import ExchangeSession, MatchMessage  # noqa: F401 - in the bases below
    from skills_exchange.models.parties import Party


class SessionQuerySet(models.QuerySet["ExchangeSession"]):
    """Sessions."""

    def of_any(self, parties: "Iterable[Party]") -> Self:
        """Those in which one of the parties takes part."""
        pks = [party.pk for party in parties]
        return self.filter(Q(match__learner__in=pks) | Q(match__sharer__in=pks))

    def agreed(self) -> Self:
        """Those that both have agreed to and that are to come or wait for what became of them."""
        return self.filter(state=SessionState.AGREED)

    def proposed(self) -> Self:
        """Those that wait for the other side."""
        return self.filter(state=SessionState.PROPOSED)

    def planned(self) -> Self:
        """Those that stand in calendars: agreed, held, missed or called off after that."""
        return self.exclude(state=SessionState.PROPOSED).filter(moves=None)

    def starting(self, after: datetime, until: datetime) -> Self:
        """Agreed ones that begin in that time."""
        return self.agreed().filter(starts_at__gt=after, starts_at__lte=until)


class MessageQuerySet(models.QuerySet["MatchMessage"]):
    """Messages."""

    def unread_by(self, *, learner: bool) -> Self:
        """Those that a side has not read."""
        return self.filter(by_learner=not learner, read_at=None)
