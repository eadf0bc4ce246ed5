"""Sessions in the database with the cache in front (`SESSION_ENGINE`): signed-in people stay so while it is away."""

from typing import Any

from django.contrib.sessions.backends import cached_db, db
from redis.exceptions import RedisError


class SessionStore(cached_db.SessionStore):
    """Django's own reads nothing while the cache is away, although every session is in the database."""

    def load(self) -> dict[str, Any]:
        """What the session holds; from the database if the cache does not answer."""
        try:
            held: dict[str, Any] = super().load()
        except RedisError:
            held = db.SessionStore.load(self)
        return held
