"""Figures over all cases of one's own body, by quarter: see `reporting.noise` for why they are not exact.

A quarter is told when another whole quarter has passed, and what is told of it never changes afterwards: the steps that
are counted are only ever added, and none that came after that day is looked at. So nobody learns anything by looking
every day.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce

from reporting.noise import published, told
from reporting.peppers import pepper
from ucoc.enums import CaseStepKind, Severity
from ucoc.models import CaseStep, EnforcementBody
from ucoc.transparency import Quarter
from wikilearn.core.dates import today

QUARTERS = 4
SETTLED = (CaseStepKind.DECIDED, CaseStepKind.CLOSED, CaseStepKind.DECLINED)
PASSED_ON = (
    CaseStepKind.REFERRED,
    CaseStepKind.CLIMBED_UNACKNOWLEDGED,
    CaseStepKind.CLIMBED_OVERDUE,
    CaseStepKind.CLIMBED_BY_REPORTER,
    CaseStepKind.ALL_RECUSED,
)
FATES = ("settled", "passed_on", "open")


@dataclass(frozen=True, slots=True)
class QuarterFigures:
    """What is told of a quarter: cases received, by severity (gravest first), and by what became of them."""

    quarter: Quarter
    received: int | None
    severities: tuple[int | None, ...]
    fates: tuple[int | None, ...]

    @property
    def cells(self) -> tuple[int | None, ...]:
        """All numbers, as a row of a table."""
        return (self.received, *self.severities, *self.fates)


@dataclass(frozen=True, slots=True)
class BodyFigures:
    """A body with the quarters that may be told, the newest first."""

    body: EnforcementBody
    quarters: tuple[QuarterFigures, ...]


def figures_of_own(bodies: Collection[EnforcementBody], day: date | None = None) -> list[BodyFigures]:
    """The figures of these bodies on a day; one query for each quarter."""
    quarters = published(day or today(), most=QUARTERS)
    counted = {quarter: _count([body.pk for body in bodies], quarter) for quarter in quarters}
    return [BodyFigures(body, tuple(_told(body, quarter, counted[quarter]) for quarter in quarters)) for body in bodies]


Cell = tuple[int, str, str]
"""Body, severity, what became of it."""


def _count(bodies: list[int], quarter: Quarter) -> Counter[Cell]:
    """Each case once, by the first time the body received it; its fate as it was a quarter after the quarter ended."""
    mine = CaseStep.objects.filter(case=OuterRef("case"), body=OuterRef("body"))
    earlier = mine.filter(step=CaseStepKind.RECEIVED, pk__lt=OuterRef("pk"))
    ends = mine.filter(step__in=(*SETTLED, *PASSED_ON), on__lte=quarter.following.last).order_by("at", "pk")
    steps = CaseStep.objects.filter(
        body__in=bodies, step=CaseStepKind.RECEIVED, on__range=(quarter.first, quarter.last)
    )
    steps = steps.exclude(Exists(earlier)).annotate(end=Coalesce(Subquery(ends.values("step")[:1]), "step"))
    rows = steps.order_by().values_list("body", "severity", "end").annotate(number=Count("pk"))
    found: Counter[Cell] = Counter()
    for body, severity, end, number in rows:
        found[body, severity, _fate(end)] += number
    return found


def _fate(step: str) -> str:
    if step in SETTLED:
        return "settled"
    return "passed_on" if step in PASSED_ON else "open"


def _told(body: EnforcementBody, quarter: Quarter, counted: Counter[Cell]) -> QuarterFigures:
    mine = {cell: number for cell, number in counted.items() if cell[0] == body.pk}

    def number(place: int | None, value: str) -> int | None:
        count = sum(n for cell, n in mine.items() if place is None or cell[place] == value)
        return told(count, secret=pepper(), about=f"{body.pk} {quarter} {place} {value}")

    return QuarterFigures(
        quarter,
        number(None, ""),
        tuple(number(1, severity) for severity in Severity.values),
        tuple(number(2, fate) for fate in FATES),
    )
