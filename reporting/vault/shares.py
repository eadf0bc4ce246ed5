"""A secret for any two of several officers: for each pair of them a split of its own into two random halves.

Exclusive or with a random half is the whole of it: one half alone is noise, and there is no arithmetic to get wrong.
"""

from secrets import token_bytes

from reporting.vault.errors import Unreadable


def split(secret: bytes) -> tuple[bytes, bytes]:
    """Two halves, each of them random."""
    half = token_bytes(len(secret))
    return half, _xor(half, secret)


def join(one: bytes, other: bytes) -> bytes:
    """The secret that was split."""
    if len(one) != len(other):
        raise Unreadable
    return _xor(one, other)


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(left ^ right for left, right in zip(one, other, strict=True))
