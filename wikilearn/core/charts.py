"""Small charts as inline SVG, each with the table that says the same: `{% include "charts/chart.html" %}` with `chart`.

A chart is drawn from whole numbers; None is a number that is hidden to protect people, and is drawn as an empty frame.
Series differ by pattern, not by colour alone. Geometry is in units of a `viewBox`, so charts grow and shrink with the
page; where text runs from right to left the first row stands on the right.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

WIDTH, HEIGHT, FOOT = 400, 180, 26
"""Of a chart of columns: its canvas, and what of the height its labels take."""
MOST_LABELS, HALF_LABEL = 4, 34
"""How many labels there is room for under the columns, and half the room of one."""


@dataclass(frozen=True, slots=True)
class Series:
    """Numbers of one kind, one for each row of the chart. `total` stands beneath them in the table."""

    name: str
    values: Sequence[int | None]
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Label:
    """What a row is called, in the language of that text (empty: the language of the page)."""

    text: str
    language: str = ""
    dir: str = ""


@dataclass(frozen=True, slots=True)
class Shape:
    """A rectangle of the drawing. `pattern` counts series from 1; `hidden`: the number is not told."""

    x: float
    y: float
    width: float
    height: float
    pattern: int
    hidden: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """A number of the table. `share` is how long its bar is, 0–100."""

    value: int | None
    share: float
    pattern: int


@dataclass(frozen=True, slots=True)
class Tick:
    """A label under a column."""

    x: float
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """`key` names it in addresses; `over_time` draws columns side by side, otherwise each row has its bars.

    `totals`: the table ends in a row of totals.
    """

    key: str
    title: str
    row_name: str
    labels: Sequence[Label]
    series: Sequence[Series]
    about: str = ""
    over_time: bool = False
    totals: bool = False
    notes: list[str] = field(default_factory=list)

    @property
    def highest(self) -> int:
        """The largest number of all; at least 1."""
        return max([1, *(value or 0 for series in self.series for value in series.values)])

    @property
    def is_empty(self) -> bool:
        """There is nothing to draw."""
        return not any(value is None or value for series in self.series for value in series.values)

    @property
    def hides(self) -> bool:
        """Some numbers are hidden."""
        return any(value is None for series in self.series for value in series.values)

    def rows(self) -> Iterator[tuple[Label, list[Cell]]]:
        """The rows of the table, with the length of each bar."""
        for place, label in enumerate(self.labels):
            yield (
                label,
                [self._cell(series.values[place], number) for number, series in enumerate(self.series, start=1)],
            )

    def csv_rows(self, hidden: str) -> Iterator[list[object]]:
        """The table for a file; `hidden` stands for what is not told."""
        for place, label in enumerate(self.labels):
            values = [series.values[place] for series in self.series]
            yield [label.text, *(hidden if value is None else value for value in values)]

    def shapes(self, *, rtl: bool) -> Iterator[Shape]:
        """The columns of a chart over time."""
        slot = WIDTH / max(1, len(self.labels))
        width = slot * 0.8 / max(1, len(self.series))
        for place in range(len(self.labels)):
            for number, series in enumerate(self.series):
                value = series.values[place]
                height = (HEIGHT - FOOT - 4) * (value or 0) / self.highest
                x = place * slot + slot * 0.1 + number * width
                yield Shape(
                    x=round(WIDTH - x - width if rtl else x, 1),
                    y=round(HEIGHT - FOOT - (14 if value is None else height), 1),
                    width=round(width, 1),
                    height=round(14 if value is None else height, 1),
                    pattern=number + 1,
                    hidden=value is None,
                )

    def ticks(self, *, rtl: bool) -> Iterator[Tick]:
        """Labels under the columns, as many as there is room for."""
        slot = WIDTH / max(1, len(self.labels))
        step = -(-len(self.labels) // MOST_LABELS)
        for place in range(0, len(self.labels), max(1, step)):
            middle = place * slot + slot / 2
            middle = min(max(WIDTH - middle if rtl else middle, HALF_LABEL), WIDTH - HALF_LABEL)
            yield Tick(x=round(middle, 1), text=self.labels[place].text)

    def _cell(self, value: int | None, pattern: int) -> Cell:
        return Cell(value=value, share=round(100 * (value or 0) / self.highest, 1), pattern=pattern)
