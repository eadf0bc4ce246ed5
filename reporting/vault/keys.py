"""Key pairs of people and of receipts, subkeys of a case, and private keys at rest."""

import secrets
import struct
import threading
import unicodedata
from dataclasses import dataclass
from uuid import UUID

from nacl import bindings
from nacl.exceptions import CryptoError

from reporting.vault.boxes import KEY_BYTES, Blob, Place, seal, unseal
from reporting.vault.errors import Unreadable

_LONGEST_OPS, _LONGEST_MEM = 10, 1024 * 1024 * 1024
_WRAPPED = struct.Struct(">BII16s")
_ARGON2ID = 1
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_ALIKE = str.maketrans("OIL", "011")
_CODE_LENGTH = 25
_one_at_a_time = threading.Lock()
"""Argon2id takes a quarter of a gigabyte: several at once in one process would be a way to stop the server."""


@dataclass(frozen=True, slots=True)
class KeyPair:
    """X25519, 32 bytes each."""

    public: bytes
    private: bytes

    def __repr__(self) -> str:
        return f"KeyPair({fingerprint(self.public)})"


@dataclass(frozen=True, slots=True)
class Effort:
    """What one try of a passphrase costs: passes and bytes of memory."""

    passes: int
    memory: int


def new_pair() -> KeyPair:
    """A random key pair."""
    public, private = bindings.crypto_box_keypair()
    return KeyPair(public, private)


def pair_of(private: bytes) -> KeyPair:
    """The pair that a private key belongs to."""
    return KeyPair(bindings.crypto_scalarmult_base(private), private)


def fingerprint(public: bytes) -> str:
    """How people compare a key: eight groups of four hexadecimal digits (128 bits)."""
    digest = derived(b"", "fingerprint", bytes(public))[:16].hex()
    return " ".join(digest[start : start + 4] for start in range(0, 32, 4))


def derived(key: bytes, purpose: str, *parts: bytes) -> bytes:
    """32 bytes from a key (or none) for one purpose, keyed BLAKE2b: nothing leads back or sideways to another."""
    said = b"".join(struct.pack(">I", len(part)) + part for part in (purpose.encode(), *parts))
    return bindings.crypto_generichash_blake2b_salt_personal(
        said, digest_size=32, key=key, salt=b"", person=b"wikilearn-vault1"
    )


def stretched(secret: bytes, salt: bytes, effort: Effort) -> bytes:
    """32 bytes by Argon2id."""
    if effort.passes > _LONGEST_OPS or effort.memory > _LONGEST_MEM:
        raise Unreadable
    try:
        with _one_at_a_time:
            return bindings.crypto_pwhash_alg(
                KEY_BYTES, secret, salt, effort.passes, effort.memory, bindings.crypto_pwhash_ALG_ARGON2ID13
            )
    except (CryptoError, ValueError) as error:
        raise Unreadable from error


def wrap(private: bytes, passphrase: str, *, holder: UUID, effort: Effort) -> bytes:
    """A private key under a passphrase, bound to its holder: what a database may keep."""
    salt = secrets.token_bytes(16)
    head = _WRAPPED.pack(_ARGON2ID, effort.passes, effort.memory, salt)
    return head + seal(stretched(_said(passphrase), salt, effort), private, _wrapped_at(holder, head))


def unwrap(blob: Blob, passphrase: str, *, holder: UUID) -> KeyPair:
    """The pair whose private key was wrapped; `Unreadable` for a wrong passphrase as for a changed blob."""
    blob = bytes(blob)
    head, sealed = blob[: _WRAPPED.size], blob[_WRAPPED.size :]
    if len(head) != _WRAPPED.size or head[0] != _ARGON2ID:
        raise Unreadable
    _suite, passes, memory, salt = _WRAPPED.unpack(head)
    key = stretched(_said(passphrase), salt, Effort(passes, memory))
    return pair_of(unseal(key, sealed, _wrapped_at(holder, head)))


def new_code() -> str:
    """A recovery code of 125 random bits in five groups; letters that look like digits are not used."""
    symbols = [secrets.choice(_ALPHABET) for _ in range(_CODE_LENGTH)]
    return "-".join("".join(symbols[start : start + 5]) for start in range(0, _CODE_LENGTH, 5))


def wrap_with_code(private: bytes, code: str, *, holder: UUID) -> bytes:
    """A private key under a recovery code, which needs no slow hash: nobody guesses 125 bits."""
    return seal(_key_of_code(code), private, Place("wikilearn/recovery-code", object=holder))


def unwrap_with_code(blob: Blob, code: str, *, holder: UUID) -> KeyPair:
    """The pair; `Unreadable` for a wrong code."""
    return pair_of(unseal(_key_of_code(code), blob, Place("wikilearn/recovery-code", object=holder)))


def _key_of_code(code: str) -> bytes:
    if len(code) > 100:
        raise Unreadable
    symbols = "".join(each for each in unicodedata.normalize("NFKC", code).upper() if each.isalnum()).translate(_ALIKE)
    if len(symbols) != _CODE_LENGTH or set(symbols) - set(_ALPHABET):
        raise Unreadable
    return derived(b"", "recovery-code", symbols.encode())


def _said(passphrase: str) -> bytes:
    return unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogatepass")


def _wrapped_at(holder: UUID, head: bytes) -> Place:
    return Place("wikilearn/passphrase", object=holder, field=head.hex())
