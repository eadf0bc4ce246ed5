"""Deadlines by the clock and calendar of a body."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ucoc.deadlines import Calendar, after_days, after_hours, next_working_day

WEEKDAYS = frozenset(range(1, 6))


@pytest.mark.parametrize(
    ("start", "hours", "expected"),
    [
        (datetime(2026, 3, 28, 12, tzinfo=UTC), 24, datetime(2026, 3, 29, 12, tzinfo=UTC)),
        (datetime(2026, 3, 29, 0, 30, tzinfo=ZoneInfo("Europe/Berlin")), 24, datetime(2026, 3, 29, 23, 30, tzinfo=UTC)),
        (datetime(2028, 2, 28, 12, tzinfo=UTC), 48, datetime(2028, 3, 1, 12, tzinfo=UTC)),
    ],
)
def test_hours_are_real_hours(start, hours, expected):
    assert after_hours(start, hours) == expected


@pytest.mark.parametrize(
    ("start", "days", "calendar", "expected"),
    [
        (datetime(2026, 6, 1, 12, tzinfo=UTC), 1, Calendar(), datetime(2026, 6, 3, tzinfo=UTC)),
        # Already the next day in Tokyo; its 3 June ends at 15:00 UTC.
        (datetime(2026, 6, 1, 18, tzinfo=UTC), 1, Calendar("Asia/Tokyo"), datetime(2026, 6, 3, 15, tzinfo=UTC)),
        # The day of the change of the clock ends an hour earlier in UTC than the one before.
        (datetime(2026, 3, 28, 12, tzinfo=UTC), 1, Calendar("Europe/Berlin"), datetime(2026, 3, 29, 22, tzinfo=UTC)),
        (datetime(2028, 2, 28, 12, tzinfo=UTC), 1, Calendar(), datetime(2028, 3, 1, tzinfo=UTC)),
        # Saturday moves to Monday, a free Monday to Tuesday.
        (datetime(2026, 6, 5, 12, tzinfo=UTC), 1, Calendar("UTC", WEEKDAYS), datetime(2026, 6, 9, tzinfo=UTC)),
        (
            datetime(2026, 6, 5, 12, tzinfo=UTC),
            1,
            Calendar("UTC", WEEKDAYS, frozenset({date(2026, 6, 8)})),
            datetime(2026, 6, 10, tzinfo=UTC),
        ),
    ],
)
def test_days_end_with_the_day_of_the_body(start, days, calendar, expected):
    assert after_days(start, days, calendar) == expected


def test_a_calendar_without_working_days_moves_nothing():
    assert next_working_day(date(2026, 6, 1), Calendar("UTC", frozenset())) == date(2026, 6, 1)


@given(
    st.datetimes(datetime.fromisoformat("2020-01-01"), datetime.fromisoformat("2040-01-01"), timezones=st.just(UTC)),
    st.integers(1, 365),
    st.sampled_from(["UTC", "Europe/Berlin", "Asia/Kathmandu", "Pacific/Apia", "America/St_Johns", "Africa/Cairo"]),
    st.sets(st.integers(1, 7), min_size=1),
)
def test_a_deadline_gives_the_days_it_promises_and_ends_on_a_working_day(start, days, zone, working):
    calendar = Calendar(zone, frozenset(working))
    due = after_days(start, days, calendar)
    assert due >= start + timedelta(days=days) - timedelta(hours=2)
    assert due <= start + timedelta(days=days + 8)
    last = (due - timedelta(microseconds=1)).astimezone(ZoneInfo(zone)).date()
    assert calendar.works_on(last)
