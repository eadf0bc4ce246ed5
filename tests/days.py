"""Days and moments in tables of tests: counted from when a test runs, not from when it was collected.

`in_days(-1)` in a table is asked for its day by `as_of_now({...})` in the test: midnight may have passed meanwhile.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from wikilearn.core.dates import today

Day = Callable[[], date]


def in_days(number: int) -> Day:
    """The day so many days after today; before it, if negative."""
    return lambda: today() + timedelta(days=number)


def as_of_now(said: Mapping[str, Any]) -> dict[str, Any]:
    """The same fields, each day asked for now."""
    return {name: value() if callable(value) and not isinstance(value, type) else value for name, value in said.items()}
