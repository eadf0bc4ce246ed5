"""Standing as a pure function: a table of states, and what holds for any history."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certification.enums import NextStep, Path, State
from certification.periods import FactRow
from certification.standing import HoldingRow, RequirementRow, readiness, standing
from tests.certification.test_periods import DAYS, histories
from wikilearn.core.dates import add_months

TOPIC = "digital-security"
FORCE, TRANSITION = date(2024, 1, 1), date(2024, 7, 1)
REQUIRED = RequirementRow("checkuser", TOPIC, FORCE, TRANSITION, course="security")
REFRESHER = REQUIRED._replace(path=Path.REFRESHER, course="security-refresher")
OLD = HoldingRow("checkuser", "dewiki", since=date(2020, 1, 1))
NEW = HoldingRow("checkuser", "dewiki", since=date(2025, 1, 1))


def facts(*said):
    return [
        FactRow(number, kind, TOPIC, date.fromisoformat(day), valid_until=until and date.fromisoformat(until))
        for number, (kind, day, until) in enumerate(((*one, None)[:3] for one in said), 1)
    ]


@pytest.mark.parametrize(
    ("history", "holding", "at", "state", "step", "due"),
    [
        ([], OLD, "2023-12-31", State.NOT_REQUIRED, None, None),
        ([], OLD, "2024-01-01", State.IN_TRANSITION, NextStep.TAKE, "2024-07-01"),
        ([], OLD, "2024-07-01", State.IN_TRANSITION, NextStep.TAKE, "2024-07-01"),
        ([], OLD, "2024-07-02", State.NEVER, NextStep.TAKE, None),
        ([], HoldingRow("checkuser", "dewiki"), "2024-02-01", State.IN_TRANSITION, NextStep.TAKE, "2024-07-01"),
        ([], NEW, "2025-01-01", State.NEVER, NextStep.TAKE, None),
        ([("passed", "2024-03-01")], OLD, "2024-02-29", State.IN_TRANSITION, NextStep.TAKE, "2024-07-01"),
        ([("passed", "2024-03-01")], OLD, "2024-03-01", State.CERTIFIED, NextStep.NOTHING, "2026-03-01"),
        ([("passed", "2024-03-01")], OLD, "2025-11-30", State.CERTIFIED, NextStep.NOTHING, "2026-03-01"),
        ([("passed", "2024-03-01")], OLD, "2025-12-01", State.RENEWAL_DUE, NextStep.RENEW, "2026-03-01"),
        ([("passed", "2024-03-01")], OLD, "2026-03-01", State.RENEWAL_DUE, NextStep.RENEW, "2026-03-01"),
        ([("passed", "2024-03-01")], OLD, "2026-03-02", State.LAPSED, NextStep.RENEW, "2026-03-01"),
        ([("passed", "2024-03-01")], OLD, "2027-02-28", State.LAPSED, NextStep.RENEW, "2026-03-01"),
        ([("passed", "2024-03-01")], OLD, "2027-03-01", State.LAPSED, NextStep.RETAKE, "2026-03-01"),
        (
            [("passed", "2024-03-01"), ("passed", "2026-01-15")],
            OLD,
            "2026-02-01",
            State.CERTIFIED,
            NextStep.NOTHING,
            "2028-03-01",
        ),
        (
            [("passed", "2024-03-01"), ("passed", "2026-01-15")],
            OLD,
            "2026-01-14",
            State.RENEWAL_DUE,
            NextStep.RENEW,
            "2026-03-01",
        ),
        (
            [("passed", "2024-03-01"), ("paused", "2024-05-01")],
            OLD,
            "2024-06-01",
            State.PAUSED,
            NextStep.RESUME,
            "2026-09-01",
        ),
        (
            [("passed", "2024-03-01"), ("paused", "2024-05-01")],
            OLD,
            "2024-11-01",
            State.CERTIFIED,
            NextStep.NOTHING,
            "2026-09-01",
        ),
        (
            [("passed", "2024-03-01"), ("revoked", "2025-01-01")],
            OLD,
            "2025-01-01",
            State.REVOKED,
            NextStep.APPEAL,
            None,
        ),
        (
            [("passed", "2024-03-01"), ("revoked", "2025-01-01")],
            OLD,
            "2024-12-31",
            State.CERTIFIED,
            NextStep.NOTHING,
            "2026-03-01",
        ),
        (
            [("passed", "2024-03-01"), ("extended", "2026-02-01", "2026-06-30")],
            OLD,
            "2026-03-15",
            State.CERTIFIED,
            NextStep.NOTHING,
            "2026-06-30",
        ),
        (
            [("imported", "2020-01-01", "2021-01-01")],
            OLD,
            "2024-02-01",
            State.IN_TRANSITION,
            NextStep.RETAKE,
            "2024-07-01",
        ),
    ],
)
def test_standing_follows_the_table_of_states(history, holding, at, state, step, due):
    (answer,) = standing(facts(*history), [REQUIRED, REFRESHER], [holding], date.fromisoformat(at))
    assert answer.state is state
    assert answer.due == (due and date.fromisoformat(due))
    assert [topic.next_step for topic in answer.topics] == ([] if step is None else [step])


def test_standing_names_the_course_that_serves_the_next_step():
    passed = facts(("passed", "2024-03-01"))
    course = lambda at: standing(passed, [REQUIRED, REFRESHER], [OLD], date.fromisoformat(at))[0].topics[0].course  # noqa: E731
    assert [course(at) for at in ("2024-02-01", "2025-01-01", "2026-01-01", "2026-04-01", "2027-04-01")] == [
        "security",
        None,
        "security-refresher",
        "security-refresher",
        "security",
    ]


def test_standing_is_that_of_the_gravest_topic_and_names_the_open_ones_in_that_order():
    rows = [REQUIRED, REQUIRED._replace(topic="self-care"), REQUIRED._replace(topic="diversity")]
    said = [
        FactRow(1, "passed", TOPIC, date(2024, 3, 1)),
        FactRow(2, "passed", "self-care", date(2024, 3, 1)),
        FactRow(3, "passed", "self-care", date(2026, 1, 1)),
    ]
    (answer,) = standing(said, rows, [NEW], date(2026, 3, 5))
    assert answer.state is State.LAPSED
    assert [(topic.topic, topic.state) for topic in answer.open_topics] == [
        (TOPIC, State.LAPSED),
        ("diversity", State.NEVER),
    ]


def test_standing_of_one_person_on_twelve_wikis_is_twelve_answers_and_one_training():
    holdings = [HoldingRow("checkuser", f"wiki{n}", since=date(2020, 1, 1)) for n in range(12)]
    gone = HoldingRow("checkuser", "gonewiki", since=date(2020, 1, 1), until=date(2025, 1, 1))
    answers = standing(facts(("passed", "2024-03-01")), [REQUIRED], [*holdings, gone], date(2025, 1, 1))
    assert [(answer.wiki, answer.state) for answer in answers] == [(f"wiki{n}", State.CERTIFIED) for n in range(12)]


def test_standing_uses_the_version_of_the_requirement_that_counted_then():
    old = REQUIRED._replace(in_force_until=date(2026, 1, 1))
    new = REQUIRED._replace(in_force_from=date(2026, 1, 1), transition_ends=date(2026, 9, 1))
    state = lambda at: standing([], [old, new], [OLD], date.fromisoformat(at))[0].state  # noqa: E731
    assert [state(at) for at in ("2024-03-01", "2025-12-31", "2026-01-01", "2026-09-02")] == [
        State.IN_TRANSITION,
        State.NEVER,
        State.IN_TRANSITION,
        State.NEVER,
    ]


def test_standing_answers_on_the_first_and_last_days_of_the_calendar():
    for at in (date.min, date.max):
        (answer,) = standing(facts(("passed", "2024-03-01")), [REQUIRED], [HoldingRow("checkuser")], at)
        assert answer.state is (State.NOT_REQUIRED if at == date.min else State.LAPSED)
    (first,) = standing(
        [FactRow(1, "passed", TOPIC, date.min)],
        [REQUIRED._replace(in_force_from=date.min)],
        [OLD._replace(since=None)],
        date.min,
    )
    assert first.state is State.CERTIFIED


def test_readiness_tells_a_candidate_what_is_missing_without_a_transition():
    answer = readiness("checkuser", [], [REQUIRED], date(2024, 2, 1))
    assert (answer.state, answer.open_topics[0].next_step) == (State.NEVER, NextStep.TAKE)


@given(histories(), DAYS)
def test_standing_is_valid_exactly_on_certified_days(said, at):
    (answer,) = standing(said, [REQUIRED], [HoldingRow("checkuser")], max(at, FORCE))
    (topic,) = answer.topics
    covered = topic.valid_until is not None and topic.valid_from <= max(at, FORCE) <= topic.valid_until
    assert covered == (answer.state in {State.CERTIFIED, State.RENEWAL_DUE, State.PAUSED})


@given(histories(), DAYS, st.integers(1, 900))
def test_standing_on_a_past_day_does_not_change_by_what_happens_later(said, at, days):
    later = FactRow(99, "passed", TOPIC, at + timedelta(days=days), key="z")
    revoked = FactRow(98, "revoked", TOPIC, at + timedelta(days=days), key="y")
    then = standing(said, [REQUIRED], [OLD], at)
    assert standing([*said, later], [REQUIRED], [OLD], at) == then
    assert standing([*said, revoked], [REQUIRED], [OLD], at) == then


@given(DAYS)
def test_standing_changes_from_certified_to_lapsed_on_the_day_after_the_last(day):
    said = [FactRow(1, "passed", TOPIC, day)]
    always = REQUIRED._replace(in_force_from=date(2000, 1, 1), transition_ends=date(2000, 7, 1))
    last = add_months(day, 24)
    states = [standing(said, [always], [OLD], at)[0].state for at in (last, last + timedelta(days=1))]
    assert states == [State.RENEWAL_DUE, State.LAPSED]
