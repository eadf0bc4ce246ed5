"""When many reports come at once: sending becomes slower and the form shorter, and reports wait in one queue.

Nobody is turned away, and nothing waits longer than its deadline: reports of a wave are sealed like all others, are one
line on the page of their readers, who pull them out one by one, and are told of once in a while instead of each.

Addresses are not stored. Each hour has a random salt of its own; an address picks one of a few thousand buckets
by it, and the salt is gone with the hour. Without the cache nothing is limited: a report comes before its limits.
"""

import hmac
import secrets
import time
from dataclasses import dataclass
from datetime import UTC, datetime

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest
from redis.exceptions import RedisError

from reporting.intake.tickets import Ticket, issue
from wikilearn.core import throttling
from wikilearn.core.caching import fleeting

HOUR, BUCKETS = 3600, 4096
MOST_FROM_ONE_BUCKET = 6
"""Reports an hour from one bucket before sending gets slower: a family, a class, one person in trouble."""
PERIOD = 600
BITS, BITS_WHEN_BUSY = 14, 18
WAIT, WAIT_WHEN_BUSY = 15, 90
CALM = 2 * HOUR
"""So long after the last report of a flood its wave is over; the next flood is another one."""
MOST_GUESSES = 20
"""Receipts typed an hour from one bucket."""
MOST_LOOKS = 60
"""Looks at “who will read this” an hour from one bucket: enough for anybody who writes, too few to fish for names."""


@dataclass(frozen=True, slots=True)
class Load:
    """`busy`: many from this bucket; `flooded`: more in ten minutes than people can read, from wherever."""

    busy: bool
    flooded: bool


def load_of(request: HttpRequest) -> Load:
    """How it stands now; counts nothing."""
    return Load(_count("sent", request) > MOST_FROM_ONE_BUCKET, is_flooded())


def is_flooded() -> bool:
    """More reports in these ten minutes than `REPORTING_FLOOD_CAP`."""
    return _read(_all_key()) >= settings.REPORTING_FLOOD_CAP


def ticket_for(request: HttpRequest) -> Ticket:
    """A ticket at today's price."""
    load = load_of(request)
    hard = load.busy or load.flooded
    return issue(bits=BITS_WHEN_BUSY if hard else BITS, wait=WAIT_WHEN_BUSY if hard else WAIT)


def wave_now() -> datetime | None:
    """When the wave began that a report of this moment belongs to; None while there is no flood."""
    if not is_flooded():
        return None
    now = int(time.time())
    try:
        fleeting.add(_WAVE, now, CALM)
        began = int(fleeting.get(_WAVE, now))
        fleeting.touch(_WAVE, CALM)
    except RedisError:
        return None
    return datetime.fromtimestamp(began, UTC)


def note_sent(request: HttpRequest | None) -> None:
    """Count one report."""
    _add(_all_key(), PERIOD)
    if request is not None:
        _add(_key("sent", request), HOUR)


def may_guess(request: HttpRequest) -> bool:
    """Count one receipt that was typed; False beyond `MOST_GUESSES`."""
    return _add(_key("guess", request), HOUR) <= MOST_GUESSES


def may_look(request: HttpRequest) -> bool:
    """Count one look at who will read a report; False beyond `MOST_LOOKS`."""
    return _add(_key("look", request), HOUR) <= MOST_LOOKS


def bucket_of(address: str, salt: bytes) -> int:
    """Which of the buckets an address falls into under a salt."""
    return int.from_bytes(hmac.digest(salt, address.encode(), "sha256")[:4], "big") % BUCKETS


_WAVE = "reporting:wave"


def _count(what: str, request: HttpRequest) -> int:
    return _read(_key(what, request))


def _key(what: str, request: HttpRequest) -> str:
    address = str(get_adapter().get_client_ip(request))
    return f"reporting:{what}:{throttling.window(HOUR)}:{bucket_of(address, hourly_secret('salt', HOUR))}"


def _all_key() -> str:
    return f"reporting:all:{throttling.window(PERIOD)}"


def hourly_secret(name: str, seconds: int) -> bytes:
    """A random secret that every process shares for this window of time, and nobody after it."""
    key = f"reporting:{name}:{throttling.window(seconds)}"
    try:
        fleeting.add(key, secrets.token_bytes(16), seconds)
        found = fleeting.get(key)
    except RedisError:
        found = None
    return bytes(found) if found else _ALONE


def _read(key: str) -> int:
    try:
        return int(fleeting.get(key, 0))
    except RedisError:
        return 0


def _add(key: str, seconds: int) -> int:
    try:
        fleeting.add(key, 0, seconds)
        return int(fleeting.incr(key))
    except (RedisError, ValueError):  # no cache, or the window ended between the two calls
        return 0


_ALONE = secrets.token_bytes(16)
