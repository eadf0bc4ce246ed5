"""Whether the log is what was written."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from wikilearn.audit.hashes import GENESIS, event_hash
from wikilearn.audit.models import Event, Head

CHUNK = 2000
SAID = ("at", "actor", "action", "target", "details")


@dataclass(frozen=True, slots=True)
class KeptHead:
    """A head of a day as somebody kept it: the number of the last event then, and its hash."""

    day: date
    event: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check of the chain found.

    `events` that are good; `broken_at` the id of the first that is not what was written, None if all are; `head` the
    hash of the last good one. `head_found` is whether the head that the caller remembered is still in the chain: no
    chain of hashes can tell by itself that events are missing at its end. `fitting` days have a head that is in the
    chain; `unfit` is the first whose head is not: something before it was written anew, or is gone.
    """

    events: int
    broken_at: int | None
    head: bytes
    head_found: bool = True
    fitting: int = 0
    unfit: date | None = None

    @property
    def whole(self) -> bool:
        """Every event is what was written, in the order in which it was, and none is known to be missing."""
        return self.broken_at is None and self.head_found and self.unfit is None


def kept_heads() -> list[KeptHead]:
    """The heads that the site itself has kept, oldest first."""
    rows = Head.objects.order_by("day").values_list("day", "event", "hash")
    return [KeptHead(day, event, bytes(digest)) for day, event, digest in rows]


def verify_chain(*, remembered_head: bytes | None = None, heads: Iterable[KeptHead] | None = None) -> Verdict:
    """Recompute every hash from the first event on, in constant memory, in one snapshot of the log.

    `heads` are compared with it (those that the site has kept, if none are given): a chain that somebody with the keys
    of the database wrote anew from some event on is whole in itself, and fits no head of a day after that event.
    """
    wanted = _Heads(kept_heads() if heads is None else heads)
    checked, head, found = 0, GENESIS, remembered_head in (None, GENESIS)
    for pk, previous_hash, stored, said in _chain():
        if previous_hash != head or stored != event_hash(previous=head, **said):
            return Verdict(checked, pk, head, found, *wanted.compared())
        checked, head = checked + 1, stored
        found = found or stored == remembered_head
        wanted.see(pk, stored)
    return Verdict(checked, None, head, found, *wanted.compared())


class _Heads:
    """Heads that are looked for while the chain goes by."""

    def __init__(self, heads: Iterable[KeptHead]) -> None:
        self.heads = sorted(heads, key=lambda head: (head.day, head.event))
        self.events = {head.event for head in self.heads}
        self.seen: dict[int, bytes] = {}

    def see(self, event: int, digest: bytes) -> None:
        """An event of the chain that is good."""
        if event in self.events:
            self.seen[event] = digest

    def compared(self) -> tuple[int, date | None]:
        """How many fit, and the day of the first that does not."""
        unfit = [head.day for head in self.heads if self.seen.get(head.event) != head.hash]
        return len(self.heads) - len(unfit), min(unfit, default=None)


def _chain() -> Iterator[tuple[int, bytes, bytes, dict[str, Any]]]:
    """Of each event in order: id, hash of the one before, hash, what is hashed; through a cursor of the server."""
    rows = Event.objects.order_by("id").values_list("id", "previous_hash", "hash", *SAID)
    with transaction.atomic():
        for pk, previous_hash, stored, *said in rows.iterator(chunk_size=CHUNK):
            yield pk, bytes(previous_hash), bytes(stored), dict(zip(SAID, said, strict=True))
