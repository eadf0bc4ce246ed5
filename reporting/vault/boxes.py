"""Sealing short texts: authenticated encryption bound to one place, in sizes that tell little."""

import secrets
import struct
from dataclasses import dataclass
from uuid import UUID

from nacl import bindings
from nacl.exceptions import CryptoError

from reporting.vault.errors import Unreadable

KEY_BYTES = 32
Blob = bytes | memoryview
"""What was sealed, as a database gives it back."""
VERSION, XCHACHA20_POLY1305 = 1, 1
_HEADER = bytes([VERSION, XCHACHA20_POLY1305])
_NONCE = bindings.crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
SMALLEST, LARGEST = 512, 2 * 1024 * 1024
"""Sizes of the padded plaintext: powers of two between these, in bytes."""
NOTHING = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a blob belongs. Sealed for one place, it opens in no other."""

    domain: str
    case: UUID = NOTHING
    epoch: int = 0
    object: UUID = NOTHING
    field: str = ""

    def encoded(self) -> bytes:
        """Unambiguous: every part carries its length."""
        parts = (self.domain.encode(), self.case.bytes, struct.pack(">I", self.epoch), self.object.bytes)
        return b"".join(struct.pack(">I", len(part)) + part for part in (*parts, self.field.encode()))


def new_key() -> bytes:
    """A random key of 32 bytes."""
    return secrets.token_bytes(KEY_BYTES)


def seal(key: bytes, plaintext: bytes, place: Place) -> bytes:
    """The blob: version, suite, nonce, ciphertext. Its size says only which bucket the plaintext falls into."""
    return seal_with_nonce(key, plaintext, place, secrets.token_bytes(_NONCE))


def seal_with_nonce(key: bytes, plaintext: bytes, place: Place, nonce: bytes) -> bytes:
    """As `seal`, for test vectors. A nonce used twice under one key would give both texts away."""
    ciphertext = bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(
        padded(plaintext), _HEADER + place.encoded(), nonce, key
    )
    return _HEADER + nonce + ciphertext


def unseal(key: bytes, blob: Blob, place: Place) -> bytes:
    """The plaintext that was sealed for that place under that key; `Unreadable` in every other case."""
    blob = bytes(blob)
    header, nonce, ciphertext = blob[:2], blob[2 : 2 + _NONCE], blob[2 + _NONCE :]
    if header != _HEADER:
        raise Unreadable
    try:
        return unpadded(
            bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(ciphertext, header + place.encoded(), nonce, key)
        )
    except (CryptoError, ValueError, TypeError) as error:
        raise Unreadable from error


def padded(plaintext: bytes) -> bytes:
    """The plaintext, a one bit and zeros, up to the next bucket; `ValueError` beyond the largest."""
    size = bucket(len(plaintext) + 1)
    return plaintext + b"\x80" + bytes(size - len(plaintext) - 1)


def unpadded(padded_text: bytes) -> bytes:
    """What `padded` was given."""
    plaintext, mark, zeros = padded_text.rpartition(b"\x80")
    if not mark or zeros.strip(b"\x00"):
        raise Unreadable
    return plaintext


def bucket(size: int) -> int:
    """The smallest bucket that holds `size` bytes."""
    if size > LARGEST:
        raise ValueError(size)
    return max(SMALLEST, 1 << (size - 1).bit_length())
