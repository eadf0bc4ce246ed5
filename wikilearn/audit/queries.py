"""Whether the log is what was written."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from wikilearn.audit.hashes import GENESIS, event_hash
from wikilearn.audit.models import Event

CHUNK = 2000
SAID = ("at", "actor", "action", "target", "details")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check of the chain found.

    `events` that are good; `broken_at` the id of the first that is not what was written, None if all are; `head` the
    hash of the last good one. `head_found` is whether the head that the caller remembered is still in the chain: no
    chain of hashes can tell by itself that events are missing at its end.
    """

    events: int
    broken_at: int | None
    head: bytes
    head_found: bool = True

    @property
    def whole(self) -> bool:
        """Every event is what was written, in the order in which it was, and none is known to be missing."""
        return self.broken_at is None and self.head_found


def verify_chain(*, remembered_head: bytes | None = None) -> Verdict:
    """Recompute every hash from the first event on, in constant memory, in one snapshot of the log."""
    checked, head, found = 0, GENESIS, remembered_head in (None, GENESIS)
    for pk, previous_hash, stored, said in _chain():
        if previous_hash != head or stored != event_hash(previous=head, **said):
            return Verdict(events=checked, broken_at=pk, head=head, head_found=found)
        checked, head = checked + 1, stored
        found = found or stored == remembered_head
    return Verdict(events=checked, broken_at=None, head=head, head_found=found)


def _chain() -> Iterator[tuple[int, bytes, bytes, dict[str, Any]]]:
    """Of each event in order: id, hash of the one before, hash, what is hashed; through a cursor of the server."""
    rows = Event.objects.order_by("id").values_list("id", "previous_hash", "hash", *SAID)
    with transaction.atomic():
        for pk, previous_hash, stored, *said in rows.iterator(chunk_size=CHUNK):
            yield pk, bytes(previous_hash), bytes(stored), dict(zip(SAID, said, strict=True))
