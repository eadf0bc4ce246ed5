"""Selections of events."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import QuerySet

if TYPE_CHECKING:
    from wikilearn.audit.models import Event  # noqa: F401 - named in the base class below


class EventQuerySet(QuerySet["Event"]):
    """Events of the log."""

    def newest_first(self) -> "EventQuerySet":
        """In the order in which people read a log."""
        return self.order_by("-id")

    def open_to_staff(self) -> "EventQuerySet":
        """All but those about reports: whoever is named in a report must not learn here that there is one."""
        return self.exclude(action__startswith="reporting.")

    def lookups_of(self, target: str) -> "EventQuerySet":
        """Those that tell that somebody looked at that object: their action ends in `.looked_up`."""
        return self.filter(target=target, action__endswith=".looked_up")

    def matching(
        self,
        *,
        actor: str = "",
        action: str = "",
        target: str = "",
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> "EventQuerySet":
        """Those by that actor, of that action or kind of actions (`role` finds `role.granted`), on that target,
        from `since` to before `until`; what is empty does not narrow."""
        events = self
        if actor:
            events = events.filter(actor=actor)
        if action:
            events = events.filter(action=action) | events.filter(action__startswith=f"{action}.")
        if target:
            events = events.filter(target=target)
        if since:
            events = events.filter(at__gte=since)
        if until:
            events = events.filter(at__lt=until)
        return events
