"""A key for one holder: what is inside says for whom, which case and epoch, and it is checked.

The inner layer is an anonymous sealed box to the holder's public key. The outer one is sealed under the secret of the
case, which lies outside the database: without it no grant opens, whoever's passphrase is known, and destroying it ends
every copy of every grant. Whether a grant is held back is bound to the outer layer: the database alone cannot free it.
"""

import struct
from dataclasses import dataclass
from uuid import UUID

from nacl import bindings
from nacl.exceptions import CryptoError

from reporting.vault.boxes import KEY_BYTES, Blob, Place, seal, unseal
from reporting.vault.errors import Unreadable
from reporting.vault.keys import KeyPair, derived

_INSIDE = struct.Struct(">4sB16s16sI32s")
_MAGIC = b"WLG1"
CASE, DIALOGUE, IDENTITY, IDENTITY_OUTER, ITEM, SHARE = 1, 2, 3, 4, 5, 6
"""What the key inside is for."""


@dataclass(frozen=True, slots=True)
class Terms:
    """For whom a grant is, and for what. Of a grant for one item `case` is the loan, and `epoch` is its end."""

    purpose: int
    holder: UUID
    case: UUID
    epoch: int
    held: bool = False

    def place(self) -> Place:
        """Where the outer layer belongs."""
        return Place("wikilearn/grant", self.case, self.epoch, self.holder, f"{self.purpose}:{'held' * self.held}")

    def inside(self, key: bytes) -> bytes:
        """What the inner layer holds."""
        return _INSIDE.pack(_MAGIC, self.purpose, self.holder.bytes, self.case.bytes, self.epoch, key)


def make_grant(key: bytes, terms: Terms, *, public: bytes, secret: bytes) -> bytes:
    """`key` (32 bytes) for the holder of `public`, under the secret of the case."""
    if len(key) != KEY_BYTES:
        raise ValueError(len(key))
    return _outer(bindings.crypto_box_seal(terms.inside(key), bytes(public)), terms, secret)


def open_grant(box: Blob, terms: Terms, *, pair: KeyPair, secret: bytes) -> bytes:
    """The key, if everything inside is as the terms say."""
    try:
        inside = bindings.crypto_box_seal_open(_inner(box, terms, secret), pair.public, pair.private)
        magic, purpose, holder, case, epoch, key = _INSIDE.unpack(inside)
    except (CryptoError, ValueError, TypeError, struct.error) as error:
        raise Unreadable from error
    if (magic, purpose, holder, case, epoch) != (
        _MAGIC,
        terms.purpose,
        terms.holder.bytes,
        terms.case.bytes,
        terms.epoch,
    ):
        raise Unreadable
    return key


def free_grant(box: Blob, terms: Terms, *, secret: bytes) -> bytes:
    """A grant that was held back, no longer so. The key inside stays sealed to its holder all the while."""
    freed = Terms(terms.purpose, terms.holder, terms.case, terms.epoch, held=False)
    return _outer(_inner(box, terms, secret), freed, secret)


def rewrap_grant(box: Blob, terms: Terms, *, secret: bytes, to: bytes) -> bytes:
    """The same grant under another secret of the case. What is inside stays closed to whoever does it."""
    return _outer(_inner(box, terms, secret), terms, to)


def _outer(box: bytes, terms: Terms, secret: bytes) -> bytes:
    return seal(derived(secret, "grants"), box, terms.place())


def _inner(box: Blob, terms: Terms, secret: bytes) -> bytes:
    return unseal(derived(secret, "grants"), box, terms.place())
