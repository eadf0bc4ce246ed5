"""When two are free at the same moments: over clock changes and the date line, against a slow count by hand."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from skills_exchange.meeting_times import clock_changes, quarters, spans, starts
from skills_exchange.queries.meeting import common_hours, free_spans, offers
from skills_exchange.weeks import from_hours
from tests.factories.skills_exchange import PartyFactory
from tests.skills_exchange.clock import travel
from tests.skills_exchange.test_exchanges import planned
from tests.skills_exchange.test_matches import agreed

ZONES = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Kiritimati", "Pacific/Pago_Pago",
     "Australia/Lord_Howe", "Africa/Casablanca", "America/St_Johns"]
)  # fmt: skip
DAYS = st.sampled_from([date(2026, *day) for day in [(3, 7), (3, 28), (4, 4), (7, 1), (10, 3), (10, 24), (10, 31)]])
"""A day or two before clocks change somewhere, and one on which none does."""


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sets(st.integers(0, 167)), ZONES, DAYS)
def test_free_quarters_are_those_whose_hour_on_the_wall_is_free(hours, zone, first):
    """Go through every quarter of the time and ask the clock on the wall."""
    clock = ZoneInfo(zone)
    begins = datetime.combine(first - timedelta(days=2), datetime.min.time(), UTC)
    expected = set()
    for number in range(int(begins.timestamp()) // 900, int(begins.timestamp()) // 900 + 7 * 96):
        wall = datetime.fromtimestamp(number * 900, UTC).astimezone(clock)
        inside = first <= wall.date() < first + timedelta(days=3)
        if inside and wall.weekday() * 24 + wall.hour in hours:
            expected.add(number)
    found = quarters(from_hours(hours), zone, first, 3)
    assert {number for number in found ^ expected if not _near_a_change(number, clock)} == set()


def _near_a_change(number: int, clock: ZoneInfo) -> bool:
    """Within three hours of a change of the clock, where an hour may be cut in two."""
    at = datetime.fromtimestamp(number * 900, UTC)
    around = (at - timedelta(hours=3), at + timedelta(hours=3))
    return len({each.astimezone(clock).utcoffset() for each in around}) > 1


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sets(st.integers(0, 300)))
def test_spans_cover_the_quarters_and_touch_nowhere(found):
    parts = list(spans(found))
    assert sum(round((end - start) / timedelta(minutes=15)) for start, end in parts) == len(found)
    assert all(one.end < other.start for one, other in pairwise(parts))


@pytest.mark.parametrize(
    ("day", "hour", "number"),
    [
        (date(2026, 3, 29), 2, 0),  # 02:00–03:00 does not exist in Berlin
        (date(2026, 3, 29), 3, 4),
        (date(2026, 10, 25), 2, 8),  # and comes twice in autumn
        (date(2026, 7, 5), 2, 4),
    ],
)
def test_an_hour_on_the_day_on_which_clocks_change(day, hour, number):
    assert len(quarters(from_hours([24 * day.weekday() + hour]), "Europe/Berlin", day, 1)) == number


def test_the_same_moment_on_two_days_over_the_date_line():
    tuesday = quarters(from_hours([24 + 10]), "Pacific/Kiritimati", date(2026, 6, 2), 1)
    monday = quarters(from_hours([9]), "Pacific/Pago_Pago", date(2026, 6, 1), 1)
    assert tuesday == monday
    assert [span.start for span in spans(tuesday)] == [datetime(2026, 6, 1, 20, tzinfo=UTC)]


def test_starts_leave_room_for_the_length():
    (span,) = spans(range(8))
    assert len(list(starts(span, timedelta(hours=1)))) == 3
    assert list(starts(span, timedelta(hours=3))) == []


def test_clocks_that_change_between_now_and_then():
    before, after = datetime(2026, 10, 24, 12, tzinfo=UTC), datetime(2026, 10, 26, 12, tzinfo=UTC)
    assert clock_changes("Europe/Berlin", before, after)
    assert not clock_changes("Asia/Kolkata", before, after)


def party(zone, *hours):
    return PartyFactory(zone=zone, week=from_hours(hours))


@pytest.mark.django_db
def test_times_are_right_for_their_day_and_the_change_is_said():
    """18:00 in Berlin is 21:30 in Kolkata before the last Sunday of October, and 22:30 after."""
    berlin = party("Europe/Berlin", *(24 * day + 18 for day in range(7)))
    kolkata = party("Asia/Kolkata", *(24 * day + hour for day in range(7) for hour in (21, 22, 23)))
    with travel(datetime(2026, 10, 22, tzinfo=UTC)):
        found = offers(kolkata, berlin, 60, "Asia/Kolkata")
    said = {(each.here.day, each.here.strftime("%H:%M"), each.there.hour, each.clocks_change) for each in found}
    assert (23, "21:30", 18, False) in said
    assert (26, "22:30", 18, True) in said


@pytest.mark.django_db
def test_nobody_is_offered_who_is_away_or_busy_or_at_once():
    one, other = party("UTC", *range(168)), party("UTC", *range(168))
    other.away_from, other.away_until = date(2026, 6, 3), None
    other.save()
    with travel(datetime(2026, 6, 1, 9, 5, tzinfo=UTC)):
        (span,) = free_spans(one, other, timedelta(hours=1))
        assert (span.start, span.end) == (datetime(2026, 6, 1, 21, 15, tzinfo=UTC), datetime(2026, 6, 3, tzinfo=UTC))
        planned(agreed(learner=one), datetime(2026, 6, 2, 12, tzinfo=UTC))
        noon, afternoon = free_spans(one, other, timedelta(hours=1))
    assert (noon.end.hour, afternoon.start.hour) == (12, 13)


@pytest.mark.django_db
@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Berlin"])
def test_common_hours_name_each_weekday_once(zone):
    one, other = party("UTC", *range(168)), party("Asia/Tokyo", *range(168))
    found = common_hours(one, other, zone)
    assert sorted(each.weekday for each in found) == list(range(7))
    assert common_hours(one, party("UTC"), zone) == []
