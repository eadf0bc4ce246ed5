"""Figures about people that can be published: which cells of a table are hidden, so that nobody can be picked out.

A cell of fewer than `FEWEST` people is hidden (primary suppression). Because totals stand beside the cells, what is
hidden could be worked out again by subtraction, so further cells are hidden (complementary suppression) until

- the hidden cells of each line (row or column) whose total is shown are at least `FEWEST` people together, so that the
  difference "total minus what is shown" is no small group either, and
- for each hidden cell there is another table with the same shown cells and totals, with a different number in that
  place and none of its hidden cells emptied: no arithmetic, and no reasoning from "at least one", leads to it.

The second is a question about a graph. Put the totals into the table as one more row and column: every line then sums
to zero if totals count negatively. Hidden cells are edges between their row and their column. A change of one cell by
one must be made good in its row and its column by other hidden cells, and so on round: the cell can have another value
if and only if its edge lies on a closed path of edges that can move in the direction in which they are passed.
This is about one table. Whoever publishes two tables about the same people must see to it that they do not overlap in
a way that subtraction undoes this: choose whole months, not days, and the same breakdown every time.
"""

from collections import deque
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

FEWEST = 5
"""How many people a published cell stands for at least."""

Cell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Line:
    """Counts that add up to a total. None: hidden."""

    cells: list[int | None]
    total: int | None


@dataclass(frozen=True, slots=True)
class Table:
    """Counts by row and column with their totals. None: hidden."""

    cells: list[list[int | None]]
    row_totals: list[int | None]
    column_totals: list[int | None]
    total: int | None


def shown(count: int, *, fewest: int = FEWEST) -> int | None:
    """A single count that stands by itself: None (hidden) for a few people, 0 is shown."""
    return None if 0 < count < fewest else count


def share(part: int, whole: int, *, fewest: int = FEWEST) -> int | None:
    """A percentage, rounded; None (hidden) where part or rest are a few people, or the whole is (0 of 0 too).

    That nobody or everybody is in the part says something about each of them, so it is shown only of many.
    """
    rest = whole - part
    if whole < fewest or 0 < part < fewest or 0 < rest < fewest:
        return None
    if not (part and rest) and whole < 2 * fewest:
        return None
    return round(100 * part / whole)


def suppress_line(counts: Sequence[int], *, fewest: int = FEWEST) -> Line:
    """Parts of a whole, and the whole, as they may be published together."""
    if not counts:
        return Line(cells=[], total=0)
    hidden = _Hidden([[count] for count in counts], row_totals=False, fewest=fewest).hide()
    rows = len(counts)
    return Line(
        cells=[None if (row, 0) in hidden else count for row, count in enumerate(counts)],
        total=None if (rows, 0) in hidden else sum(counts),
    )


def suppress_table(counts: Sequence[Sequence[int]], *, fewest: int = FEWEST, sensitive: Collection[Cell] = ()) -> Table:
    """A table with the totals of its rows and columns, as they may be published together. Rows are equally long.

    `sensitive` cells (row, column) are hidden however large they are, unless they are empty.
    """
    grid = _Hidden(counts, row_totals=True, fewest=fewest, sensitive=frozenset(sensitive))
    hidden = grid.hide()

    def given(row: int, column: int) -> int | None:
        return None if (row, column) in hidden else grid.values[row, column]

    rows, columns = range(grid.rows), range(grid.columns)
    return Table(
        cells=[[given(row, column) for column in columns] for row in rows],
        row_totals=[given(row, grid.columns) for row in rows],
        column_totals=[given(grid.rows, column) for column in columns],
        total=given(grid.rows, grid.columns),
    )


