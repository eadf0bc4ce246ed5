"""Selections of limits on reports."""

from typing import TYPE_CHECKING, Self

from django.db.models import QuerySet
from django.utils import timezone

from wikilearn.people.usernames import normalise

if TYPE_CHECKING:
    from reporting.models import ReportingLimit  # noqa: F401 - named in the base class below


class LimitQuerySet(QuerySet["ReportingLimit"]):
    """Limits."""

    def live(self) -> Self:
        """In force now."""
        return self.filter(lifted=False, until__gt=timezone.now())

    def appealed(self) -> Self:
        """Somebody else has to look at them."""
        return self.filter(appealed_at__isnull=False, answered_at=None)

    def matching(self, *, state: str = "", username: str = "") -> Self:
        """Those in that state, of that person; what is empty does not narrow."""
        rows = {"live": self.live, "appealed": self.appealed}.get(state, self.all)()
        return rows.filter(person__username=normalise(username)) if username.strip() else rows
