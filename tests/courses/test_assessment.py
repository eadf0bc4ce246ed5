"""Drawing, grading and the rules of trying again: pure functions, no database."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.assessment.drawing import draw, mixed, shares, shuffled
from courses.assessment.grading import grade, level
from courses.assessment.kinds import fits, is_right
from courses.assessment.questions import Option, Question
from courses.assessment.rules import GRACE, Rules, is_late
from courses.enums import Level, QuestionKind

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
steady = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is not a slow test
keys = st.text("abcdefghij", min_size=1, max_size=4)


@st.composite
def pool_sets(draw_from):
    """One to five pools; a key belongs to one pool only, as in a course."""
    names = draw_from(st.lists(keys, min_size=1, max_size=5, unique=True))
    return {name: {f"{name}-{n}" for n in range(draw_from(st.integers(0, 12)))} for name in names}


def question(kind=QuestionKind.SINGLE, *, key="q", right=("a",), options="abc"):
    made = tuple(Option(key=option, html=option, right=option in right) for option in options)
    return Question(key=key, kind=kind, html="?", options=made)


@steady
@given(pool_sets(), st.integers(0, 30), st.text(max_size=8))
def test_draw_is_the_same_for_the_same_seed(pools, count, seed):
    again = {pool: sorted(keys, reverse=True) for pool, keys in reversed(pools.items())}
    assert draw(pools, count=count, seed=seed) == draw(again, count=count, seed=seed)


@steady
@given(pool_sets(), st.integers(0, 30), st.text(max_size=8))
def test_draw_gives_as_many_as_asked_and_none_twice(pools, count, seed):
    drawn = draw(pools, count=count, seed=seed)
    everything = set().union(*pools.values())
    assert len(drawn) == len(set(drawn)) == min(count, len(everything))
    assert everything.issuperset(drawn)


@steady
@given(pool_sets(), st.integers(0, 30), st.text(max_size=8))
def test_draw_represents_each_pool_when_the_count_allows(pools, count, seed):
    drawn = set(draw(pools, count=count, seed=seed))
    filled = [keys for keys in pools.values() if keys]
    represented = sum(1 for keys in filled if keys & drawn)
    assert represented == min(count, len(filled))


@steady
@given(pool_sets(), st.integers(0, 30), st.text(max_size=8), st.text(max_size=8))
def test_draw_rotates_as_far_as_each_pool_allows(pools, count, seed, next_seed):
    last = set(draw(pools, count=count, seed=seed))
    drawn = set(draw(pools, count=count, seed=next_seed, avoid=last))
    for pool_keys in pools.values():
        given_now = drawn & pool_keys
        fresh = pool_keys - last
        assert len(given_now & last) == max(0, len(given_now) - len(fresh))


@steady
@given(st.dictionaries(keys, st.integers(0, 50), max_size=6), st.integers(0, 80), st.text(max_size=8))
def test_shares_never_exceed_a_pool(sizes, count, seed):
    given_out = shares(sizes, count=count, seed=seed)
    assert all(0 <= given_out[pool] <= sizes[pool] for pool in given_out)
    assert sum(given_out.values()) == min(count, sum(sizes.values()))


def test_shares_follow_the_sizes():
    assert shares({"large": 30, "small": 10}, count=8, seed="s") == {"large": 6, "small": 2}


def test_draw_depends_on_the_seed():
    pools = {"p": {f"q{n}" for n in range(20)}}
    assert len({tuple(draw(pools, count=5, seed=str(seed))) for seed in range(10)}) > 1


@given(st.lists(keys, min_size=2, max_size=4, unique=True), st.text(max_size=8))
def test_what_is_to_be_put_in_order_never_stands_in_it_already(order, seed):
    found = mixed(order, seed=seed, never=order)
    assert found != order
    assert sorted(found) == sorted(order)


def test_shuffled_is_pinned_for_ever():
    # An attempt kept for years must show its questions and options in the order in which it was taken.
    assert shuffled(["a", "b", "c", "d"], seed="attempt:1") == ["d", "b", "c", "a"]


@pytest.mark.parametrize(
    ("kind", "right", "answer", "expected"),
    [
        (QuestionKind.SINGLE, "a", ["a"], True),
        (QuestionKind.SINGLE, "a", ["b"], False),
        (QuestionKind.SINGLE, "a", [], False),
        (QuestionKind.SINGLE, "ab", ["b"], True),
        (QuestionKind.MULTIPLE, "ab", ["b", "a"], True),
        (QuestionKind.MULTIPLE, "ab", ["a"], False),
        (QuestionKind.MULTIPLE, "ab", ["a", "b", "c"], False),
        (QuestionKind.MULTIPLE, "ab", [], False),
        (QuestionKind.MULTIPLE, "", [], False),
    ],
)
def test_answer_is_judged_by_kind(kind, right, answer, expected):
    assert is_right(question(kind, right=right), answer) is expected


@pytest.mark.parametrize(
    ("kind", "answer", "expected"),
    [
        (QuestionKind.SINGLE, [], True),
        (QuestionKind.SINGLE, ["c"], True),
        (QuestionKind.SINGLE, ["a", "b"], False),
        (QuestionKind.SINGLE, ["z"], False),
        (QuestionKind.MULTIPLE, ["a", "b", "c"], True),
        (QuestionKind.MULTIPLE, ["a", "a"], False),
        (QuestionKind.MULTIPLE, ["a", "z"], False),
    ],
)
def test_answer_fits_only_the_options_of_its_question(kind, answer, expected):
    assert fits(question(kind), answer) is expected


@pytest.mark.parametrize(
    ("answers", "score"),
    [
        ({}, 0),
        ({"q1": ["a"]}, 33),
        ({"q1": ["a"], "q2": ["a"]}, 66),
        ({"q1": ["a"], "q2": ["a"], "q3": ["a"]}, 100),
        ({"q1": ["a"], "forged": ["a"]}, 33),
    ],
)
def test_grade_rounds_down_and_ignores_what_was_not_asked(answers, score):
    graded = grade([question(key=key) for key in ("q1", "q2", "q3")], answers)
    assert (graded.score, graded.asked) == (score, 3)
    assert graded.right == {key for key in answers if key != "forged"}


def test_grade_of_nothing_asked_is_zero():
    assert grade([], {}).score == 0


@pytest.mark.parametrize(
    ("score", "pass_mark", "expected"),
    [
        (69, 70, None),
        (70, 70, Level.BASIC),
        (79, 70, Level.BASIC),
        (80, 70, Level.PROFICIENT),
        (89, 70, Level.PROFICIENT),
        (90, 70, Level.ADVANCED),
        (100, 100, Level.ADVANCED),
        (99, 100, None),
        (0, 0, Level.BASIC),
    ],
)
def test_level_divides_what_lies_above_the_pass_mark(score, pass_mark, expected):
    assert level(score, pass_mark=pass_mark) == expected


@steady
@given(st.integers(0, 100), st.integers(0, 100), st.integers(0, 100))
def test_level_never_falls_with_a_better_score(pass_mark, one, other):
    order = [None, *Level]
    low, high = sorted([one, other])
    assert order.index(level(low, pass_mark=pass_mark)) <= order.index(level(high, pass_mark=pass_mark))


def rules(**changes):
    return Rules(**{"count": 5, "pass_mark": 80, "attempts_before_pause": 3, "pause": timedelta(hours=24)} | changes)


@pytest.mark.parametrize(
    ("before_pause", "failures", "opens_after_last"),
    [
        (3, 0, None),
        (3, 1, None),
        (3, 2, None),
        (3, 3, timedelta(hours=24)),
        (3, 4, None),
        (3, 6, timedelta(hours=24)),
        (1, 1, timedelta(hours=24)),
        (0, 9, None),
    ],
)
def test_pause_comes_after_each_round_of_failures(before_pause, failures, opens_after_last):
    failed_at = [NOON + timedelta(hours=n) for n in range(failures)]
    expected = opens_after_last and failed_at[-1] + opens_after_last
    assert rules(attempts_before_pause=before_pause).opens_at(list(reversed(failed_at))) == expected


@pytest.mark.parametrize(("before_pause", "failed", "left"), [(3, 0, 3), (3, 2, 1), (3, 3, 3), (0, 5, None)])
def test_failures_left_counts_down_to_the_pause(before_pause, failed, left):
    assert rules(attempts_before_pause=before_pause).failures_left(failed) == left


@pytest.mark.parametrize(("extra", "minutes"), [(0, 20), (25, 25), (100, 40)])
def test_deadline_grants_extra_time(extra, minutes):
    limited = rules(time_limit=timedelta(minutes=20))
    assert limited.deadline(NOON, extra_time=extra) == NOON + timedelta(minutes=minutes)


def test_deadline_is_none_without_a_limit():
    assert rules().deadline(NOON) is None


@pytest.mark.parametrize(
    ("late_by", "expected"), [(timedelta(0), False), (GRACE, False), (GRACE + timedelta(seconds=1), True)]
)
def test_answers_are_late_after_the_grace(late_by, expected):
    assert is_late(NOON + late_by, NOON) is expected


def test_answers_are_never_late_without_a_deadline():
    assert not is_late(NOON, None)
