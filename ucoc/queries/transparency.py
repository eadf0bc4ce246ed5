"""Counting a quarter for the transparency report, from steps of cases, measures and appeals. No content, no people."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, Min, OuterRef, QuerySet, Subquery

from ucoc.enums import BodyKind, CaseStepKind, Conduct, MeasureKind, Severity
from ucoc.models import CaseStep, Measure
from ucoc.transparency import Counts, Quarter
from wikilearn.movement import regions
from wikilearn.movement.models import Organisation, Wiki

NO_REGION = "none"
"""Cases of several wikis, of none, or of a wiki that belongs to no single one."""
WITHIN = (7, 30, 90)
"""Days until a decision, by which cases are grouped; the last group has no end."""
OUTCOMES = (CaseStepKind.UPHELD, CaseStepKind.CHANGED, CaseStepKind.OVERTURNED, CaseStepKind.SENT_BACK)
UPWARDS = (
    CaseStepKind.CLIMBED_UNACKNOWLEDGED,
    CaseStepKind.CLIMBED_OVERDUE,
    CaseStepKind.CLIMBED_BY_REPORTER,
    CaseStepKind.ALL_RECUSED,
)


@dataclass(frozen=True, slots=True)
class Population:
    """What is counted, in tables that share nothing but their total."""

    key: str
    tables: list[Counts]


def region_of_each() -> dict[int, str]:
    """Wiki → M49 code of a continent: of its country or area, or where all organisations work that answer for it."""
    found: dict[int, set[str]] = {}
    pairs = Organisation.objects.active().filter(wikis__isnull=False, territories__isnull=False)
    for wiki, region in pairs.order_by().values_list("wikis", "territories__region").distinct():
        found.setdefault(wiki, set()).add(_continent(region))
    known = {wiki: next(iter(codes)) for wiki, codes in found.items() if len(codes) == 1}
    placed = Wiki.objects.filter(territory__isnull=False).order_by().values_list("pk", "territory__region")
    return known | {wiki: _continent(region) for wiki, region in placed}


def _continent(region: str) -> str:
    return regions.above(region)[-1] if region != regions.WORLD else region


def count(quarter: Quarter) -> list[Population]:
    """The five populations of a quarter; seven queries however many cases there are."""
    region = region_of_each()
    return [
        _received(quarter, region),
        _decided(quarter, region),
        _measures(quarter, region),
        _steps("appeals", "outcome", OUTCOMES, quarter, region),
        _steps("upwards", "reason", UPWARDS, quarter, region),
    ]


def _received(quarter: Quarter, region: dict[int, str]) -> Population:
    rows = Counter(_first(CaseStepKind.RECEIVED, quarter).values_list("body__kind", "wiki", "conduct", "severity"))
    behaviour: Counter[tuple[str, str]] = Counter()
    for (_kind, _wiki, conduct, severity), number in rows.items():
        behaviour[conduct, severity] += number
    kinds = _table("behaviour", behaviour, Conduct.values, Severity.values)
    return Population("received", [_places(_by_place(rows), region), kinds])


def _decided(quarter: Quarter, region: dict[int, str]) -> Population:
    started = CaseStep.objects.filter(case=OuterRef("case"), step=CaseStepKind.RECEIVED).order_by()
    began = Subquery(started.values("case").annotate(first=Min("on")).values("first"))
    rows = _first(CaseStepKind.DECIDED, quarter).annotate(began=began)
    places: Counter[tuple[str, int | None]] = Counter()
    times: Counter[str] = Counter()
    for kind, wiki, on, first in rows.values_list("body__kind", "wiki", "on", "began"):
        places[kind, wiki] += 1
        times[_group(on, first)] += 1
    groups = [*(f"within_{days}" for days in WITHIN), "longer", "unknown"]
    return Population("decided", [_places(places, region), _line("time", times, groups)])


def _measures(quarter: Quarter, region: dict[int, str]) -> Population:
    rows = Counter(
        Measure.objects.filter(since__range=(quarter.first, quarter.last))
        .order_by()
        .values_list("decision__body__kind", "decision__wiki", "kind")
    )
    kinds: Counter[str] = Counter()
    for (_kind, _wiki, measure), number in rows.items():
        kinds[measure] += number
    return Population("measures", [_places(_by_place(rows), region), _line("measure", kinds, MeasureKind.values)])


def _steps(key: str, line: str, steps: Sequence[CaseStepKind], quarter: Quarter, region: dict[int, str]) -> Population:
    inside = CaseStep.objects.filter(step__in=steps, on__range=(quarter.first, quarter.last)).order_by()
    rows = Counter(inside.values_list("body__kind", "wiki", "step"))
    reasons: Counter[str] = Counter()
    for (_kind, _wiki, step), number in rows.items():
        reasons[step] += number
    return Population(key, [_places(_by_place(rows), region), _line(line, reasons, [str(step) for step in steps])])


def _first(step: CaseStepKind, quarter: Quarter) -> QuerySet[CaseStep]:
    """The first step of this kind of each case, if it lies in the quarter: a case counts once, for ever."""
    earlier = CaseStep.objects.filter(case=OuterRef("case"), step=step, pk__lt=OuterRef("pk"))
    inside = CaseStep.objects.filter(step=step, on__range=(quarter.first, quarter.last))
    return inside.exclude(Exists(earlier)).order_by()


def _group(on: date, first: date | None) -> str:
    if first is None:
        return "unknown"
    return next((f"within_{days}" for days in WITHIN if (on - first).days <= days), "longer")


def _by_place(rows: Counter[Any]) -> Counter[tuple[str, int | None]]:
    found: Counter[tuple[str, int | None]] = Counter()
    for row, number in rows.items():
        found[row[0], row[1]] += number
    return found


def _places(rows: Counter[tuple[str, int | None]], region: dict[int, str]) -> Counts:
    """By kind of body and region; sensitive is what comes from one wiki alone."""
    cells: Counter[tuple[str, str]] = Counter()
    wikis: dict[tuple[str, str], set[int | None]] = {}
    for (kind, wiki), number in rows.items():
        place = (kind, region.get(wiki, NO_REGION) if wiki is not None else NO_REGION)
        cells[place] += number
        wikis.setdefault(place, set()).add(wiki)
    codes = sorted({code for _kind, code in cells}, key=lambda code: (code == NO_REGION, code))
    table = _table("place", cells, BodyKind.values, codes or [NO_REGION])
    alone = {place for place, found in wikis.items() if len(found) == 1 and None not in found}
    sensitive = {(table.rows.index(kind), table.columns.index(code)) for kind, code in alone}
    # A margin of one wiki is no better than a cell of one.
    return Counts(
        table.key, table.rows, table.columns, table.cells, frozenset(sensitive | _margins(table, rows, region))
    )


def _margins(table: Counts, rows: Counter[tuple[str, int | None]], region: dict[int, str]) -> set[tuple[int, int]]:
    of_row: dict[str, set[int | None]] = {}
    of_column: dict[str, set[int | None]] = {}
    for kind, wiki in rows:
        of_row.setdefault(kind, set()).add(wiki)
        code = region.get(wiki, NO_REGION) if wiki is not None else NO_REGION
        of_column.setdefault(code, set()).add(wiki)
    last_row, last_column = len(table.rows), len(table.columns)
    found = {(table.rows.index(kind), last_column) for kind, wikis in of_row.items() if _single(wikis)}
    return found | {(last_row, table.columns.index(code)) for code, wikis in of_column.items() if _single(wikis)}


def _single(wikis: set[int | None]) -> bool:
    return len(wikis) == 1 and None not in wikis


def _table(key: str, cells: Counter[tuple[str, str]], rows: Iterable[str], columns: Iterable[str]) -> Counts:
    """The table without rows and columns in which nothing happened (which is told by leaving them out)."""
    used_rows = tuple(row for row in rows if any(cells[place] for place in cells if place[0] == row))
    used_columns = tuple(column for column in columns if any(cells[place] for place in cells if place[1] == column))
    counts = tuple(tuple(cells[row, column] for column in used_columns) for row in used_rows)
    return Counts(key, used_rows, used_columns, counts)


def _line(key: str, parts: Counter[str], order: Iterable[str]) -> Counts:
    used = tuple(part for part in order if parts[part])
    return Counts(key, used, ("",), tuple((parts[part],) for part in used))
