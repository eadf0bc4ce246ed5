"""Days in UTC and months that keep the day."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certification.periods import window_opens
from wikilearn.core.dates import add_months, parse_day, utc_day


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2024, 2, 29), 24, date(2026, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2026, 2, 28), 24, date(2028, 2, 28)),
        (date(2026, 3, 1), 24, date(2028, 3, 1)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 12, 31), 24, date(2028, 12, 31)),
        (date(1, 1, 1), 24, date(3, 1, 1)),
        (date(9998, 5, 5), 24, date.max),
        (date(1, 1, 1), -1, date.min),
    ],
)
def test_add_months_keeps_the_day_or_takes_the_last_of_a_shorter_month(day, months, expected):
    assert add_months(day, months) == expected


@given(st.dates(), st.dates(), st.integers(1, 60))
def test_add_months_never_turns_the_order_of_two_days_around(one, other, months):
    first, second = sorted([one, other])
    assert add_months(first, months) <= add_months(second, months)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime(2026, 3, 1, 23, 59, 59, tzinfo=UTC), date(2026, 3, 1)),
        (datetime(2026, 3, 2, 0, 30, tzinfo=timezone(timedelta(hours=2))), date(2026, 3, 1)),
        (datetime(2026, 3, 29, 2, 30, tzinfo=timezone(timedelta(hours=1))), date(2026, 3, 29)),
        (datetime(2026, 2, 28, 23, 0, tzinfo=timezone(timedelta(hours=-8))), date(2026, 3, 1)),
        (datetime(1, 1, 1, 0, 0, tzinfo=timezone(timedelta(hours=14))), date(1, 1, 1)),
        (datetime(9999, 12, 31, 23, 0, tzinfo=timezone(timedelta(hours=-5))), date(9999, 12, 31)),
    ],
)
def test_utc_day_is_the_day_in_utc_whatever_the_zone(moment, expected):
    assert utc_day(moment) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-3-1",
        "01.03.2026",
        "2026-02-30",
        "0000-01-01",
        "20260301",
        "2026-03-01T00:00",
        "٢٠٢٦-٠٣-٠١",
        " 2026-03-01",
    ],
)
def test_parse_day_takes_iso_days_only(text):
    with pytest.raises(ValueError):  # noqa: PT011 - the callers say it in words
        parse_day(text)


def test_parse_day_reads_the_first_day_of_the_calendar():
    assert parse_day("0001-01-01") == date.min


def test_window_opens_ninety_days_before_the_last_day_and_never_before_the_calendar():
    assert window_opens(date(2026, 4, 1), 90) == date(2026, 1, 1)
    assert window_opens(date(1, 1, 5), 90) == date.min
