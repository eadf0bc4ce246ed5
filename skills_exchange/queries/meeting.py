"""When the two sides of a match have time for each other."""

from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.utils import timezone

from skills_exchange.meeting_times import QUARTER, Span, clock_changes, distance, quarters, spans, starts
from skills_exchange.models import ExchangeSession, Party

DAYS = 21
"""How far ahead times are looked for."""
A_DAY, MOST_OFFERED, APART = 3, 18, timedelta(minutes=90)
"""How many times are offered on one day and in all, and how far from each other."""
NOTICE = timedelta(hours=12)
"""Nobody is asked to meet sooner than that."""


class Common(NamedTuple):
    """A stretch of a week that both are free in: weekday (Monday 0) and clock time in one zone."""

    weekday: int
    start: datetime
    end: datetime


def common_hours(one: Party, other: Party, zone: str) -> list[Common]:
    """The hours of the coming seven days that both have free, on the clock of `zone`, parted at midnight."""
    clock = ZoneInfo(zone)
    tomorrow = _midnight_after(timezone.now().astimezone(clock))
    first, last = (int(at.timestamp()) // 900 for at in (tomorrow, _days_after(tomorrow, 7)))
    found = {quarter for quarter in _shared(one, other, tomorrow.date(), 7) if first <= quarter < last}
    return [Common(start.weekday(), start, end) for span in spans(found) for start, end in _by_day(span, clock)]


def free_spans(one: Party, other: Party, length: timedelta) -> list[Span]:
    """Spans of the coming weeks in which both are free long enough, and neither is away or has another session."""
    first = timezone.now().date()
    soonest = int((timezone.now() + NOTICE).timestamp()) // 900 + 1
    found = {quarter for quarter in _shared(one, other, first, DAYS) if quarter >= soonest} - _taken(one, other)
    return [span for span in spans(found) if span.end - span.start >= length]


def offered_starts(one: Party, other: Party, length: timedelta) -> list[datetime]:
    """Moments at which both can begin, the earliest first: a few on each day, well apart, not more than fit a page."""
    found: list[datetime] = []
    per_day: dict[date, int] = {}
    for span in free_spans(one, other, length):
        for at in starts(span, length, every=2 * QUARTER):
            near = bool(found) and at - found[-1] < APART
            if not near and per_day.get(at.date(), 0) < A_DAY and len(found) < MOST_OFFERED:
                per_day[at.date()] = per_day.get(at.date(), 0) + 1
                found.append(at)
    return found


def _shared(one: Party, other: Party, first: date, days: int) -> set[int]:
    """Quarters free for both; the local days begin one before, for the zones that are behind."""
    return _free(one, first, days) & _free(other, first, days)


def _taken(one: Party, other: Party) -> set[int]:
    """Quarters in which one of the two has a session, with whomever."""
    rows = ExchangeSession.objects.of_any([one, other]).agreed().filter(ends_at__gt=timezone.now())
    found: set[int] = set()
    for start, end in rows.values_list("starts_at", "ends_at"):
        found.update(range(int(start.timestamp()) // 900, -(-int(end.timestamp()) // 900)))
    return found


def _free(party: Party, first: date, days: int) -> set[int]:
    found: set[int] = set()
    for number in range(-1, days + 1):
        day = first + timedelta(days=number)
        if not party.is_away(day):
            found |= quarters(party.week, party.zone, day, 1)
    return found


def _by_day(span: Span, zone: ZoneInfo) -> list[tuple[datetime, datetime]]:
    """The span on the clock of a zone, cut at midnight."""
    start, end = span.start.astimezone(zone), span.end.astimezone(zone)
    parts = []
    while start.date() < end.date() and (midnight := _midnight_after(start)) < end:
        parts.append((start, midnight))
        start = midnight
    return [*parts, (start, end)]


def _midnight_after(at: datetime) -> datetime:
    return _days_after(at, 1).replace(hour=0, minute=0, second=0, microsecond=0)


def _days_after(at: datetime, days: int) -> datetime:
    return (at.replace(tzinfo=None) + timedelta(days=days)).replace(tzinfo=at.tzinfo)


class Offer(NamedTuple):
    """A moment at which both can begin, on both clocks (naive). `value`: the moment in ISO 8601."""

    value: str
    here: datetime
    here_end: datetime
    there: datetime
    there_end: datetime
    same_clock: bool
    clocks_change: bool


def offers(mine: Party, other: Party, minutes: int, zone: str) -> list[Offer]:
    """Moments that suit both, on the reader's clock (`zone`) and on that of the other side."""
    length = timedelta(minutes=minutes)
    return [_offer(at, at + length, zone, other.zone) for at in offered_starts(mine, other, length)]


def _offer(start: datetime, end: datetime, zone: str, theirs: str) -> Offer:
    here, there, now = ZoneInfo(zone), ZoneInfo(theirs), timezone.now()
    return Offer(
        value=start.isoformat(),
        here=start.astimezone(here).replace(tzinfo=None),
        here_end=end.astimezone(here).replace(tzinfo=None),
        there=start.astimezone(there).replace(tzinfo=None),
        there_end=end.astimezone(there).replace(tzinfo=None),
        same_clock=distance(zone, start) == distance(theirs, start),
        clocks_change=clock_changes(zone, now, start) or clock_changes(theirs, now, start),
    )
