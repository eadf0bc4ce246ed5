"""Hashes that prove order, seals that prove who wrote, and names that say nobody's."""

import hmac

from reporting.vault.boxes import Blob
from reporting.vault.keys import derived

GENESIS = bytes(32)


def link(previous: Blob, *parts: bytes) -> bytes:
    """The hash of an entry of a chain: over the one before and all that the entry says."""
    return derived(b"", "chain", bytes(previous), *parts)


def mac(pepper: bytes, purpose: str, *parts: bytes) -> bytes:
    """A seal that only who knows the pepper can make."""
    return derived(derived(pepper, "mac"), purpose, *parts)


def same(one: Blob, other: Blob) -> bool:
    """Whether two seals are equal, in constant time."""
    return hmac.compare_digest(bytes(one), bytes(other))
