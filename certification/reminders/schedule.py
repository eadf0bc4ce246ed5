"""When which reminder has its time: no database, no clock."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

OFFSETS = (90, 60, 30, 7, 1, -1)
"""Days before the last day on which a reminder is due; -1 is the day after it."""
LATEST = 14
"""So many days after the end the last reminder still makes sense, and so many after a right began the first one."""
LAST_MONTH = 30
AWAKE = (time(8), time(20))
"""Between these hours of the person's day e-mails are sent."""


def due_offset(valid_until: date, day: date) -> int | None:
    """The offset whose time it is on the day, None too early and too late."""
    left = (valid_until - day).days
    if left < 0:
        return -1 if left >= -LATEST else None
    return min((offset for offset in OFFSETS if left <= offset), default=None)


def waking_hour(now: datetime, zone: str) -> datetime:
    """`now` if it is day where the person lives, else the next morning there."""
    local = now.astimezone(ZoneInfo(zone))
    if AWAKE[0] <= local.time() < AWAKE[1]:
        return now
    morning = local.date() if local.time() < AWAKE[0] else local.date() + timedelta(days=1)
    return datetime.combine(morning, AWAKE[0], tzinfo=local.tzinfo).astimezone(UTC)
