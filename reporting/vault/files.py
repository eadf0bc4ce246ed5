"""Files: their own key, frames of secretstream, and an envelope that says what must come out.

Each frame is bound to its file and its place in it. The last one carries the final tag: a file cut at the border of a
frame is as unreadable as one cut inside. Zeros after the content hide its exact size (Padmé: at most 12 per cent more).
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import BinaryIO
from uuid import UUID

from nacl import bindings
from nacl.exceptions import CryptoError

from reporting.vault.boxes import Place
from reporting.vault.errors import Unreadable

FRAME = 64 * 1024
"""Plaintext bytes of every frame but the last."""
_State = bindings.crypto_secretstream_xchacha20poly1305_state
_ADDED = bindings.crypto_secretstream_xchacha20poly1305_ABYTES
_FINAL = bindings.crypto_secretstream_xchacha20poly1305_TAG_FINAL
_MESSAGE = bindings.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE


@dataclass(frozen=True, slots=True)
class Envelope:
    """What is sealed beside a file: how to open it and what it must be. Keys and digests in hexadecimal."""

    key: str
    header: str
    length: int
    sha256: str
    name: str
    content_type: str

    def encoded(self) -> bytes:
        """For sealing as an item."""
        return json.dumps(asdict(self), ensure_ascii=True).encode()

    def __repr__(self) -> str:
        return "Envelope(…)"


def envelope_of(encoded: bytes) -> Envelope:
    """What was sealed."""
    try:
        return Envelope(**json.loads(encoded))
    except (ValueError, TypeError) as error:
        raise Unreadable from error


def seal_file(chunks: Iterable[bytes], into: BinaryIO, *, file: UUID, name: str, content_type: str) -> Envelope:
    """Write the sealed frames and give the envelope. Memory stays at a few frames whatever the size."""
    key = bindings.crypto_secretstream_xchacha20poly1305_keygen()
    state = bindings.crypto_secretstream_xchacha20poly1305_state()
    header = bindings.crypto_secretstream_xchacha20poly1305_init_push(state, key)
    digest, length, number, waiting = hashlib.sha256(), 0, 0, b""
    for chunk in chunks:
        digest.update(chunk)
        length += len(chunk)
        waiting, start = waiting + chunk, 0
        while len(waiting) - start > FRAME:
            into.write(_push(state, waiting[start : start + FRAME], file, number, _MESSAGE))
            start, number = start + FRAME, number + 1
        waiting = waiting[start:]
    for frame, tag in _last_frames(waiting + bytes(padme(length) - length)):
        into.write(_push(state, frame, file, number, tag))
        number += 1
    return Envelope(key.hex(), header.hex(), length, digest.hexdigest(), name, content_type)


def open_file(sealed: BinaryIO, envelope: Envelope, *, file: UUID) -> Iterator[bytes]:
    """The content, frame by frame, each one proven; `Unreadable` at the end if it is not all and only what it was."""
    state = bindings.crypto_secretstream_xchacha20poly1305_state()
    try:
        bindings.crypto_secretstream_xchacha20poly1305_init_pull(
            state, bytes.fromhex(envelope.header), bytes.fromhex(envelope.key)
        )
    except (CryptoError, ValueError, TypeError) as error:
        raise Unreadable from error
    digest, left, number, tag = hashlib.sha256(), envelope.length, 0, _MESSAGE
    while frame := sealed.read(FRAME + _ADDED):
        if tag == _FINAL:
            raise Unreadable
        plain, tag = _pull(state, frame, file, number)
        plain, number = plain[:left], number + 1
        left -= len(plain)
        digest.update(plain)
        if plain:
            yield plain
    if tag != _FINAL or left or digest.hexdigest() != envelope.sha256:
        raise Unreadable


def padme(length: int) -> int:
    """The padded length: as many leading bits kept as the length of the length has (Nikitin et al. 2019)."""
    if length < 512:
        return 512
    exponent = length.bit_length() - 1
    low = exponent - exponent.bit_length()
    mask = (1 << low) - 1
    return (length + mask) & ~mask


def _last_frames(rest: bytes) -> Iterator[tuple[bytes, int]]:
    while len(rest) > FRAME:
        yield rest[:FRAME], _MESSAGE
        rest = rest[FRAME:]
    yield rest, _FINAL


def _push(state: _State, frame: bytes, file: UUID, number: int, tag: int) -> bytes:
    return bindings.crypto_secretstream_xchacha20poly1305_push(state, frame, ad=_frame_at(file, number), tag=tag)


def _pull(state: _State, frame: bytes, file: UUID, number: int) -> tuple[bytes, int]:
    try:
        return bindings.crypto_secretstream_xchacha20poly1305_pull(state, frame, ad=_frame_at(file, number))
    except (CryptoError, ValueError, TypeError, RuntimeError) as error:
        raise Unreadable from error


def _frame_at(file: UUID, number: int) -> bytes:
    return Place("wikilearn/file", object=file, field=str(number)).encoded()
