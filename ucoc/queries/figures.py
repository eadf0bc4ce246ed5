"""How bodies do: counts of cases, and which published thresholds they pass."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from ucoc.enums import Criterion
from ucoc.models.bodies import EnforcementBody
from ucoc.models.figures import Thresholds

_COUNTS = """
WITH per_case AS (
    SELECT step.body_id, step.case,
        min(step.at) FILTER (WHERE step.step = 'received') AS received,
        min(step.at) FILTER (WHERE step.step = 'acknowledged') AS acknowledged,
        min(step.at) FILTER (WHERE step.step IN ('decided', 'closed', 'declined', 'referred')) AS answered,
        bool_or(step.step = 'decided') AS decided,
        bool_or(step.step = 'climbed_unacknowledged') AS climbed_unacknowledged,
        bool_or(step.step = 'climbed_overdue') AS climbed_overdue,
        bool_or(step.step = 'all_recused') AS all_recused,
        bool_or(step.step = 'declined') AS declined,
        bool_or(step.step = 'appealed') AS appealed,
        bool_or(step.step IN ('overturned', 'changed')) AS overturned
    FROM ucoc_casestep step
    WHERE step.on BETWEEN %(since)s AND %(day)s AND (%(bodies)s IS NULL OR step.body_id = ANY(%(bodies)s))
    GROUP BY step.body_id, step.case
)
SELECT body.id,
    count(*) AS received,
    count(*) FILTER (WHERE climbed_unacknowledged OR received IS NOT NULL AND acknowledged IS NULL AND answered IS NULL
        AND received + make_interval(hours => body.acknowledge_within) < %(now)s) AS unacknowledged,
    count(*) FILTER (WHERE climbed_overdue OR received IS NOT NULL AND answered IS NULL AND NOT climbed_unacknowledged
        AND received + make_interval(days => body.decide_within) < %(now)s
        OR answered > received + make_interval(days => body.decide_within + 1)) AS overdue,
    count(*) FILTER (WHERE all_recused) AS all_recused,
    count(*) FILTER (WHERE declined) AS declined,
    count(*) FILTER (WHERE decided) AS decided,
    count(*) FILTER (WHERE appealed) AS appealed,
    count(*) FILTER (WHERE overturned) AS overturned
FROM per_case JOIN ucoc_enforcementbody body ON body.id = per_case.body_id
GROUP BY body.id
"""


@dataclass(frozen=True, slots=True)
class BodyFigures:
    """What a body did with the cases of a span of days; every number counts different cases."""

    body: EnforcementBody
    received: int = 0
    unacknowledged: int = 0
    overdue: int = 0
    all_recused: int = 0
    declined: int = 0
    decided: int = 0
    appealed: int = 0
    overturned: int = 0
    criteria: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, int]:
        """The numbers, as they are kept in a file."""
        return {name: getattr(self, name) for name in NUMBERS}

    @property
    def signs(self) -> list[str]:
        """What the figures point to, in words."""
        return [str(Criterion(each).label) for each in self.criteria]

    @property
    def numbers(self) -> list[int]:
        """The numbers in the order of `NUMBERS`."""
        return [getattr(self, name) for name in NUMBERS]


NUMBERS = (
    "received",
    "unacknowledged",
    "overdue",
    "all_recused",
    "declined",
    "decided",
    "appealed",
    "overturned",
)


def thresholds_in_force(day: date) -> Thresholds | None:
    """The approved thresholds that count on the day."""
    begun = Thresholds.objects.filter(approved_at__isnull=False, in_force_from__lte=day)
    return begun.order_by("-in_force_from", "-number").first()


def figures_of_bodies(thresholds: Thresholds, day: date, bodies: Collection[int] | None = None) -> list[BodyFigures]:
    """The figures of each body (of all) in the days before `day`, and what they pass; two queries."""
    now = min(timezone.now(), datetime.combine(day, time.max, tzinfo=timezone.get_default_timezone()))
    values: dict[str, Any] = {
        "since": day - timedelta(days=thresholds.window_days),
        "day": day,
        "now": now,
        "bodies": list(bodies) if bodies is not None else None,
    }
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS.replace("%(bodies)s", "%(bodies)s::bigint[]"), values)
        counted = {row[0]: row[1:] for row in cursor.fetchall()}
    chosen = EnforcementBody.objects.select_related("wiki", "organisation")
    if bodies is not None:
        chosen = chosen.filter(Q(pk__in=bodies))
    rows = []
    for body in chosen.order_by("slug"):
        numbers = dict(zip(NUMBERS, counted.get(body.pk, (0,) * len(NUMBERS)), strict=True))
        rows.append(BodyFigures(body=body, **numbers, criteria=criteria_met(thresholds, **numbers)))
    return rows


def criteria_met(
    thresholds: Thresholds,
    *,
    received: int,
    unacknowledged: int,
    overdue: int,
    all_recused: int,
    decided: int,
    overturned: int,
    declined: int = 0,
    appealed: int = 0,
) -> list[str]:
    """Which of the U4C's four criteria the figures point to; never from fewer cases than the minimum.

    Nobody free: no capacity. Overturned: decisions conflict with the code. Not acknowledged: refusal. Overdue: lack of
    resources or will.
    """
    found = []
    if _passes(thresholds, all_recused, received, thresholds.all_recused):
        found.append(Criterion.NO_CAPACITY.value)
    if _passes(thresholds, overturned, decided, thresholds.overturned):
        found.append(Criterion.CONFLICTING.value)
    if _passes(thresholds, unacknowledged, received, thresholds.unacknowledged):
        found.append(Criterion.REFUSAL.value)
    if _passes(thresholds, overdue, received, thresholds.overdue):
        found.append(Criterion.LACK_OF_WILL.value)
    return found


def _passes(thresholds: Thresholds, part: int, whole: int, share: int) -> bool:
    """Enough different cases show it, and enough of all do."""
    return part >= thresholds.minimum_cases and whole >= thresholds.minimum_cases and part * 100 >= share * whole
