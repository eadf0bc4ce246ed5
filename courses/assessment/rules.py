"""When a person may try, for how long, and when again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

GRACE = timedelta(seconds=30)
"""How much later than the deadline answers may arrive: the way from the browser to the server takes time."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What a course asks of an attempt.

    `count` questions are drawn; `pass_mark` is the least score (0–100) that passes; after each
    `attempts_before_pause` failed attempts in a row the next may start only when `pause` has gone by (0 attempts:
    never a pause); `time_limit` None: as long as one likes.
    """

    count: int
    pass_mark: int
    attempts_before_pause: int
    pause: timedelta
    time_limit: timedelta | None = None

    @property
    def minutes(self) -> int:
        """The time limit in whole minutes; 0 without one."""
        return int(self.time_limit.total_seconds() // 60) if self.time_limit else 0

    def minutes_with(self, extra_time: int) -> int:
        """The time limit in whole minutes of somebody who is granted more; 0 without one."""
        return int(self.time_limit.total_seconds() * (100 + extra_time) // 6000) if self.time_limit else 0

    def deadline(self, started_at: datetime, *, extra_time: int = 0) -> datetime | None:
        """When the answers are due; `extra_time` is what a person is granted on top, in per cent of the limit."""
        if self.time_limit is None:
            return None
        return started_at + self.time_limit * (100 + extra_time) / 100

    def opens_at(self, failed_at: Sequence[datetime]) -> datetime | None:
        """When the pause ends that the failed attempts since the last pass have brought; None: there is none.

        `failed_at` holds the end of each of those attempts, in any order.
        """
        if not self.attempts_before_pause or not failed_at or len(failed_at) % self.attempts_before_pause:
            return None
        return max(failed_at) + self.pause

    def failures_left(self, failed: int) -> int | None:
        """How many more attempts may fail before the next pause, given those that have; None: any number."""
        if not self.attempts_before_pause:
            return None
        return self.attempts_before_pause - failed % self.attempts_before_pause


def is_late(at: datetime, deadline: datetime | None) -> bool:
    """Whether answers that arrive at `at` missed the deadline, if there is one."""
    return deadline is not None and at > deadline + GRACE
