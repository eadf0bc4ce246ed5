"""The hours of a week as masks of bits.

A *local* mask has 168 bits, one per hour, Monday 00:00 first (bit 0), in the zone of its owner: this is what people
fill in. A *universal* mask has 672 bits, one per quarter of an hour of a week in UTC: zones lie up to quarter hours
apart, and two masks in UTC can be laid over each other. As the distance to UTC changes with daylight saving time, the
universal mask belongs to a day.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

HOURS = 168
QUARTERS = 672


def from_hours(hours: Iterable[int]) -> int:
    """The local mask with these hours of the week (0–167). ValueError for others."""
    mask = 0
    for hour in hours:
        if not 0 <= hour < HOURS:
            raise ValueError(hour)
        mask |= 1 << hour
    return mask


def hours_of(mask: int) -> Iterator[int]:
    """The hours of a local mask, in order."""
    return (hour for hour in range(HOURS) if mask >> hour & 1)


def universal(mask: int, zone: str, day: date) -> int:
    """The local mask in UTC, as it is in the week of `day`: each hour takes the distance that the zone has then."""
    monday = datetime.combine(day - timedelta(days=day.weekday()), time(), tzinfo=ZoneInfo(zone))
    found = 0
    for hour in hours_of(mask):
        at = (monday.replace(tzinfo=None) + timedelta(hours=hour)).replace(tzinfo=monday.tzinfo).astimezone(UTC)
        first = at.weekday() * 96 + at.hour * 4 + at.minute // 15
        for quarter in range(first, first + 4):
            found |= 1 << quarter % QUARTERS
    return found


def overlap(one: int, other: int) -> float:
    """Hours a week that two universal masks share."""
    return (one & other).bit_count() / 4
