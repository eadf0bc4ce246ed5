"""Status lists: one bit a credential (W3C Recommendation "Bitstring Status List v1.0").

Bit 0 is the most significant bit of byte 0. On the wire the bytes are compressed with gzip and written in base64url
with the multibase prefix `u`.
"""

import gzip
import zlib

from certification.badges.open_badges import multibase

SIZE = 131_072
"""Bits in a list: the smallest that the specification allows, 16 KiB; so many that one index tells nothing."""
LARGEST = 2 * 1024 * 1024
"""Bytes of the largest list that is read."""


def empty(size: int = SIZE) -> bytes:
    """A list in which nothing is revoked."""
    return bytes(size // 8)


def is_set(bits: bytes, index: int) -> bool:
    """Whether the bit is 1; `IndexError` outside the list."""
    _check(bits, index)
    return bool(bits[index // 8] & (0x80 >> index % 8))


def with_set(bits: bytes, index: int) -> bytes:
    """A copy of the list in which the bit is 1."""
    _check(bits, index)
    changed = bytearray(bits)
    changed[index // 8] |= 0x80 >> index % 8
    return bytes(changed)


def encode(bits: bytes) -> str:
    """`encodedList`; the same bits give the same text."""
    return multibase.base64url(gzip.compress(bits, mtime=0))


def decode(text: str) -> bytes:
    """The bits of an `encodedList`; `ValueError` for what is none, too short, or a bomb."""
    if not text.startswith("u"):
        raise ValueError("not an encoded list")
    inflate = zlib.decompressobj(wbits=31)
    try:
        bits = inflate.decompress(multibase.decode(text), LARGEST)
    except zlib.error as error:
        raise ValueError("not an encoded list") from error
    if inflate.unconsumed_tail or not inflate.eof:
        raise ValueError("the list is larger than it may be, or cut off")
    if len(bits) * 8 < SIZE:
        raise ValueError("the list is shorter than it may be")
    return bits


def _check(bits: bytes, index: int) -> None:
    if not 0 <= index < len(bits) * 8:
        raise IndexError(index)
