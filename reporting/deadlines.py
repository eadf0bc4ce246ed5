"""When a body has to have done what with a case. The arithmetic of days and zones is `ucoc.deadlines`."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from ucoc.deadlines import Calendar, after_days, after_hours

EMERGENCY_MINUTES = 15
"""How long those on one rung have before the next one is alarmed too."""
REPEAT_MINUTES = 5
"""How often those on call are told again until the emergency is acknowledged."""


@dataclass(frozen=True, slots=True)
class Due:
    """Until when a case has to be acknowledged, and decided (UTC, the first instant that is too late)."""

    acknowledge_by: datetime
    decide_by: datetime


def due(start: datetime, *, hours: int, days: int, calendar: Calendar) -> Due:
    """What a body owes from the moment at which a case reaches it; the decision is never due before the receipt."""
    acknowledge_by = after_hours(start, hours)
    return Due(acknowledge_by, max(after_days(start, days, calendar), acknowledge_by))


def rung_at(raised: datetime, now: datetime) -> int:
    """Up to which rung (0: the first) those on call have to be alarmed by now."""
    return max(0, int((now - raised) / timedelta(minutes=EMERGENCY_MINUTES)))


def rings_next(now: datetime) -> datetime:
    """When to ring again."""
    return now + timedelta(minutes=REPEAT_MINUTES)
