"""Writing to the log."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from wikilearn.audit.hashes import GENESIS, event_hash
from wikilearn.audit.models import Event, Head
from wikilearn.core.dates import today

SYSTEM = "system"
"""The actor of what no person asked for: tasks, sweeps, synchronisation."""
_waiting: ContextVar[list[dict[str, Any]] | None] = ContextVar("audit_waiting", default=None)
_LOCK = 0x57_4C_41_55  # any constant number; "WLAU"


def record(*, actor: str, action: str, target: str, details: dict[str, Any] | None = None) -> Event:
    """Append one event, in the transaction of the change that it tells of.

    `actor` and `target` are opaque references (`person:<uid>`, `course:<slug>`) and `details` holds plain JSON
    values (texts, whole numbers, truth values, lists, objects), no personal data and no content. Events are chained
    in the order of commit: the lock that sees to it is held until the transaction ends, so record last.
    """
    return record_each(actor=actor, action=action, targets=[target], details=details)[0]


def record_each(
    *, actor: str, action: str, targets: Sequence[str], details: dict[str, Any] | None = None
) -> list[Event]:
    """Append one event for each target, in their order, with two queries however many they are; see `record`."""
    if not targets:
        return []
    _check_plain(details or {})
    said = [
        {"at": timezone.now(), "actor": actor, "action": action, "target": target, "details": details or {}}
        for target in targets
    ]
    if (waiting := _waiting.get()) is not None:
        waiting += said
        return [Event(**each) for each in said]
    return _append(said)


@contextmanager
def recorded_at_the_end() -> Iterator[None]:
    """What is recorded inside is written at the end of the block, together: the lock of the log is held no longer.

    For actions that record early and have much to do after it. The block lies in one transaction; if it fails, nothing
    of it is recorded. Events that `record` gives inside it are not in the database yet.
    """
    if (waiting := _waiting.get()) is not None:
        before = len(waiting)
        try:
            yield
        except BaseException:
            del waiting[before:]
            raise
        return
    said: list[dict[str, Any]] = []
    token = _waiting.set(said)
    try:
        yield
    finally:
        _waiting.reset(token)
    if said:
        _append(said)


@transaction.atomic
def take_head(day: date | None = None) -> Head | None:
    """Keep where the log ends now as the head of the day (today); the first time on a day counts. None if it is empty.

    Whoever is to keep it elsewhere is told by the apps above.
    """
    day = day or today()
    _latest_hash()  # nobody appends while the end is read
    latest = Event.objects.order_by("-id").values_list("id", "hash").first()
    if latest is None:
        return None
    head, _made = Head.objects.get_or_create(day=day, defaults={"event": latest[0], "hash": bytes(latest[1])})
    return head


def _append(said: Sequence[dict[str, Any]]) -> list[Event]:
    """Put events at the end of the chain, in their order; two queries."""
    with transaction.atomic(savepoint=False):
        previous = _latest_hash()
        events = []
        for each in said:
            digest = event_hash(previous=previous, **each)
            events.append(Event(previous_hash=previous, hash=digest, **each))
            previous = digest
        return Event.objects.bulk_create(events)


def _latest_hash() -> bytes:
    """The end of the chain, which nobody else extends until the transaction ends.

    Both statements travel together; the second one sees what was committed while the first one waited.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s); SELECT hash FROM audit_event ORDER BY id DESC LIMIT 1", [_LOCK]
        )
        latest = cursor.fetchone()
    return bytes(latest[0]) if latest else GENESIS


def _check_plain(value: Any) -> None:
    """Refuse what would not come back from `jsonb` as it went in, fractions above all: its hash would differ."""
    if isinstance(value, dict):
        if not all(isinstance(key, str) for key in value):
            raise TypeError(value)
        _check_plain(list(value.values()))
    elif isinstance(value, list | tuple):
        for each in value:
            _check_plain(each)
    elif not isinstance(value, str | int | None):
        raise TypeError(value)
