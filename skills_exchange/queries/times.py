"""Free hours as people read them: in their own time zone, as stretches of each day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.dates import WEEKDAYS

from skills_exchange import weeks

DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Stretch:
    """Free from – until on a day of the week (0: Monday), in minutes of that day; `until` 1440 is its end."""

    weekday: int
    since: int
    until: int

    @property
    def starts(self) -> time:
        """When it begins."""
        return time(self.since // 60, self.since % 60)

    @property
    def ends(self) -> time:
        """When it ends; midnight for the end of the day."""
        return time(self.until // 60 % 24, self.until % 60)

    @property
    def all_day(self) -> bool:
        """From midnight to midnight."""
        return self.until - self.since == DAY


def clock_of(zone: str, day: date) -> tuple[int, ...]:
    """Minutes between local time and UTC for each hour of the week of that day: two alike give the same masks."""
    monday = datetime.combine(day - timedelta(days=day.weekday()), time())
    there = ZoneInfo(zone)
    offsets = (
        (monday + timedelta(hours=hour)).replace(tzinfo=there).utcoffset() or timedelta() for hour in range(weeks.HOURS)
    )
    return tuple(int(offset.total_seconds() // 60) for offset in offsets)


def local_minutes(mask: int, zone: str, day: date) -> Iterator[int]:
    """The minute of the local week (0: Monday 00:00) at which each free quarter of a universal mask begins, in order.

    The distance to UTC is that of each quarter in the week of `day`.
    """
    monday = datetime.combine(day - timedelta(days=day.weekday()), time(), tzinfo=UTC)
    there = ZoneInfo(zone)
    found = set()
    for quarter in range(weeks.QUARTERS):
        if mask >> quarter & 1:
            local = (monday + timedelta(minutes=15 * quarter)).astimezone(there)
            found.add(local.weekday() * DAY + local.hour * 60 + local.minute // 15 * 15)
    yield from sorted(found)


def free_times(mask: int, zone: str, day: date) -> list[Stretch]:
    """The free stretches of a universal mask as somebody in `zone` reads them, Monday first."""
    stretches: list[Stretch] = []
    for minute in local_minutes(mask, zone, day):
        weekday, since = divmod(minute, DAY)
        last = stretches[-1] if stretches else None
        if last is not None and (last.weekday, last.until) == (weekday, since):
            stretches[-1] = Stretch(weekday, last.since, since + 15)
        else:
            stretches.append(Stretch(weekday, since, since + 15))
    return stretches


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the week (0: Monday) with its free stretches."""

    weekday: int
    stretches: list[Stretch]

    @property
    def name(self) -> str:
        """In the language of the page."""
        return str(WEEKDAYS[self.weekday])


def free_days(mask: int, zone: str, day: date) -> list[Day]:
    """As `free_times`, by day of the week, days without a free stretch left out."""
    days: dict[int, Day] = {}
    for stretch in free_times(mask, zone, day):
        days.setdefault(stretch.weekday, Day(stretch.weekday, [])).stretches.append(stretch)
    return list(days.values())
