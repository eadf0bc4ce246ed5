"""What of the figures about cases may be published, and the proof that nobody is picked out. Pure: no database.

Each population of a quarter (cases received, cases decided, measures …) is told in tables that share no breakdown, so
that they share nothing but their total. For each table alone `wikilearn.core.disclosure` hides what is small and what
would give it away. Two such tables together tell no more than each alone, as long as the total is shown with both:
whatever tables have the same total can belong to the same cases. So where one of them has to hide its total, nothing
of the population is told. Quarters are disjoint by the day on which something happened, so no two of them subtract.

`audit` does not trust any of this. It takes the exact numbers and what is shown of them, and tries to work the hidden
ones out again: by elimination, and by narrowing bounds (a hidden number is never zero). What is printed is coarser than
what it is given, because every number is rounded to fives, so an attack that fails here fails on the page.
"""

import re
from calendar import monthrange
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from wikilearn.core.disclosure import suppress_line, suppress_table

FEWEST = 10
"""How many cases a published number stands for at least."""
STEP = 5
"""Published numbers are rounded to multiples of it."""

Place = tuple[int, int]
"""A number of a table with its totals; the last row and column are the totals."""


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A quarter of a year."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> "Quarter":
        """`2026Q3`; `ValueError` for anything else."""
        found = re.fullmatch(r"(20\d\d)Q([1-4])", text.strip(), re.ASCII)
        if found is None:
            raise ValueError(text)
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: date) -> "Quarter":
        """The quarter of a day."""
        return cls(day.year, (day.month + 2) // 3)

    def __str__(self) -> str:
        return f"{self.year}Q{self.number}"

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return date(self.year, 3 * self.number, monthrange(self.year, 3 * self.number)[1])

    @property
    def following(self) -> "Quarter":
        """The one after it."""
        return Quarter.of(self.last + timedelta(days=1))

    @property
    def released_from(self) -> date:
        """The first day on which it may be published: one whole quarter after it has ended."""
        return self.following.last + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Counts:
    """Exact numbers by row and column, never published. One column without a name: parts of a whole.

    `sensitive` places are hidden however large they are (all cases of them are of one wiki).
    """

    key: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[int, ...], ...]
    sensitive: frozenset[Place] = frozenset()

    @property
    def total(self) -> int:
        """All of them."""
        return sum(map(sum, self.cells))

    @property
    def is_line(self) -> bool:
        """Parts of a whole."""
        return self.columns == ("",)


@dataclass(frozen=True, slots=True)
class Shown:
    """Which numbers of a table are shown: places, totals among them."""

    places: frozenset[Place]


def exact(counts: Counts) -> dict[Place, int]:
    """Every number of a table with its totals, by place. A line has no totals of rows: they are its cells."""
    rows, columns = len(counts.rows), len(counts.columns)
    found = {(r, c): counts.cells[r][c] for r in range(rows) for c in range(columns)}
    if not counts.is_line:
        found |= {(r, columns): sum(counts.cells[r]) for r in range(rows)}
    found |= {(rows, c): sum(row[c] for row in counts.cells) for c in range(columns)}
    if not counts.is_line:
        found[rows, columns] = counts.total
    return found


def total_place(counts: Counts) -> Place:
    """Where the total stands."""
    return (len(counts.rows), 0 if counts.is_line else len(counts.columns))


def protect(tables: Sequence[Counts], *, fewest: int = FEWEST) -> list[Shown]:
    """What of the tables of one population may be shown; nothing, where one of them cannot show its total."""
    shown = [_protect(table, fewest) for table in tables]
    if all(total_place(table) in told.places for table, told in zip(tables, shown, strict=True)):
        return shown
    return [Shown(frozenset()) for _ in tables]


def _protect(counts: Counts, fewest: int) -> Shown:
    rows, columns = len(counts.rows), len(counts.columns)
    if counts.is_line:
        line = suppress_line([row[0] for row in counts.cells], fewest=fewest)
        told: dict[Place, int | None] = {(r, 0): value for r, value in enumerate(line.cells)} | {(rows, 0): line.total}
    else:
        table = suppress_table(counts.cells, fewest=fewest, sensitive=counts.sensitive)
        told = {(r, c): table.cells[r][c] for r in range(rows) for c in range(columns)}
        told |= {(r, columns): table.row_totals[r] for r in range(rows)}
        told |= {(rows, c): table.column_totals[c] for c in range(columns)}
        told[rows, columns] = table.total
    return Shown(frozenset(place for place, value in told.items() if value is not None))


