"""Whether a picture is only pixels: no places, no names, no scripts, nothing behind its end."""

import struct

from courses.editing.uploads import Upload

_PNG = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS"})
_WEBP = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH"})


def is_only_pixels(content: bytes, upload: Upload) -> bool:
    """For what `examine` has read as a picture. A drawing is, if cleaning leaves it as it is."""
    if upload.content == content:
        return True
    try:
        if upload.content_type == "image/png":
            return content.startswith(b"\x89PNG\r\n\x1a\n") and _png(content)
        if upload.content_type == "image/jpeg":
            return _jpeg(content)
        if upload.content_type == "image/webp":
            return _webp(content)
    except (struct.error, IndexError):
        return False
    return False


def _png(content: bytes) -> bool:
    place = 8
    while place < len(content):
        length, name = struct.unpack(">I4s", content[place : place + 8])
        if name not in _PNG:
            return False
        place += 12 + length
        if name == b"IEND":
            return place == len(content) and length == 0
    return False


def _jpeg(content: bytes) -> bool:
    """Only the tables that pixels need, and nothing after the end of the first picture."""
    place = 2
    while content[place] == 0xFF:
        marker = content[place + 1]
        if marker == 0xD9:
            return place + 2 == len(content)
        if marker not in {0xC0, 0xC1, 0xC2, 0xC4, 0xDA, 0xDB, 0xDD, 0xE0}:
            return False
        (length,) = struct.unpack(">H", content[place + 2 : place + 4])
        if marker == 0xE0 and (length != 16 or content[place + 4 : place + 9] != b"JFIF\0"):
            return False
        place += 2 + length
        if marker == 0xDA:
            place = _after_scan(content, place)
    return False


def _after_scan(content: bytes, place: int) -> int:
    while True:
        place = content.index(b"\xff", place) if b"\xff" in content[place:] else len(content)
        if content[place + 1] == 0 or 0xD0 <= content[place + 1] <= 0xD7:
            place += 2
        else:
            return place


def _webp(content: bytes) -> bool:
    (size,) = struct.unpack("<I", content[4:8])
    if content[:4] != b"RIFF" or content[8:12] != b"WEBP" or size + 8 != len(content):
        return False
    place = 12
    while place < len(content):
        name, length = struct.unpack("<4sI", content[place : place + 8])
        if name not in _WEBP:
            return False
        place += 8 + length + length % 2
    return True
