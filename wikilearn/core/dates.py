"""Calendar arithmetic: days in UTC, months that keep the day, and a day read from text.

A day is a `datetime.date` and always a day in UTC; it lasts until its end, so "valid until 1 March" includes 1 March.
"""

import re
from calendar import monthrange
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime

from django.utils import timezone

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def today() -> date:
    """The day it is now in UTC."""
    return timezone.now().astimezone(UTC).date()


def utc_day(moment: datetime) -> date:
    """The day in UTC on which an aware moment falls; at the very edge of the calendar, its own day."""
    if moment.tzinfo is UTC:  # as the database gives them
        return moment.date()
    try:
        return moment.astimezone(UTC).date()
    except OverflowError:
        return moment.date()


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last of a shorter month (29 February + 24 months: 28 February).

    Beyond year 9999 the last day there is; before year 1 the first.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not MINYEAR <= year <= MAXYEAR:
        return date.max if months > 0 else date.min
    return date(year, month + 1, day.day if day.day <= 28 else min(day.day, monthrange(year, month + 1)[1]))


def parse_day(text: str) -> date:
    """An ISO 8601 calendar day (`2026-03-01`); `ValueError` for anything else."""
    if not _ISO_DAY.fullmatch(text):
        raise ValueError(text)
    return date.fromisoformat(text)
