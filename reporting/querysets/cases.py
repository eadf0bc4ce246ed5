"""Selections of cases by their clear fields. Who may see which is `reporting.policy`'s business alone."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from django.db.models import Case as When
from django.db.models import IntegerField, Q, QuerySet, Value
from django.db.models import When as Of

from reporting.states import OPEN, CaseState
from ucoc.enums import Severity

if TYPE_CHECKING:
    from reporting.models import Case  # noqa: F401 - named in the base class below
    from wikilearn.people.models import Person

_RANK = When(
    *(Of(severity=severity, then=Value(rank)) for rank, severity in enumerate(Severity.values)),
    default=Value(len(Severity.values)),
    output_field=IntegerField(),
)


IN_WAVE = Q(wave__isnull=False, state=CaseState.RECEIVED, assignee=None) & ~Q(severity=Severity.EMERGENCY)
"""Came in with a flood, and nobody has touched it since: whatever is done with it takes it out."""


class CaseQuerySet(QuerySet["Case"]):
    """Cases."""

    def open(self) -> Self:
        """Somebody still has to do something."""
        return self.filter(state__in=OPEN)

    def unacknowledged(self) -> Self:
        """Open, and nobody has said yet that the report arrived."""
        return self.open().filter(acknowledged_at=None)

    def in_waves(self) -> Self:
        """Those that wait in the queue of a flood."""
        return self.filter(IN_WAVE)

    def outside_waves(self) -> Self:
        """All others."""
        return self.exclude(IN_WAVE)

    def overdue(self, now: datetime) -> Self:
        """Not acknowledged or not decided in time; what waits for the reporter is not."""
        unread = Q(acknowledged_at=None, acknowledge_by__lte=now)
        undecided = Q(decide_by__lte=now) & ~Q(state=CaseState.WAITING)
        return self.open().filter(unread | undecided)

    def most_urgent_first(self) -> Self:
        """By severity, then by what is due first."""
        return self.annotate(rank=_RANK).order_by("rank", "decide_by", "pk")

    def matching(
        self,
        *,
        state: str = "",
        severity: str = "",
        body: int | None = None,
        since: date | None = None,
        until: date | None = None,
        assignee: "Person | None" = None,
        unassigned: bool = False,
        reference: str = "",
    ) -> Self:
        """Those with these clear fields; what is empty does not narrow. `since` and `until` are days of receipt."""
        cases = self.filter(assignee=None) if unassigned else self
        wanted = {
            "state": state,
            "severity": severity,
            "body": body,
            "assignee": assignee,
            "created_at__date__gte": since,
            "created_at__date__lte": until,
            "reference__iexact": reference.strip(),
        }
        return cases.filter(**{name: value for name, value in wanted.items() if value})
