"""What the pages of handlers ask."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q, QuerySet, Subquery
from django.utils import timezone

from reporting.models import Case
from reporting.queries.wellbeing import FOUR_WEEKS, WEEK, is_much, opened_within
from reporting.querysets.cases import IN_WAVE
from reporting.states import OPEN, CaseState
from ucoc.enums import Severity
from wikilearn.people.models import Person

OFF_DUTY_CAP = 12
"""So many open cases of one person are a lot: the page says so and offers to hand one over."""


@dataclass(frozen=True, slots=True)
class Load:
    """What somebody has on their desk, of the `open` cases that they may read."""

    open: int
    mine: int
    unassigned: int
    overdue: int
    in_waves: int = 0
    read_week: int = 0
    read_four_weeks: int = 0

    @property
    def read_much(self) -> bool:
        """They have read more lately than is good for one person."""
        return is_much(self.read_week, self.read_four_weeks)

    @property
    def heavy(self) -> bool:
        """More than one person should carry."""
        return self.mine >= OFF_DUTY_CAP


def load_of(readable: QuerySet[Case], person: Person, now: datetime | None = None) -> Load:
    """How many open ones of the cases that the person may read they have, nobody has, are overdue and wait in waves.

    One query, with how much the person has read lately; that is 0 for who has no open case to put down.
    """
    moment = now or timezone.now()
    unread = Q(acknowledged_at=None, acknowledge_by__lte=moment)
    late = unread | (Q(decide_by__lte=moment) & ~Q(state=CaseState.WAITING))
    counts = readable.filter(state__in=OPEN).aggregate(
        open=Count("pk"),
        mine=Count("pk", filter=Q(assignee=person)),
        unassigned=Count("pk", filter=Q(assignee=None) & ~IN_WAVE),
        overdue=Count("pk", filter=late),
        in_waves=Count("pk", filter=IN_WAVE),
        read_week=Max(Subquery(opened_within(person, WEEK))),
        read_four_weeks=Max(Subquery(opened_within(person, FOUR_WEEKS))),
    )
    return Load(**{name: count or 0 for name, count in counts.items()})


@dataclass(frozen=True, slots=True)
class TriageFigures:
    """What waits everywhere."""

    open: int
    unacknowledged: int
    overdue: int
    emergencies: int
    in_waves: int = 0


def triage_figures(cases: QuerySet[Case], now: datetime) -> TriageFigures:
    """Figures over these cases; one query."""
    unread = Q(acknowledged_at=None)
    late = (unread & Q(acknowledge_by__lte=now)) | (Q(decide_by__lte=now) & ~Q(state=CaseState.WAITING))
    return TriageFigures(
        **cases.filter(state__in=OPEN).aggregate(
            open=Count("pk"),
            unacknowledged=Count("pk", filter=unread),
            overdue=Count("pk", filter=late),
            emergencies=Count("pk", filter=Q(severity=Severity.EMERGENCY)),
            in_waves=Count("pk", filter=IN_WAVE),
        )
    )


@dataclass(frozen=True, slots=True)
class FigureRow:
    """Cases of one severity."""

    severity: str
    open: int
    overdue: int
    settled: int

    @property
    def cells(self) -> tuple[object, ...]:
        """As a row of a table."""
        return (self.severity, self.open, self.overdue, self.settled)


def figures_over(readable: QuerySet[Case], now: datetime) -> list[FigureRow]:
    """By severity, gravest first, over exactly these cases; one query."""
    late = (Q(acknowledged_at=None) & Q(acknowledge_by__lte=now)) | (
        Q(decide_by__lte=now) & ~Q(state=CaseState.WAITING)
    )
    open_now = Q(state__in=OPEN)
    counted = readable.order_by().values("severity").annotate(
        open=Count("pk", filter=open_now),
        overdue=Count("pk", filter=open_now & late),
        settled=Count("pk", filter=~open_now),
    )  # fmt: skip
    rows = {row["severity"]: row for row in counted}
    empty = {"open": 0, "overdue": 0, "settled": 0}
    return [
        FigureRow(str(severity.label), *(rows.get(severity, empty)[name] for name in ("open", "overdue", "settled")))
        for severity in Severity
    ]


def like_this(case: Case, readable: QuerySet[Case]) -> list[Case]:
    """Other cases of the same cluster, of those that the person can read: one campaign is seen as one."""
    if case.cluster is None:
        return []
    return list(readable.filter(cluster=case.cluster).exclude(pk=case.pk).order_by("-created_at")[:20])
