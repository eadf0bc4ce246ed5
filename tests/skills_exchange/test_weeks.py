"""Masks of hours: local hours, the same in UTC on a day, and what two share."""

from datetime import date
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skills_exchange import weeks

SUMMER, WINTER = date(2026, 7, 1), date(2026, 1, 7)
HOURS = st.sets(st.integers(0, 167))
ZONES = st.sampled_from(sorted(available_timezones()))


@given(HOURS)
def test_hours_come_back(hours):
    assert set(weeks.hours_of(weeks.from_hours(hours))) == hours


@pytest.mark.parametrize("hour", [-1, 168])
def test_hours_outside_the_week_are_refused(hour):
    with pytest.raises(ValueError, match=str(hour)):
        weeks.from_hours([hour])


@given(HOURS, ZONES)
def test_no_hour_is_lost_on_the_way_to_utc(hours, zone):
    """Every local hour takes four quarters; in the week in which a clock changes two hours may fall together."""
    mask = weeks.universal(weeks.from_hours(hours), zone, SUMMER)
    assert 4 * (len(hours) - 2) <= mask.bit_count() <= 4 * len(hours)


@pytest.mark.parametrize(
    ("zone", "hour", "day", "first"),
    [
        ("UTC", 0, SUMMER, 0),
        ("Europe/Berlin", 18, SUMMER, 16 * 4),
        ("Europe/Berlin", 18, WINTER, 17 * 4),
        ("Asia/Kolkata", 18, SUMMER, 12 * 4 + 2),
        ("Asia/Kathmandu", 18, SUMMER, 12 * 4 + 1),
        ("Pacific/Kiritimati", 0, SUMMER, 6 * 96 + 10 * 4),  # Monday there is still Sunday in UTC
        ("Pacific/Pago_Pago", 167, SUMMER, 10 * 4),  # Sunday night there is Monday in UTC
    ],
)
def test_where_an_hour_falls_in_utc(zone, hour, day, first):
    assert weeks.universal(weeks.from_hours([hour]), zone, day) == 0b1111 << first


def test_two_over_the_date_line_share_what_is_the_same_moment():
    kiritimati = weeks.universal(weeks.from_hours([24]), "Pacific/Kiritimati", SUMMER)  # Tuesday 00–01
    honolulu = weeks.universal(weeks.from_hours([0]), "Pacific/Honolulu", SUMMER)  # Monday 00–01
    assert weeks.overlap(kiritimati, honolulu) == 1


def test_quarters_count():
    kolkata = weeks.universal(weeks.from_hours([18]), "Asia/Kolkata", SUMMER)
    kathmandu = weeks.universal(weeks.from_hours([18]), "Asia/Kathmandu", SUMMER)
    assert weeks.overlap(kolkata, kathmandu) == 0.75
