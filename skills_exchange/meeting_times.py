"""When two parties are free at the same moments: their local hours laid on real days.

A week of hours is about the clock on the wall; a meeting happens at a moment. Between the two lie the zones, the days
on which clocks change (an hour that does not exist is nobody's free hour, one that comes twice is free twice), and the
date line. A quarter is the number of a quarter of an hour since 1970 in UTC.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from skills_exchange.weeks import hours_of

QUARTER = timedelta(minutes=15)


class Span(NamedTuple):
    """From – until, in UTC."""

    start: datetime
    end: datetime


def quarters(mask: int, zone: str, first: date, days: int) -> set[int]:
    """The quarters of the local hours of `mask` on the local days from `first` on."""
    by_weekday: dict[int, list[int]] = {}
    for hour in hours_of(mask):
        by_weekday.setdefault(hour // 24, []).append(hour % 24)
    found: set[int] = set()
    for number in range(days):
        day = first + timedelta(days=number)
        for hour in by_weekday.get(day.weekday(), []):
            for start in _moments(datetime.combine(day, time(hour)), ZoneInfo(zone)):
                found.update(range(start, start + 4))
    return found


def spans(found: Iterable[int]) -> Iterator[Span]:
    """Quarters in a row as spans, in order."""
    start = end = None
    for quarter in sorted(found):
        if end != quarter:
            if start is not None and end is not None:
                yield Span(_moment(start), _moment(end))
            start = quarter
        end = quarter + 1
    if start is not None and end is not None:
        yield Span(_moment(start), _moment(end))


def starts(span: Span, length: timedelta, every: timedelta = timedelta(minutes=30)) -> Iterator[datetime]:
    """Moments in the span at which something of that length can begin."""
    at = span.start
    while at + length <= span.end:
        yield at
        at += every


def distance(zone: str, at: datetime) -> timedelta:
    """How far the clock of a zone is from UTC at a moment."""
    return at.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()


def clock_changes(zone: str, now: datetime, then: datetime) -> bool:
    """Whether the clock of a zone is set between now and then, so that the hours of two people move apart."""
    return distance(zone, now) != distance(zone, then)


def _moments(wall: datetime, zone: ZoneInfo) -> set[int]:
    """The first quarter of that hour of the wall clock: none in a gap, two where the clock is put back."""
    found = set()
    for fold in (0, 1):
        at = wall.replace(tzinfo=zone, fold=fold).astimezone(UTC)
        if at.astimezone(zone).replace(tzinfo=None, fold=0) == wall:
            found.add(int(at.timestamp()) // 900)
    return found


def _moment(quarter: int) -> datetime:
    return datetime.fromtimestamp(quarter * 900, UTC)
