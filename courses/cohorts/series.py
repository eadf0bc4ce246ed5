"""Sessions every week at the same time on the clock of the zone that they are planned in.

What people agree on is "Tuesdays at 18:00 in Berlin". So a series is counted on the calendar of that zone and each
session is turned into UTC by itself: over a change of summer time the local time stays and the moment in UTC moves.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

LONGEST = 60
"""How many sessions a series has at most."""


def moment_of(wall: datetime, zone: str) -> datetime:
    """The moment in UTC at which the clocks of the zone show `wall` (naive).

    Where the clocks show it twice the first time counts. Where they skip it (02:30 on the night when summer time
    begins) it is as long after the skip as it would have been after its start: 03:30.
    """
    return wall.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)


def wall_of(moment: datetime, zone: str) -> datetime:
    """What the clocks of the zone show at the moment, naive."""
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)


def series(first: datetime, *, zone: str, number: int, weeks: int = 1) -> Iterator[datetime]:
    """`number` moments in UTC, every so many weeks from `first` (naive, on the clocks of the zone)."""
    for place in range(number):
        yield moment_of(first + timedelta(weeks=weeks * place), zone)
