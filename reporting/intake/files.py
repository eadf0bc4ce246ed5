"""What people attach: looked at in memory, never opened, never trusted, and never dropped without a word.

No archive is unpacked, no XML is parsed, no address in a file is followed. Pictures are decoded only to make the
copy without their hidden traces (place, camera, time), and only while they are of a size that a screen has. What looks
like malware is kept under a name that nothing runs, because it may be the evidence.
"""

import io
import re
import unicodedata
from dataclasses import dataclass, replace
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from wikilearn.core.errors import DomainError

MEBIBYTE = 1024 * 1024
LARGEST = 20 * MEBIBYTE
IN_TOTAL = 40 * MEBIBYTE
MOST = 8
MOST_PIXELS = 40_000_000
"""Of a picture whose copy is made without traces: more than any phone takes by default."""
QUARANTINE = "application/x-quarantine"
UNKNOWN = "application/octet-stream"

_INVISIBLE = re.compile("[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
_HARD = re.compile(r'[<>:"|?*\\/]')
_STARTS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF8", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"\x1aE\xdf\xa3", "video/webm"),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
)
_EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"  # in two parts, for scanners
_PICTURES = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}


class FileRefused(DomainError):
    """This file cannot be taken; the message names it and says why."""

    status = 400


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file as it will be sealed: a name that does no harm, a type by its content."""

    name: str
    content_type: str
    content: bytes


def read_attachment(name: str, content: bytes) -> Attachment:
    """Check one file; raises `FileRefused` for an empty or too large one."""
    name = safe_name(name)
    if not content:
        raise FileRefused(_("“%(name)s” is empty.") % {"name": name})
    if len(content) > LARGEST:
        raise too_large(name)
    if _EICAR in content:
        return Attachment(f"{name}.quarantine", QUARANTINE, content)
    return Attachment(name, type_of(content), content)


def too_large(name: str) -> FileRefused:
    """The refusal of a file beyond `LARGEST`."""
    return FileRefused(
        _("“%(name)s” is larger than %(limit)s.") % {"name": safe_name(name), "limit": filesizeformat(LARGEST)}
    )


def safe_name(name: str) -> str:
    """The last part of a name without folders, direction marks and what file systems stumble over; its ending stays."""
    name = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    name = _HARD.sub("_", _INVISIBLE.sub("", name)).lstrip(" ").rstrip(" .")
    stem, dot, ending = name.rpartition(".")
    if dot and len(ending) <= 12:
        return f"{stem[:100].strip(' .') or 'file'}.{ending}"
    return name[:100].strip() or "file"


def type_of(content: bytes) -> str:
    """The type by how the content starts; what the sender called it counts for nothing."""
    for start, content_type in _STARTS:
        if content.startswith(start):
            return content_type
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return "video/mp4" if content[4:8] == b"ftyp" else UNKNOWN


def without_traces(attachment: Attachment) -> Attachment | None:
    """The picture drawn anew, without place, camera, time, thumbnail or comment; None if it is none or too large."""
    kind = _PICTURES.get(attachment.content_type)
    if kind is None:
        return None
    try:
        with Image.open(io.BytesIO(attachment.content), formats=[kind]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                return None
            orientation = picture.getexif().get(0x0112, 1)
            picture.load()
            drawn = _turned(picture, orientation)
            out = io.BytesIO()
            drawn.save(out, format=kind, quality=90)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError, EOFError):
        return None
    return replace(attachment, name=_copy_name(attachment.name), content=out.getvalue())


def _turned(picture: Image.Image, orientation: int) -> Image.Image:
    """The pixels alone, the right way up: a new picture takes no metadata with it."""
    mode = picture.mode if picture.mode in {"L", "RGB", "RGBA"} else "RGBA" if "transparency" in picture.info else "RGB"
    plain = picture.convert(mode)
    bare = Image.frombytes(mode, plain.size, plain.tobytes())
    turn = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_270,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }.get(orientation)
    return bare if turn is None else bare.transpose(turn)


def _copy_name(name: str) -> str:
    stem, dot, ending = name.rpartition(".")
    return f"{stem}-for-sharing.{ending}" if dot else f"{name}-for-sharing"


class MemoryOnly(FileUploadHandler):
    """Receives files without a temporary file: what is not sealed yet never touches a disk.

    A file beyond the limits is read to its end and forgotten, so that the rest of the form arrives; it carries
    `overflowed`.
    """

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.room = IN_TOTAL
        self.kept = io.BytesIO()
        self.overflowed = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """A file begins."""
        super().new_file(*args, **kwargs)
        self.kept, self.overflowed = io.BytesIO(), False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002 - Django’s signature
        """Keep it while there is room."""
        self.room -= len(raw_data)
        if self.room < 0 or self.kept.tell() + len(raw_data) > LARGEST:
            self.overflowed, self.kept = True, io.BytesIO()
        elif not self.overflowed:
            self.kept.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """The file as forms know them."""
        self.kept.seek(0)
        file = InMemoryUploadedFile(self.kept, self.field_name, self.file_name or "file", UNKNOWN, file_size, None)
        file.overflowed = self.overflowed  # type: ignore[attr-defined]
        return file
