"""When which reminder has its time: no database, no clock."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from certification.enums import Milestone

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


def due_milestone(in_force_from: date, transition_ends: date, since: date, day: date) -> Milestone | None:
    """What a holder since that day is to be told on the day about a requirement in which they are not certified.

    Who held the right when it came into force is in transition, and told at its start, half-way and in its last month.
    Who got the right later is told once, soon after.
    """
    if since > in_force_from:
        return Milestone.NEW_HOLDER if since <= day <= since + timedelta(days=LATEST) else None
    if not in_force_from <= day <= transition_ends:
        return None
    if day >= transition_ends - timedelta(days=LAST_MONTH):
        return Milestone.LAST_MONTH
    half_way = in_force_from + (transition_ends - in_force_from) // 2
    return Milestone.HALF_WAY if day >= half_way else Milestone.START


def waking_hour(now: datetime, zone: str) -> datetime:
    """`now` if it is day where the person lives, else the next morning there."""
    local = now.astimezone(ZoneInfo(zone))
    if AWAKE[0] <= local.time() < AWAKE[1]:
        return now
    morning = local.date() if local.time() < AWAKE[0] else local.date() + timedelta(days=1)
    return datetime.combine(morning, AWAKE[0], tzinfo=local.tzinfo).astimezone(UTC)
