"""When something is due, by the clock and calendar of a body: pure functions.

Hours run through nights, weekends and changes of the clock: someone waits. Days are days of the body's zone; a deadline
that falls on a day on which the body does not work moves to the end of its next working day.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_DAY = timedelta(days=1)
_LOOK_AHEAD = 60
"""A calendar without a working day in so many days is taken for a mistake: the deadline then stays where it is."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The zone of a body (IANA name), the weekdays on which it works (1 is Monday) and its free days."""

    zone: str = "UTC"
    working_days: frozenset[int] = frozenset(range(1, 8))
    holidays: frozenset[date] = frozenset()

    def works_on(self, day: date) -> bool:
        """Whether the body works on the day."""
        return day.isoweekday() in self.working_days and day not in self.holidays


def after_hours(start: datetime, hours: int) -> datetime:
    """The instant so many hours of real time later."""
    return start.astimezone(UTC) + timedelta(hours=hours)


def after_days(start: datetime, days: int, calendar: Calendar) -> datetime:
    """The end of the day so many days later in the zone of the body, moved on to a day on which it works (UTC)."""
    zone = ZoneInfo(calendar.zone)
    last = next_working_day(start.astimezone(zone).date() + timedelta(days=days), calendar)
    return datetime.combine(last + _DAY, time.min, tzinfo=zone).astimezone(UTC)


def next_working_day(day: date, calendar: Calendar) -> date:
    """The day itself, or the first one after it on which the body works."""
    for ahead in range(_LOOK_AHEAD):
        later = day + timedelta(days=ahead)
        if calendar.works_on(later):
            return later
    return day
