"""A credential inside a PNG: one uncompressed `iTXt` chunk with the keyword `openbadgecredential` (OB 3.0, 5.3.2.1)."""

import struct
import zlib
from collections.abc import Iterator

from certification.badges.open_badges.errors import Flaw, Unreadable

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_KEYWORD = b"openbadgecredential"
_HEADER_END = len(SIGNATURE) + 25  # the IHDR chunk is always 13 bytes long and comes first


def bake(picture: bytes, text: str) -> bytes:
    """The picture with the credential right after its header. `text` is ASCII."""
    chunk = b"iTXt" + _KEYWORD + b"\0\0\0\0\0" + text.encode("ascii")
    baked = struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk))
    return picture[:_HEADER_END] + baked + picture[_HEADER_END:]


def extract(picture: bytes) -> bytes:
    """The credential inside; `Unreadable` when there is none, more than one, or the file is damaged."""
    found = [body for kind, body in _chunks(picture) if kind == b"iTXt" and body.startswith(_KEYWORD + b"\0")]
    if not found:
        raise Unreadable(Flaw.NO_CREDENTIAL)
    if len(found) > 1:
        raise Unreadable(Flaw.SEVERAL_CREDENTIALS)
    rest = found[0][len(_KEYWORD) + 1 :]
    if rest[:1] != b"\0":
        raise Unreadable(Flaw.COMPRESSED)
    parts = rest[2:].split(b"\0", 2)
    if len(parts) != 3:
        raise Unreadable(Flaw.DAMAGED)
    return parts[2]


def _chunks(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    position = len(SIGNATURE)
    while position < len(picture):
        head = picture[position : position + 8]
        if len(head) < 8:
            raise Unreadable(Flaw.DAMAGED)
        length, kind = struct.unpack(">I4s", head)
        end = position + 8 + length
        body, check = picture[position + 8 : end], picture[end : end + 4]
        if len(body) != length or check != struct.pack(">I", zlib.crc32(kind + body)):
            raise Unreadable(Flaw.DAMAGED)
        yield kind, body
        if kind == b"IEND":
            return
        position = end + 4
    raise Unreadable(Flaw.DAMAGED)