def rounded(count: int) -> int:
    """As it is printed."""
    return STEP * ((count + STEP // 2) // STEP)


def audit(counts: Counts, shown: Collection[Place], *, fewest: int = FEWEST) -> list[str]:
    """How the shown numbers give a few cases away; empty if they do not. Independent of how they were chosen."""
    values = exact(counts)
    known = {place: values[place] for place in shown}
    problems = [f"{counts.key}{place}: {value} is shown" for place, value in known.items() if 0 < value < fewest]
    problems += [
        f"{counts.key}{place}: all of one wiki"
        for place in sorted(counts.sensitive)
        if known.get(place) and values[place]
    ]
    unknown = sorted(place for place in values if place not in known)
    equations = [(line, rest) for line, rest in _equations(counts, known) if line]
    problems += [
        f"{counts.key}{sorted(line)}: {rest} cases are left in these places"
        for line, rest in equations
        if all(sign > 0 for sign in line.values()) and 0 < rest < fewest
    ]
    found = _eliminate(equations, unknown) | _narrow(equations, unknown)
    return problems + [f"{counts.key}{place}: can be worked out" for place in sorted(found) if values[place]]


Equation = tuple[dict[Place, int], int]
"""Hidden places with their signs, and what they add up to."""


def _equations(counts: Counts, known: Mapping[Place, int]) -> Iterator[Equation]:
    rows, columns = len(counts.rows), len(counts.columns)
    lines: list[list[Place]] = []
    if not counts.is_line:
        lines += [[(r, c) for c in range(columns + 1)] for r in range(rows + 1)]
    lines += [[(r, c) for r in range(rows + 1)] for c in range(columns if counts.is_line else columns + 1)]
    for line in lines:
        *parts, total = line
        signs = dict.fromkeys(parts, 1) | {total: -1}
        rest = -sum(sign * known[place] for place, sign in signs.items() if place in known)
        yield {place: sign for place, sign in signs.items() if place not in known}, rest


def _eliminate(equations: Sequence[Equation], unknown: Sequence[Place]) -> set[Place]:
    """The places that follow from the equations alone (Gauss, with exact fractions)."""
    column = {place: number for number, place in enumerate(unknown)}
    matrix = []
    for line, rest in equations:
        row = [Fraction(0)] * (len(unknown) + 1)
        for place, sign in line.items():
            row[column[place]] = Fraction(sign)
        row[-1] = Fraction(rest)
        matrix.append(row)
    reduced = _reduce(matrix, len(unknown))
    alone = ([place for place in range(len(unknown)) if row[place]] for row in reduced if sum(map(bool, row[:-1])) == 1)
    return {unknown[places[0]] for places in alone}


def _reduce(matrix: list[list[Fraction]], width: int) -> list[list[Fraction]]:
    pivot = 0
    for column in range(width):
        chosen = next((r for r in range(pivot, len(matrix)) if matrix[r][column]), None)
        if chosen is None:
            continue
        matrix[pivot], matrix[chosen] = matrix[chosen], matrix[pivot]
        lead = matrix[pivot][column]
        matrix[pivot] = [value / lead for value in matrix[pivot]]
        for r, row in enumerate(matrix):
            if r != pivot and row[column]:
                factor = row[column]
                matrix[r] = [a - factor * b for a, b in zip(row, matrix[pivot], strict=True)]
        pivot += 1
    return matrix[:pivot]


def _narrow(equations: Sequence[Equation], unknown: Sequence[Place]) -> set[Place]:
    """The places whose bounds meet, when each equation narrows them again and again."""
    low: dict[Place, int] = dict.fromkeys(unknown, 1)
    high: dict[Place, int | None] = dict.fromkeys(unknown)
    changed = True
    while changed:
        changed = False
        for line, rest in equations:
            for place in line:
                changed = _narrow_one(place, line, rest, low, high) or changed
    return {place for place in unknown if high[place] == low[place]}


def _narrow_one(
    place: Place, line: Mapping[Place, int], rest: int, low: dict[Place, int], high: dict[Place, int | None]
) -> bool:
    """`sign * place = rest - others`: the bounds of the others bound this one."""
    least, most = 0, 0
    unbounded_least = unbounded_most = False
    for other, sign in line.items():
        if other == place:
            continue
        top = high[other]
        if sign > 0:
            least, unbounded_most = least + low[other], unbounded_most or top is None
            most += top or 0
        else:
            most, unbounded_least = most - low[other], unbounded_least or top is None
            least -= top or 0
    if line[place] > 0:
        new_low, new_high = None if unbounded_most else rest - most, None if unbounded_least else rest - least
    else:
        new_low, new_high = None if unbounded_least else least - rest, None if unbounded_most else most - rest
    changed = False
    if new_low is not None and new_low > low[place]:
        low[place], changed = new_low, True
    now = high[place]
    if new_high is not None and (now is None or new_high < now):
        high[place], changed = new_high, True
    return changed


def audit_together(told: Sequence[tuple[Counts, Collection[Place]]], *, fewest: int = FEWEST) -> list[str]:
    """How several releases of the same table give a few cases away, when they are laid side by side.

    What one shows and another hides counts as shown for both, and what both show must not differ by a few.
    """
    problems: list[str] = []
    by_name: dict[tuple[str, str], set[int]] = {}
    for counts, shown in told:
        for place, value in exact(counts).items():
            if place in shown:
                by_name.setdefault(_name(counts, place), set()).add(value)
    for counts, shown in told:
        if shown:  # a row that is left out is an empty one
            for name in by_name.keys() - {_name(counts, place) for place in exact(counts)}:
                by_name[name].add(0)
        places = [place for place in exact(counts) if _name(counts, place) in by_name]
        problems += audit(counts, places, fewest=fewest)
    for name, values in by_name.items():
        if 0 < max(values) - min(values) < fewest:
            problems.append(f"{name}: two releases differ by {max(values) - min(values)}")
    return list(dict.fromkeys(problems))


def _name(counts: Counts, place: Place) -> tuple[str, str]:
    rows, columns = (*counts.rows, "*"), counts.columns if counts.is_line else (*counts.columns, "*")
    return rows[place[0]], columns[place[1]]


def published(counts: Counts, shown: Collection[Place]) -> dict[str, Any]:
    """The table as everybody may see it: rounded, None where hidden; plain JSON values."""
    values = exact(counts)

    def told(place: Place) -> int | None:
        return rounded(values[place]) if place in shown else None

    rows, columns = range(len(counts.rows)), range(len(counts.columns))
    return {
        "key": counts.key,
        "rows": list(counts.rows),
        "columns": list(counts.columns),
        "cells": [[told((r, c)) for c in columns] for r in rows],
        "row_totals": None if counts.is_line else [told((r, len(counts.columns))) for r in rows],
        "column_totals": None if counts.is_line else [told((len(counts.rows), c)) for c in columns],
        "total": told(total_place(counts)),
    }
