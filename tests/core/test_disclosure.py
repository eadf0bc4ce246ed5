"""What may be published about how many people: no cell of a few, and none that subtraction brings back."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wikilearn.core.disclosure import FEWEST, Line, share, shown, suppress_line, suppress_table

SMALL = st.integers(0, 9)
TABLES = st.tuples(st.integers(1, 3), st.integers(1, 3)).flatmap(
    lambda size: st.lists(st.lists(SMALL, min_size=size[1], max_size=size[1]), min_size=size[0], max_size=size[0])
)


@pytest.mark.parametrize(("count", "expected"), [(0, 0), (1, None), (4, None), (5, 5), (400, 400)])
def test_single_count_of_a_few_is_hidden(count, expected):
    assert shown(count) == expected


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [(0, 0, None), (0, 9, None), (0, 10, 0), (10, 10, 100), (4, 40, None), (36, 40, None), (5, 10, 50), (20, 60, 33)],
)
def test_share_says_nothing_about_a_few(part, whole, expected):
    assert share(part, whole) == expected


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([7, 8, 9], Line([7, 8, 9], 24)),
        ([7, 0, 9], Line([7, 0, 9], 16)),
        ([7, 3, 9], Line([None, None, 9], 19)),
        ([2, 3], Line([None, None], 5)),
        ([3], Line([None], None)),
        ([3, 0], Line([None, 0], None)),
        ([1, 1, 20], Line([None, None, None], 22)),
        ([], Line([], 0)),
    ],
)
def test_line_hides_a_second_cell_beside_a_small_one(counts, expected):
    assert suppress_line(counts) == expected


def test_table_hides_a_rectangle_around_a_small_cell():
    table = suppress_table([[20, 3, 30], [40, 50, 60], [70, 80, 90]])
    assert table.cells == [[None, None, 30], [None, None, 60], [70, 80, 90]]
    assert table.row_totals == [53, 150, 240]
    assert table.total == 443


@pytest.mark.parametrize("counts", [[[1], [2, 3]], [[-1, 5]]])
def test_table_that_is_none_is_refused(counts):
    with pytest.raises(ValueError, match=r"\["):
        suppress_table(counts)


def fits(table, cells):
    """Whether filled-in cells agree with all that the published table shows."""
    totals = [sum(row) for row in cells]
    columns = [sum(column) for column in zip(*cells, strict=True)]
    said = [*zip(table.row_totals, totals, strict=True), *zip(table.column_totals, columns, strict=True)]
    said.append((table.total, sum(totals)))
    return all(shown_total is None or shown_total == total for shown_total, total in said)


@settings(max_examples=150, deadline=None)
@given(TABLES)
def test_no_hidden_cell_of_a_table_can_be_worked_out(counts):
    """Every other way to fill the hidden cells (up to a bound) that fits what is shown is tried."""
    table = suppress_table(counts)
    hidden = [(r, c) for r, row in enumerate(table.cells) for c, cell in enumerate(row) if cell is None]
    assert all(cell is None or cell == 0 or cell >= FEWEST for row in table.cells for cell in row)
    if not hidden or len(hidden) > 4:  # a rectangle; each cell more takes eleven times as long
        return
    possible = {cell: set() for cell in hidden}
    for filling in product(range(1, 12), repeat=len(hidden)):
        cells = [list(row) for row in table.cells]
        for (r, c), value in zip(hidden, filling, strict=True):
            cells[r][c] = value
        if fits(table, cells):
            for cell, value in zip(hidden, filling, strict=True):
                possible[cell].add(value)
    assert all(len(values) > 1 for values in possible.values()), (table, possible)


@given(TABLES)
def test_what_is_missing_from_a_shown_total_is_never_a_few_people(counts):
    table = suppress_table(counts)
    lines = [*zip(table.cells, table.row_totals, strict=True)]
    lines += [*zip(map(list, zip(*table.cells, strict=True)), table.column_totals, strict=True)]
    lines += [(table.row_totals, table.total), (table.column_totals, table.total)]
    for cells, total in lines:
        if total is not None and None in cells:
            assert total - sum(cell or 0 for cell in cells) >= FEWEST


@given(st.lists(st.integers(0, 30), min_size=1, max_size=12))
def test_line_shows_what_is_true_or_nothing(counts):
    line = suppress_line(counts)
    assert all(cell in (None, count) for cell, count in zip(line.cells, counts, strict=True))
    assert line.total in (None, sum(counts))
    assert line.cells.count(None) != 1 or line.total is None


@given(st.lists(st.lists(st.integers(5, 99), min_size=3, max_size=3), min_size=1, max_size=4))
def test_table_of_many_people_hides_nothing(counts):
    table = suppress_table(counts)
    assert table.cells == counts
    assert table.total == sum(map(sum, counts))