@dataclass(slots=True)
class _Hidden:
    """Looks for what to hide in a table. Its last row and column are the totals."""

    counts: Sequence[Sequence[int]]
    row_totals: bool
    fewest: int
    sensitive: frozenset[Cell] = frozenset()
    rows: int = field(init=False)
    columns: int = field(init=False)
    values: dict[Cell, int] = field(init=False)
    hidden: set[Cell] = field(init=False)
    unpublished: frozenset[Cell] = field(init=False)
    free: set[Cell] = field(init=False, default_factory=set)

    def __post_init__(self) -> None:
        self.rows, self.columns = len(self.counts), len(self.counts[0]) if self.counts else 0
        if any(len(row) != self.columns for row in self.counts) or any(n < 0 for row in self.counts for n in row):
            raise ValueError(self.counts)
        self.values = _with_totals(self.counts, self.rows, self.columns)
        beyond = () if self.row_totals else ((row, self.columns) for row in range(self.rows + 1))
        self.unpublished = frozenset(beyond)
        few = {
            cell for cell, count in self.values.items() if 0 < count < self.fewest or (cell in self.sensitive and count)
        }
        self.hidden = few | self.unpublished

    def hide(self) -> set[Cell]:
        """The cells to hide, totals among them; each step hides one more, so it ends."""
        while (cell := self._next()) is not None:
            self.hidden.add(cell)
        return self.hidden

    def _next(self) -> Cell | None:
        for line, total in self._lines():
            if total in self.hidden:
                continue
            out_of_sight = [cell for cell in line if cell in self.hidden]
            if out_of_sight and sum(self.values[cell] for cell in out_of_sight) < self.fewest:
                return self._smallest(line) or total
        edges = self._edges()
        # What can move once can move for ever: more hidden cells only open more paths.
        for cell in sorted(self.hidden - self.unpublished - self.free):
            if not self._can_move(cell, edges):
                return self._partner(cell)
            self.free.add(cell)
        return None

    def _lines(self) -> list[tuple[list[Cell], Cell]]:
        """Each row and column, without and with its total; the totals are lines too."""
        every_row, every_column = range(self.rows + 1), range(self.columns + 1)
        rows = [([(r, c) for c in range(self.columns)], (r, self.columns)) for r in every_row]
        columns = [([(r, c) for r in range(self.rows)], (self.rows, c)) for c in every_column]
        return (rows if self.row_totals else []) + (columns if self.row_totals else columns[:-1])

    def _smallest(self, cells: Sequence[Cell]) -> Cell | None:
        """The smallest cell of the line that is shown and not empty: hiding it costs the reader least."""
        open_cells = [cell for cell in cells if cell not in self.hidden and self.values[cell]]
        return min(open_cells, key=lambda cell: (self._is_total(cell), self.values[cell], cell), default=None)

    def _partner(self, cell: Cell) -> Cell:
        """What to hide so that the cell can have another value: in the line that holds it fast, with a part in it."""
        row = [(cell[0], column) for column in range(self.columns + 1)]
        column = [(row, cell[1]) for row in range(self.rows + 1)]
        for line in sorted((row, column), key=lambda line: sum(other in self.hidden for other in line)):
            if chosen := self._smallest(line):
                return chosen
        everywhere = [other for other in self.values if other not in self.hidden]
        return self._smallest(everywhere) or everywhere[0]

    def _is_total(self, cell: Cell) -> int:
        return (cell[0] == self.rows) + (cell[1] == self.columns)

    def _edges(self) -> dict[tuple[str, int], list[tuple[str, int]]]:
        """From each line to those that it can hand one person on to."""
        out: dict[tuple[str, int], list[tuple[str, int]]] = {}
        for cell in self.hidden:
            row, column = ("row", cell[0]), ("column", cell[1])
            more, fewer = self._moves(cell)
            if more:
                out.setdefault(row, []).append(column)
            if fewer:
                out.setdefault(column, []).append(row)
        return out

    def _moves(self, cell: Cell) -> tuple[bool, bool]:
        """Whether the cell, counted with its sign, can grow, and whether it can shrink; no hidden cell is emptied."""
        can_shrink = self.values[cell] > 1 or (cell in self.unpublished and self.values[cell] > 0)
        return (can_shrink, True) if self._is_total(cell) == 1 else (True, can_shrink)

    def _can_move(self, cell: Cell, edges: Mapping[tuple[str, int], list[tuple[str, int]]]) -> bool:
        row, column = ("row", cell[0]), ("column", cell[1])
        more, fewer = self._moves(cell)
        return (more and _leads(edges, column, row)) or (fewer and _leads(edges, row, column))


def _leads(
    edges: Mapping[tuple[str, int], list[tuple[str, int]]], start: tuple[str, int], end: tuple[str, int]
) -> bool:
    """Whether a path leads from one line to another otherwise than by the edge between the two."""
    seen, waiting = {start}, deque([start])
    while waiting:
        here = waiting.popleft()
        for there in edges.get(here, ()):
            if there == end and here != start:
                return True
            if there not in seen and there != end:
                seen.add(there)
                waiting.append(there)
    return False


def _with_totals(counts: Sequence[Sequence[int]], rows: int, columns: int) -> dict[Cell, int]:
    values = {(r, c): counts[r][c] for r in range(rows) for c in range(columns)}
    values |= {(r, columns): sum(counts[r]) for r in range(rows)}
    values |= {(rows, c): sum(row[c] for row in counts) for c in range(columns)}
    return values | {(rows, columns): sum(sum(row) for row in counts)}
