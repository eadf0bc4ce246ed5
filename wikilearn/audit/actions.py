"""Writing to the log."""

from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from wikilearn.audit.hashes import GENESIS, event_hash
from wikilearn.audit.models import Event

SYSTEM = "system"
"""The actor of what no person asked for: tasks, sweeps, synchronisation."""
_LOCK = 0x57_4C_41_55  # any constant number; "WLAU"


@transaction.atomic
def record(*, actor: str, action: str, target: str, details: dict[str, Any] | None = None) -> Event:
    """Append one event, in the transaction of the change that it tells of.

    `actor` and `target` are opaque references (`person:<uid>`, `course:<slug>`) and `details` holds plain JSON
    values, no personal data and no content. Events are chained in the order of commit: the lock that sees to it is
    held until the transaction ends, so record last.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    latest = Event.objects.order_by("-id").values_list("hash", flat=True).first()
    previous = bytes(latest) if latest is not None else GENESIS
    said: dict[str, Any] = {
        "at": timezone.now(),
        "actor": actor,
        "action": action,
        "target": target,
        "details": details or {},
    }
    return Event.objects.create(previous_hash=previous, hash=event_hash(previous=previous, **said), **said)
