"""Weekly sessions keep their time on the clock of the zone they are planned in."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.cohorts.series import moment_of, series, wall_of

ZONES = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Casablanca", "UTC"]


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("wall", "zone", "moment"),
    [
        ("2026-03-24T18:00", "Europe/Berlin", "2026-03-24T17:00"),
        ("2026-03-31T18:00", "Europe/Berlin", "2026-03-31T16:00"),
        ("2026-03-29T02:30", "Europe/Berlin", "2026-03-29T01:30"),  # skipped: 03:30 in summer time
        ("2026-10-25T02:30", "Europe/Berlin", "2026-10-25T00:30"),  # twice: the first time
        ("2026-01-01T09:00", "Asia/Kathmandu", "2026-01-01T03:15"),
        ("2026-01-01T09:00", "UTC", "2026-01-01T09:00"),
    ],
)
def test_moment_of_a_wall_clock(wall, zone, moment):
    assert moment_of(datetime.fromisoformat(wall), zone) == utc(moment)


def test_series_over_the_change_of_summer_time_keeps_its_local_time():
    moments = list(series(datetime.fromisoformat("2026-03-24T18:00"), zone="Europe/Berlin", number=3))
    assert moments == [utc("2026-03-24T17:00"), utc("2026-03-31T16:00"), utc("2026-04-07T16:00")]


def exists(wall, zone):
    return wall_of(moment_of(wall, zone), zone) == wall


@given(
    st.datetimes(datetime.fromisoformat("2020-01-01"), datetime.fromisoformat("2035-01-01")),
    st.sampled_from(ZONES),
    st.integers(1, 60),
    st.integers(1, 4),
)
def test_series_shows_the_same_clock_every_time(first, zone, number, weeks):
    """Wherever the clocks show that time at all, the session is then; where they skip it, at most an hour later."""
    moments = list(series(first, zone=zone, number=number, weeks=weeks))
    assert len(moments) == number
    assert moments == sorted(moments)
    for place, moment in enumerate(moments):
        wall = first + timedelta(weeks=weeks * place)
        assert moment.utcoffset() == timedelta(0)
        assert wall_of(moment, zone) == wall or (not exists(wall, zone) and wall < wall_of(moment, zone))
        assert moment.astimezone(ZoneInfo(zone)) - wall.replace(tzinfo=ZoneInfo(zone)) <= timedelta(hours=1)
