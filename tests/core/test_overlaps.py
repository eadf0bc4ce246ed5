"""Groups that overlap, published together: no arithmetic isolates a few people."""

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wikilearn.core.disclosure import share
from wikilearn.core.overlaps import publishable


def people(start, count):
    return {f"p{number}" for number in range(start, start + count)}


@pytest.mark.parametrize(
    ("groups", "marked", "shown"),
    [
        ({}, set(), set()),
        ({"all": people(0, 20)}, people(0, 10), {"all"}),
        ({"all": people(0, 20)}, people(0, 3), set()),
        # The rest of “all” would be five people of one kind.
        ({"all": people(0, 25), "a": people(0, 20)}, people(0, 10), {"all"}),
        ({"all": people(0, 40), "a": people(0, 20), "b": people(20, 20)}, people(10, 20), {"all", "a", "b"}),
        # The same people under two names are told once more, which tells nothing more.
        ({"all": people(0, 40), "a": people(0, 20), "same": people(0, 20)}, people(10, 20), {"all", "a", "same"}),
        # Two groups that share all but two people.
        ({"all": people(0, 60), "a": people(0, 30), "b": people(2, 30)}, people(15, 30), {"all", "b"}),
    ],
)
def test_what_may_stand_together(groups, marked, shown):
    assert publishable(groups, marked, first="all") == shown


NAMES = ["all", "a", "b", "c", "d"]


@st.composite
def worlds(draw):
    """Some hundred people in overlapping groups, all of them in “all”: by which groups, how many with a mark."""
    kinds = draw(st.lists(st.frozensets(st.sampled_from(NAMES[1:])), min_size=1, max_size=7, unique=True))
    groups = {name: set() for name in NAMES}
    marked, number = set(), 0
    for kind in kinds:
        with_mark, without = draw(st.integers(0, 14)), draw(st.integers(0, 14))
        for place in range(with_mark + without):
            person = f"p{number}"
            number += 1
            for name in {"all", *kind}:
                groups[name].add(person)
            if place < with_mark:
                marked.add(person)
    return groups, marked


def derivable(vector, rows):
    """Whether the vector is a sum of the rows with any factors (elimination over fractions)."""
    base = []
    for row in [*rows, vector]:
        rest = [Fraction(value) for value in row]
        for pivot, known in base:
            if rest[pivot]:
                rest = [value - rest[pivot] * other for value, other in zip(rest, known, strict=True)]
        pivot = next((place for place, value in enumerate(rest) if value), None)
        if row is vector:
            return pivot is None
        if pivot is not None:
            base.append((pivot, [value / rest[pivot] for value in rest]))
    return False


@given(worlds())
def test_no_sum_or_difference_of_what_is_published_is_about_a_few(world):
    groups, marked = world
    shown = sorted(publishable(groups, marked, first="all"))
    kinds = {}
    for person in groups["all"]:
        kinds.setdefault(frozenset(name for name in NAMES if person in groups[name]), set()).add(person)
    classes = list(kinds.items())
    rows = [[int(name in kind) for kind, _people in classes] for name in shown]
    for size in range(1, len(classes) + 1):
        for chosen in combinations(range(len(classes)), size):
            vector = [int(place in chosen) for place in range(len(classes))]
            if derivable(vector, rows):
                some = set().union(*(classes[place][1] for place in chosen))
                assert share(len(some & marked), len(some)) is not None, (shown, sorted(some))


@given(worlds())
def test_what_is_safe_alone_is_told_where_nothing_else_is(world):
    groups, marked = world
    everybody = groups["all"]
    alone = share(len(everybody & marked), len(everybody)) is not None
    assert (publishable({"all": everybody}, marked, first="all") == {"all"}) is alone
