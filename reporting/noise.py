"""Numbers about a body that its own members may see, though some cases are walled off from some of them. Pure.

Hiding small numbers is not enough here. Whoever can see 22 cases of a body and reads "25" on a page of all its cases
has learnt that there are some behind a wall. So each number gets noise before anything else is done with it: a
two-sided geometric draw, for which any number can come of any count, and one case more or less changes the chance of
what is shown by a factor of e^`EPSILON` at most, whatever somebody knows of all other cases. The draw depends on a
secret and on what is counted, and on nothing else, so that looking again or on another day gives the same number.

After it, numbers are rounded to fives, and those under `FEWEST` are not shown. Zero is one of them: that there was
nothing would differ from that there was something.
"""

import hmac
import math
from datetime import date

from ucoc.transparency import STEP, Quarter

FEWEST = 10
EPSILON = 0.5
_DOMAIN = b"wikilearn body figures v1\0"


def noisy(count: int, *, secret: bytes, about: str) -> int:
    """The count with its noise, never under zero. `about` says what was counted, and means nothing else ever."""
    return max(0, count + draw(hmac.digest(secret, _DOMAIN + about.encode(), "sha256")))


def told(count: int, *, secret: bytes, about: str) -> int | None:
    """What is shown for a count: a multiple of five; None if it is not shown."""
    number = STEP * round(noisy(count, secret=secret, about=about) / STEP)
    return number if number >= FEWEST else None


def draw(digest: bytes) -> int:
    """A two-sided geometric number from random bytes: the difference of two one-sided ones."""
    first, second = (int.from_bytes(digest[start : start + 8], "big") for start in (0, 8))
    return _geometric(first) - _geometric(second)


def chance(shift: int) -> float:
    """How likely the draw is this number."""
    alpha = math.exp(-EPSILON)
    return (1 - alpha) / (1 + alpha) * alpha ** abs(shift)


def _geometric(number: int) -> int:
    """By inversion: how many times in a row a coin that shows heads with e^-EPSILON does."""
    return int(math.log((number + 1) / 2**64) / -EPSILON)


def published(day: date, *, most: int) -> list[Quarter]:
    """The quarters that may be told on a day, the newest first: those that ended a whole quarter ago."""
    found: list[Quarter] = []
    quarter = Quarter.of(day)
    while len(found) < most:
        quarter = before(quarter)
        if quarter.released_from <= day:
            found.append(quarter)
    return found


def before(quarter: Quarter) -> Quarter:
    """The quarter before it."""
    return Quarter(quarter.year, quarter.number - 1) if quarter.number > 1 else Quarter(quarter.year - 1, 4)
