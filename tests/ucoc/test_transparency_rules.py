"""What may be published: suppression never isolates, shown by attacks that know nothing of how it was chosen."""

from datetime import date
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ucoc.transparency import (
    Counts,
    Quarter,
    audit,
    audit_together,
    exact,
    protect,
    published,
    rounded,
    total_place,
)


def table(cells, key="t", sensitive=()):
    columns = ("",) if all(len(row) == 1 for row in cells) else tuple(f"c{n}" for n in range(len(cells[0])))
    rows = tuple(f"r{n}" for n in range(len(cells)))
    return Counts(key, rows, columns, tuple(map(tuple, cells)), frozenset(sensitive))


@pytest.mark.parametrize("text", ["2026Q0", "2026Q5", "26Q1", "2026-3", "", "2026Q3x", "٢٠٢٦Q3"])
def test_quarters_that_are_none(text):
    with pytest.raises(ValueError, match=r"^.*$"):
        Quarter.parse(text)


def test_quarters_have_days_and_come_one_quarter_late():
    quarter = Quarter.parse("2026Q3")
    assert (quarter.first, quarter.last, str(quarter.following)) == (date(2026, 7, 1), date(2026, 9, 30), "2026Q4")
    assert quarter.released_from == date(2027, 1, 1)
    assert Quarter.parse("2026Q4").following == Quarter(2027, 1)
    assert Quarter.of(date(2026, 2, 28)) == Quarter(2026, 1)


@pytest.mark.parametrize(("count", "told"), [(0, 0), (10, 10), (12, 10), (13, 15), (17, 15), (18, 20)])
def test_rounding(count, told):
    assert rounded(count) == told


LEAKS = {
    "a small cell": ([[3, 40], [40, 40]], lambda t: set(exact(t))),
    "total minus cells": ([[3, 40], [40, 40]], lambda t: set(exact(t)) - {(0, 0)}),
    "two hidden in a row, their columns whole": ([[3, 4], [40, 40]], lambda t: set(exact(t)) - {(0, 0), (0, 1)}),
    "a small rest of a line": ([[3], [4], [50]], lambda t: set(exact(t)) - {(0, 0), (1, 0)}),
    "bounds meet at one and one": ([[1], [1], [50]], lambda t: set(exact(t)) - {(0, 0), (1, 0)}),
    "zeros leave one place": ([[0, 3], [0, 40]], lambda t: set(exact(t)) - {(0, 1)}),
}


@pytest.mark.parametrize("name", LEAKS)
def test_audit_finds_leaks(name):
    cells, shown = LEAKS[name]
    counts = table(cells)
    assert audit(counts, shown(counts))
    assert not audit(counts, protect([counts])[0].places)


def test_audit_finds_a_single_wiki():
    counts = table([[50, 40], [40, 40]], sensitive=[(0, 0)])
    assert audit(counts, set(exact(counts)))
    told = protect([counts])[0].places
    assert (0, 0) not in told
    assert not audit(counts, told)


def test_where_one_total_is_hidden_nothing_of_the_population_is_told():
    small, other = table([[3], [0]]), table([[2, 1], [0, 0]])
    assert all(not told.places for told in protect([small, other]))


def test_two_releases_are_laid_side_by_side():
    counts = table([[3, 40], [40, 40]])
    careful = protect([counts])[0].places
    assert not audit_together([(counts, careful), (counts, careful)])
    careless = {(0, 1), (1, 0), (1, 1), (0, 2), (1, 2)}
    assert audit_together([(counts, careful), (counts, careless)])
    later = table([[3, 40], [40, 44]])
    assert audit_together([(counts, careful), (later, protect([later])[0].places)])


def test_published_numbers_are_rounded_and_hidden_ones_are_none():
    counts = table([[3, 41], [42, 43]])
    told = published(counts, protect([counts])[0].places)
    assert told["cells"][0][0] is None
    numbers = [n for row in told["cells"] for n in row] + told["row_totals"] + told["column_totals"] + [told["total"]]
    assert all(n is None or n % 5 == 0 for n in numbers)


SMALL = st.sampled_from([0, 0, 0, 1, 2, 3, 5, 9, 10, 11, 15, 40])
CELLS = st.integers(2, 5).flatmap(
    lambda width: st.lists(st.lists(SMALL, min_size=width, max_size=width), min_size=1, max_size=5)
)
PLACES = st.sets(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=3)


@settings(max_examples=120, deadline=None)
@given(CELLS, PLACES)
def test_suppression_never_isolates(cells, places):
    fitting = [(r, c) for r, c in places if r < len(cells) and c < len(cells[0]) and cells[r][c]]
    counts = table(cells, sensitive=fitting)
    line = table([[sum(row)] for row in cells], key="line")
    for each, told in zip([counts, line], protect([counts, line]), strict=True):
        assert audit(each, told.places) == []


@settings(max_examples=50, deadline=None)
@given(CELLS, CELLS)
def test_a_population_shows_its_total_everywhere_or_nothing(one, two):
    tables = [table(one), table(two, key="u")]
    told = protect(tables)
    seen = {total_place(each) in shown.places for each, shown in zip(tables, told, strict=True)}
    assert seen == {True} or not any(shown.places for shown in told)


TINY = st.lists(st.lists(st.integers(0, 4), min_size=2, max_size=2), min_size=2, max_size=3)


@settings(max_examples=30, deadline=None)
@given(TINY)
def test_every_hidden_cell_could_have_another_value(cells):
    """By trying all tables: nothing of ours takes part in it."""
    counts = table(cells)
    told = protect([counts], fewest=3)[0].places
    values = exact(counts)
    hidden = [(r, c) for r in range(len(cells)) for c in range(2) if (r, c) not in told]
    if not told:
        return
    seen = {place: set() for place in hidden}
    for guess in product(range(1, 6), repeat=len(hidden)):
        tried = [list(row) for row in cells]
        for (r, c), value in zip(hidden, guess, strict=True):
            tried[r][c] = value
        new = exact(table(tried))
        if all(new[place] == values[place] for place in told):
            for place, value in zip(hidden, guess, strict=True):
                seen[place].add(value)
    assert all(len(found) > 1 for found in seen.values())
