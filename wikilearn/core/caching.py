"""The caches of the site: one Valkey or Redis, and what holds while it does not answer.

| alias | holds | while the server is away |
| --- | --- | --- |
| `default` | counts of rate limits, figures | each process counts for itself |
| `sessions` | copies of sessions | nothing: sessions are read from the database |
| `fleeting` | what must never be written to a disk: open vaults, salts | it raises, and the page says “try again” |

So nobody is kept from signing in, and nobody may guess passwords without limit.
"""

import time
from dataclasses import dataclass, field
from typing import Any

import structlog
from django.core.cache import caches
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache
from django.utils.connection import ConnectionProxy
from redis.exceptions import ConnectionError as Unreachable
from redis.exceptions import RedisError

log = structlog.get_logger("wikilearn.cache")
FLEETING = "fleeting"
fleeting = ConnectionProxy(caches, FLEETING)
"""The cache that nothing stands in for."""
PAUSE = 5.0
"""Seconds for which a process asks a server no more that did not answer: a page waits once, not twenty times."""
_MANY = 10_000
_PROBE = "probe"


@dataclass
class _Server:
    """What this process knows of one server: until when not to ask it, and what to put right once it is back."""

    away: bool = False
    quiet_until: float = 0.0
    missed: set[str] = field(default_factory=set)
    """Keys whose change it has missed."""


_servers: dict[str, _Server] = {}


class Redis(RedisCache):
    """Django's own, and while the server is away the cache named by `SPARE`; without one it raises `RedisError`.

    What changed meanwhile is removed from the server before anything is read there again: whoever signed out stays so.
    """

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._spare: str | None = params.get("SPARE")
        self._pause: float = params.get("PAUSE", PAUSE)
        self._state = _servers.setdefault(server, _Server())

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """See Django."""
        return bool(self._ask("add", key, value, timeout, version=version))

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """See Django."""
        return self._ask("get", key, default, version=version)

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """See Django."""
        self._ask("set", key, value, timeout, version=version, changes=[key])

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """See Django."""
        return bool(self._ask("touch", key, timeout, version=version))

    def delete(self, key: str, version: int | None = None) -> bool:
        """See Django."""
        return bool(self._ask("delete", key, version=version, changes=[key]))

    def get_many(self, keys: Any, version: int | None = None) -> dict[str, Any]:
        """See Django."""
        found: dict[str, Any] = self._ask("get_many", keys := list(keys), version=version)
        return found

    def has_key(self, key: str, version: int | None = None) -> bool:
        """See Django."""
        return bool(self._ask("has_key", key, version=version))

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """See Django."""
        return int(self._ask("incr", key, delta, version=version))

    def set_many(self, data: dict[str, Any], timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> list[str]:
        """See Django."""
        failed: list[str] = self._ask("set_many", data, timeout, version=version, changes=list(data))
        return failed

    def delete_many(self, keys: Any, version: int | None = None) -> None:
        """See Django."""
        self._ask("delete_many", keys := list(keys), version=version, changes=keys)

    def clear(self) -> None:
        """Forget everything, in the spare cache too."""
        if self._spare is not None:
            caches[self._spare].clear()
        super().clear()

    def _ask(self, name: str, *arguments: Any, version: int | None, changes: list[str] | None = None) -> Any:
        try:
            return self._ask_server(name, *arguments, version=version)
        except RedisError:
            if changes and len(self._state.missed) <= _MANY:
                self._state.missed.update(self.make_key(key, version=version) for key in changes)
            if self._spare is None:
                raise
            return getattr(caches[self._spare], name)(*arguments, version=version)

    def _ask_server(self, name: str, *arguments: Any, version: int | None) -> Any:
        if time.monotonic() < self._state.quiet_until:
            raise Unreachable("It did not answer a moment ago.")
        try:
            if self._state.away:
                self._catch_up()
            return getattr(super(), name)(*arguments, version=version)
        except RedisError as error:
            self._state.away = True
            self._state.quiet_until = time.monotonic() + self._pause
            log.warning("cache_away", kind=type(error).__name__)
            raise

    def _catch_up(self) -> None:
        """A server that takes writes again first forgets what it holds under keys whose change it has missed.

        Of too many it forgets everything. One that is full answers, but is as good as away.
        """
        super().set(_PROBE, 1, 60)
        missed = set(self._state.missed)
        if len(missed) > _MANY:
            super().clear()
        elif missed:
            self._cache.delete_many(missed)
        self._state.missed -= missed
        self._state.away = False
