"""How an event is hashed into the chain."""

import hashlib
import json
from datetime import datetime
from typing import Any

GENESIS = bytes(32)


def event_hash(
    *, previous: bytes, at: datetime, actor: str, action: str, target: str, details: dict[str, Any]
) -> bytes:
    """SHA-256 (32 bytes) over the previous hash and the canonical JSON of everything the event says."""
    said = json.dumps(
        [at.isoformat(timespec="microseconds"), actor, action, target, details],
        sort_keys=True,
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return hashlib.sha256(previous + said.encode()).digest()
