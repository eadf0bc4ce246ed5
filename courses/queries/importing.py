"""How far an import is.

The import is one transaction, so nothing that it writes is seen before its end; its progress goes through the cache.
"""

import logging
import uuid

from redis.exceptions import RedisError

from courses.models import ImportRun
from wikilearn.core.caching import fleeting

_SECONDS = 24 * 3600
_logger = logging.getLogger(__name__)


def remember_progress(uid: uuid.UUID, done: int, total: int) -> None:
    """Called by the worker now and then. Progress is a comfort: a cache that is away does not end the import."""
    try:
        fleeting.set(_key(uid), (done, total), _SECONDS)
    except RedisError:
        _logger.warning("progress of an import not kept", exc_info=True)


def progress_of(run: ImportRun) -> tuple[int, int]:
    """Lessons done and lessons in all; nought of nought while it is not known."""
    if run.finished_at is not None:
        return run.done, run.total
    return progress_kept(run.uid)


def progress_kept(uid: uuid.UUID) -> tuple[int, int]:
    """What the worker said last; nought of nought if that is not known."""
    try:
        done, total = fleeting.get(_key(uid), (0, 0))
    except RedisError:
        done, total = 0, 0
    return done, total


def _key(uid: uuid.UUID) -> str:
    return f"courses:import:{uid}"
