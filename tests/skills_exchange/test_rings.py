"""Rings of two and three: valid on every edge, nobody twice, under-represented first."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skills_exchange.matching.pools import ANY_SKILL, can_meet
from skills_exchange.matching.rings import find_rings, members
from tests.skills_exchange.matching_pools import Someone, crowd, pool_of


def check(pool, rings):
    """Each step is possible, each ring closes, and nobody is in two."""
    everybody = [place for ring in rings for place in members(pool, ring)]
    assert len(everybody) == len(set(everybody))
    for ring in rings:
        assert 2 <= len(ring) <= 3
        learners = members(pool, ring)
        sharers = [int(pool.offers.party[step.offer]) for step in ring]
        assert sharers == learners[1:] + learners[:1]
        for step, learner, sharer in zip(ring, learners, sharers, strict=True):
            assert pool.wants.skill[step.want] == pool.offers.skill[step.offer]
            assert (pool.wants.languages[step.want] & pool.offers.languages[step.offer]).any()
            formats = int(pool.wants.formats[step.want] & pool.offers.formats[step.offer])
            assert can_meet(formats, pool.overlap(learner, sharer))
            assert pool.free[sharer] > 0
            assert not pool.bars(learner, sharer, int(pool.wants.skill[step.want]))


@given(st.integers(0, 500), st.integers(0, 60), st.integers(2, 8))
@settings(max_examples=30, deadline=None)
def test_rings_are_valid(seed, size, skills):
    pool = pool_of(crowd(size, seed=seed, skills=skills + 3, languages=3))
    check(pool, find_rings(pool, seed=seed))


def test_a_ring_of_two():
    pool = pool_of([Someone(offers={0: 3}, wants={1: 2}), Someone(offers={1: 3}, wants={0: 2})])
    (ring,) = find_rings(pool, seed=1)
    assert sorted(members(pool, ring)) == [0, 1]


def test_a_ring_of_three_where_no_two_fit():
    people = [Someone(offers={n: 3}, wants={(n + 1) % 3: 2}) for n in range(3)]
    pool = pool_of(people)
    (ring,) = find_rings(pool, seed=1)
    check(pool, [ring])
    assert sorted(members(pool, ring)) == [0, 1, 2]


@pytest.mark.parametrize(
    ("change", "barred"),
    [
        ({"speaks": (1,)}, ()),
        ({"week": 0, "formats": 1}, ()),
        ({"free": 0}, ()),
        ({}, ((0, 1, ANY_SKILL),)),
        ({}, ((1, 0, ANY_SKILL),)),
        ({}, ((1, 0, 0),)),
    ],
    ids=["language", "hours", "no place", "blocked", "blocked by", "not for me"],
)
def test_what_breaks_an_edge_breaks_the_ring(change, barred):
    people = [Someone(offers={0: 3}, wants={1: 2}), Someone(**{"offers": {1: 3}, "wants": {0: 2}} | change)]
    assert find_rings(pool_of(people, frozenset(barred)), seed=1) == []


def test_under_represented_people_choose_first():
    pair = {"offers": {0: 3}, "wants": {1: 2}}
    people = [*[Someone(**pair) for _ in range(6)], Someone(**pair, underrepresented=True)]
    pool = pool_of([*people, Someone(offers={1: 3}, wants={0: 2})])
    for seed in range(5):
        (ring,) = find_rings(pool, seed=seed)
        assert 6 in members(pool, ring)


def test_the_same_seed_gives_the_same_rings():
    people = crowd(500, skills=20)
    assert find_rings(pool_of(people), seed=3) == find_rings(pool_of(people), seed=3)


def test_many_alike_cost_no_more_than_their_number():
    people = [Someone(offers={0: 3}, wants={1: 2}), Someone(offers={1: 3}, wants={0: 2})] * 1_000
    assert len(find_rings(pool_of(people), seed=1)) == 1_000
