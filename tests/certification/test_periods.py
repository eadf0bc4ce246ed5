"""From facts to periods: tables of dates, and what holds for any history."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certification.enums import GRANTS, FactKind
from certification.periods import FactRow, Gap, as_of, fold, window_opens
from wikilearn.core.dates import add_months

TOPIC = "digital-security"


def fact(kind, day, number=1, **more):
    return FactRow(number, kind, TOPIC, date.fromisoformat(day), **more)


def days(timeline):
    return [(str(span.valid_from), str(span.valid_until)) for span in timeline.spans]


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        pytest.param([], [], id="nothing"),
        pytest.param([("passed", "2024-03-01")], [("2024-03-01", "2026-03-01")], id="two years"),
        pytest.param([("passed", "2024-02-29")], [("2024-02-29", "2026-02-28")], id="leap day"),
        pytest.param(
            [("passed", "2024-03-01"), ("passed", "2025-06-01")], [("2024-03-01", "2026-03-01")], id="practice only"
        ),
        pytest.param(
            [("passed", "2024-03-01"), ("passed", "2025-12-01")],
            [("2024-03-01", "2026-03-01"), ("2026-03-02", "2028-03-01")],
            id="first day of the window",
        ),
        pytest.param(
            [("passed", "2024-03-01"), ("passed", "2025-11-30")],
            [("2024-03-01", "2026-03-01")],
            id="day before the window",
        ),
        pytest.param(
            [("passed", "2024-03-01"), ("passed", "2026-03-01")],
            [("2024-03-01", "2026-03-01"), ("2026-03-02", "2028-03-01")],
            id="last day",
        ),
        pytest.param(
            [("passed", "2024-03-01"), ("passed", "2026-03-02")],
            [("2024-03-01", "2026-03-01"), ("2026-03-02", "2028-03-02")],
            id="a day late is a new period",
        ),
        pytest.param(
            [("passed", "2024-03-01"), ("passed", "2026-07-10")],
            [("2024-03-01", "2026-03-01"), ("2026-07-10", "2028-07-10")],
            id="a gap stays a gap",
        ),
        pytest.param(
            [("passed", "2024-03-01"), ("passed", "2026-01-10"), ("passed", "2026-01-11")],
            [("2024-03-01", "2026-03-01"), ("2026-03-02", "2028-03-01")],
            id="renewed once per window",
        ),
        pytest.param(
            [("passed", "2024-03-01"), ("attended", "2026-01-10")],
            [("2024-03-01", "2026-03-01"), ("2026-03-02", "2028-03-01")],
            id="an event renews too",
        ),
    ],
)
def test_fold_follows_the_table_of_dates(history, expected):
    assert days(fold([fact(kind, day, number) for number, (kind, day) in enumerate(history, 1)])) == expected


def test_fold_starts_anew_before_the_window_when_the_person_chose_so():
    line = fold([fact("passed", "2024-03-01"), fact("passed", "2025-06-01", 2, starts_now=True)])
    assert days(line) == [("2024-03-01", "2025-05-31"), ("2025-06-01", "2027-06-01")]


def test_fold_lets_a_dated_grant_add_only_days_that_are_not_covered():
    taken_over = fact("imported", "2025-01-01", 2, valid_from=date(2025, 1, 1), valid_until=date(2026, 12, 31))
    assert days(fold([fact("passed", "2024-03-01"), taken_over])) == [
        ("2024-03-01", "2026-03-01"),
        ("2026-03-02", "2026-12-31"),
    ]
    assert days(fold([fact("passed", "2025-03-01"), taken_over])) == [("2025-01-01", "2026-12-31")]


def test_fold_counts_a_refresher_only_within_a_year_after_the_end():
    granted = fact("passed", "2024-03-01")
    assert days(fold([fact("passed", "2024-03-01", refresher=True)])) == []
    assert len(fold([granted, fact("passed", "2026-01-01", 2, refresher=True)]).spans) == 2
    assert len(fold([granted, fact("passed", "2027-02-28", 2, refresher=True)]).spans) == 2
    assert len(fold([granted, fact("passed", "2027-03-01", 2, refresher=True)]).spans) == 1


def test_fold_moves_the_end_by_an_extension_and_never_backwards():
    granted = fact("passed", "2024-03-01")
    assert days(fold([granted, fact("extended", "2026-02-01", 2, valid_until=date(2026, 6, 1))])) == [
        ("2024-03-01", "2026-06-01")
    ]
    assert days(fold([granted, fact("extended", "2026-02-01", 2, valid_until=date(2026, 2, 15))])) == [
        ("2024-03-01", "2026-03-01")
    ]
    assert days(fold([granted, fact("extended", "2026-05-01", 2, valid_until=date(2026, 6, 1))])) == [
        ("2024-03-01", "2026-03-01"),
        ("2026-05-01", "2026-06-01"),
    ]


def test_fold_stops_the_clock_during_a_pause_once_and_for_six_months_at_most():
    granted = fact("passed", "2024-03-01")
    paused = fact("paused", "2025-01-01", 2)
    resumed = fact("resumed", "2025-01-31", 3)
    assert days(fold([granted, paused, resumed])) == [("2024-03-01", "2026-03-31")]
    assert fold([granted, paused, resumed]).pauses == (Gap(date(2025, 1, 1), date(2025, 1, 31)),)
    assert days(fold([granted, paused])) == [("2024-03-01", "2026-08-29")]
    again = [fact("paused", "2025-05-01", 4), fact("resumed", "2025-06-01", 5)]
    assert days(fold([granted, paused, resumed, *again])) == [("2024-03-01", "2026-03-31")]
    assert days(fold([granted, fact("paused", "2026-04-01", 2)])) == [("2024-03-01", "2026-03-01")]


def test_fold_moves_a_renewal_that_follows_a_paused_period():
    line = fold(
        [
            fact("passed", "2024-03-01"),
            fact("passed", "2026-01-01", 2),
            fact("paused", "2026-02-01", 3),
            fact("resumed", "2026-02-11", 4),
        ]
    )
    assert days(line) == [("2024-03-01", "2026-03-11"), ("2026-03-12", "2028-03-11")]


def test_fold_takes_days_away_from_a_revocation_until_the_reinstatement():
    granted, revoked = fact("passed", "2024-03-01"), fact("revoked", "2025-01-01", 2)
    assert days(fold([granted, revoked])) == [("2024-03-01", "2024-12-31")]
    assert days(fold([granted, revoked, fact("passed", "2025-02-01", 3)])) == [("2024-03-01", "2024-12-31")]
    line = fold([granted, revoked, fact("reinstated", "2025-03-01", 3)])
    assert days(line) == [("2024-03-01", "2024-12-31"), ("2025-03-01", "2026-03-01")]
    assert [span.piece for span in line.spans] == [0, 1]
    assert days(fold([granted, fact("revoked", "2024-03-01", 2)])) == []


def test_fold_reads_the_events_of_one_day_in_the_order_of_their_moments():
    granted = fact("passed", "2024-03-01", 1, key="2024-03-01T08")
    same_day = [
        fact("revoked", "2025-01-01", 2, key="2025-01-01T08"),
        fact("reinstated", "2025-01-01", 3, key="2025-01-01T09"),
        fact("revoked", "2025-01-01", 4, key="2025-01-01T10"),
    ]
    assert days(fold([granted, *same_day])) == [("2024-03-01", "2024-12-31")]
    assert days(fold([granted, *same_day[:2]])) == [("2024-03-01", "2026-03-01")]


def test_fold_applies_the_latest_correction_backwards_in_time():
    wrong = fact("passed", "2024-03-01")
    annulled = fact("corrected", "2025-01-01", 2, corrects=1)
    moved = fact("corrected", "2025-02-01", 3, corrects=1, valid_from=date(2024, 4, 1))
    assert days(fold([wrong, annulled])) == []
    assert days(fold([wrong, annulled, moved])) == [("2024-04-01", "2026-04-01")]


def test_as_of_leaves_out_what_happened_later_and_keeps_what_was_recorded_later():
    taken_over = fact(
        "imported",
        "2026-05-01",
        1,
        valid_from=date(2024, 1, 1),
        valid_until=date(2026, 1, 1),
        recorded_at=datetime(2026, 5, 1, tzinfo=UTC),
    )
    revoked = fact("revoked", "2025-06-01", 2)
    assert as_of([taken_over, revoked], date(2025, 1, 1)) == [taken_over]
    assert as_of([taken_over, revoked], date(2025, 1, 1), known_at=datetime(2025, 1, 2, tzinfo=UTC)) == []


DAYS = st.dates(date(2020, 1, 1), date(2032, 1, 1))


@st.composite
def histories(draw, kinds=tuple(FactKind), most=8):
    facts = []
    for number in range(1, draw(st.integers(0, most)) + 1):
        kind, day = draw(st.sampled_from(kinds)), draw(DAYS)
        dated = kind in (FactKind.EXTENDED, FactKind.EXEMPTED) or (
            kind in (FactKind.IMPORTED, FactKind.RECOGNISED) and draw(st.booleans())
        )
        corrects = draw(st.integers(1, number)) if kind == FactKind.CORRECTED else None
        facts.append(
            FactRow(
                number,
                kind,
                TOPIC,
                day,
                valid_from=day if dated and kind in GRANTS else None,
                valid_until=day + timedelta(days=draw(st.integers(0, 900))) if dated else None,
                starts_now=kind in GRANTS and draw(st.booleans()),
                corrects=corrects,
            )
        )
    return facts


GRANTED = histories(kinds=tuple(sorted(GRANTS)))


@given(histories())
def test_fold_never_counts_a_day_twice(facts):
    spans = fold(facts).spans
    assert all(span.valid_from <= span.valid_until for span in spans)
    assert all(one.valid_until < other.valid_from for one, other in pairwise(spans))
    assert len({(span.fact, span.piece) for span in spans}) == len(spans)


@given(histories(), st.randoms(use_true_random=False))
def test_fold_does_not_depend_on_the_order_of_arrival(facts, random):
    shuffled = list(facts)
    random.shuffle(shuffled)
    assert fold(shuffled) == fold(facts)


@given(GRANTED, DAYS, st.booleans())
def test_another_pass_at_the_end_never_shortens(facts, day, starts_now):
    facts = [one for one in facts if one.day <= day and one.valid_until is None]
    before, after = fold(facts), fold([*facts, FactRow(99, "passed", TOPIC, day, key="z", starts_now=starts_now)])
    covered = lambda line: {d for s in line.spans for d in (s.valid_from.toordinal(), s.valid_until.toordinal())}  # noqa: E731
    if before.spans:
        assert after.spans[-1].valid_until >= before.spans[-1].valid_until
        assert after.spans[0].valid_from == before.spans[0].valid_from
        assert after.span_on(day) is not None or before.spans[-1].valid_from > day
    assert covered(after)


@given(DAYS, st.integers(0, 90))
def test_renewal_in_the_window_loses_no_day(day, early):
    until = add_months(day, 24)
    renewed = fold([FactRow(1, "passed", TOPIC, day), FactRow(2, "passed", TOPIC, until - timedelta(days=early))])
    assert renewed.spans[-1].valid_until == add_months(until, 24)
    assert renewed.spans[-1].valid_from == until + timedelta(days=1)
    assert window_opens(until, 90) <= until - timedelta(days=early)


@given(DAYS, st.integers(1, 1500))
def test_days_between_two_periods_stay_uncovered(day, late):
    until = add_months(day, 24)
    again = until + timedelta(days=late)
    line = fold([FactRow(1, "passed", TOPIC, day), FactRow(2, "passed", TOPIC, again)])
    assert line.spans[1].valid_from == again
    assert all(line.span_on(until + timedelta(days=gone)) is None for gone in range(1, late))


@given(GRANTED, DAYS, st.integers(0, 300))
def test_a_pause_gives_back_exactly_its_days(facts, day, length):
    facts = [one._replace(starts_now=False) for one in facts if one.day <= day]
    plain = fold(facts)
    cap = (add_months(day, 6) - day).days
    line = fold(
        [
            *facts,
            FactRow(98, "paused", TOPIC, day, key="y"),
            FactRow(99, "resumed", TOPIC, day + timedelta(days=length), key="z"),
        ]
    )
    if plain.span_on(day) is None:
        assert line.spans == plain.spans
    else:
        assert line.spans[-1].valid_until == plain.spans[-1].valid_until + timedelta(days=min(length, cap))


@given(histories(), DAYS, DAYS)
@settings(max_examples=200)
def test_a_past_day_answers_as_it_did_then_whatever_happens_later(facts, day, later):
    facts = [one for one in facts if one.kind != FactKind.CORRECTED]
    then = [one for one in facts if one.day <= day]
    happened = [one for one in facts if one.day > day]
    assert fold(as_of(facts, day)) == fold(then)
    assert fold(as_of([*then, *happened], day)) == fold(as_of(then, day))


@given(histories())
def test_annulling_a_revocation_is_as_if_it_never_was(facts):
    facts = [one for one in facts if one.kind != FactKind.CORRECTED]
    revoked = FactRow(90, "revoked", TOPIC, date(2025, 1, 1))
    annulled = FactRow(91, "corrected", TOPIC, date(2026, 1, 1), corrects=90)
    assert fold([*facts, revoked, annulled]) == fold(facts)
