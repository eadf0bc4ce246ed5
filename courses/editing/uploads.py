"""What an uploaded file is, judged by its content, and a clean copy of it.

Pictures are made anew from their pixels, so that nothing else comes along (places, names of people, scripts); drawings
(SVG) keep only elements that draw. Recordings and documents must begin as files of their type do.
"""

import io
import warnings
import zipfile
from dataclasses import dataclass
from typing import IO

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from courses.editing.drawings import cleaned_drawing
from courses.enums import BlockKind
from courses.errors import UploadRefused

MB = 1024 * 1024
LIMITS: dict[str, int] = {
    BlockKind.IMAGE: 15 * MB,
    BlockKind.AUDIO: 100 * MB,
    BlockKind.VIDEO: 300 * MB,
    BlockKind.DOWNLOAD: 50 * MB,
}
"""Kinds of block that have a file, and how large it may be."""
ACCEPT = {
    BlockKind.IMAGE: ".png,.jpg,.jpeg,.webp,.gif,.svg",
    BlockKind.AUDIO: ".mp3,.ogg,.oga,.opus,.wav,.flac,.m4a",
    BlockKind.VIDEO: ".webm,.ogv,.mp4",
    BlockKind.DOWNLOAD: ".pdf,.odt,.ods,.odp,.docx,.xlsx,.pptx,.epub,.txt,.csv,.zip",
}
_PIXELS = 40_000_000
_SIDE = 4_000
_PICTURES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp", "GIF": "image/png"}
_OFFICE = {
    "word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt/": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it is kept. `content` is a clean copy, None where the upload itself is kept."""

    content_type: str
    content: bytes | None = None
    width: int | None = None
    height: int | None = None


def examine(file: IO[bytes], kind: str, size: int) -> Upload:
    """What the upload is, for a block of this kind. Raises `UploadRefused`. Leaves the file at its start."""
    if size > LIMITS[BlockKind(kind)]:
        raise refused(_("The file is larger than %(limit)s.") % {"limit": filesizeformat(LIMITS[BlockKind(kind)])})
    if size == 0:
        raise refused(_("The file is empty."))
    file.seek(0)
    head = file.read(4096)
    file.seek(0)
    if kind == BlockKind.IMAGE:
        return _picture(file, head)
    content_type = _document(file, head) if kind == BlockKind.DOWNLOAD else _recording(head, kind)
    file.seek(0)
    if not content_type:
        raise refused(
            _("This is not a file of a type that we take here: %(types)s") % {"types": ACCEPT[BlockKind(kind)]}
        )
    return Upload(content_type)


def refused(sentence: str) -> UploadRefused:
    """The refusal, at the field of the file."""
    return UploadRefused(sentence, field="file")


def _picture(file: IO[bytes], head: bytes) -> Upload:
    if b"<svg" in head or head.lstrip().startswith((b"<?xml", b"<!--", b"\xef\xbb\xbf<")):
        drawing = cleaned_drawing(file.read())
        return Upload("image/svg+xml", drawing.content, drawing.width, drawing.height)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _pixels(file)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError, Warning):
        raise refused(_("This file is not a picture that we can read.")) from None


def _pixels(file: IO[bytes]) -> Upload:
    """The picture alone, upright, at most `_SIDE` wide and high."""
    with Image.open(file, formats=list(_PICTURES)) as opened:
        if opened.width * opened.height > _PIXELS:
            raise refused(_("The picture has too many pixels."))
        form = opened.format or "PNG"
        picture = ImageOps.exif_transpose(opened)
        picture.thumbnail((_SIDE, _SIDE))
        if form == "JPEG":
            picture = picture.convert("RGB")
        elif picture.mode not in ("RGB", "RGBA", "L", "LA", "P", "1"):
            picture = picture.convert("RGBA")
        clean = Image.frombytes(picture.mode, picture.size, picture.tobytes())
        if picture.mode == "P" and (palette := picture.getpalette("RGB")):
            clean.putpalette(palette)
        buffer = io.BytesIO()
        transparency = picture.info.get("transparency") if picture.mode == "P" else None
        more = {} if transparency is None else {"transparency": transparency}
        clean.save(buffer, "PNG" if form == "GIF" else form, optimize=True, **more)
    return Upload(_PICTURES[form], buffer.getvalue(), clean.width, clean.height)


def _recording(head: bytes, kind: str) -> str:
    video = kind == BlockKind.VIDEO
    if head[4:8] == b"ftyp":
        return "video/mp4" if video else "audio/mp4"
    if head.startswith(b"\x1aE\xdf\xa3") and b"webm" in head[:64]:
        return "video/webm" if video else "audio/webm"
    if head.startswith(b"OggS"):
        theora = b"\x80theora" in head
        return ("video/ogg" if theora else "") if video else ("" if theora else "audio/ogg")
    if video:
        return ""
    if head.startswith(b"RIFF") and head[8:12] == b"WAVE":
        return "audio/wav"
    if head.startswith(b"fLaC"):
        return "audio/flac"
    mpeg = len(head) > 2 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2
    return "audio/mpeg" if head.startswith(b"ID3") or mpeg else ""


def _document(file: IO[bytes], head: bytes) -> str:
    if head.startswith(b"%PDF-"):
        return "application/pdf"
    if head.startswith(b"PK\x03\x04"):
        return _package(file, head)
    if b"\x00" in head or head.lstrip().startswith(b"<"):
        return ""
    try:
        head[:4000].decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.start < min(len(head), 4000) - 4:
            return ""
    return "text/plain"


def _package(file: IO[bytes], head: bytes) -> str:
    """Documents that are zip files say at their start what they are, or by the folders in them."""
    if head[30:38] == b"mimetype":
        said = head[38:138].split(b"PK")[0].decode("ascii", "replace")
        if said.startswith(("application/vnd.oasis.opendocument.", "application/epub+zip")):
            return said[:100]
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()[:2000]
    except (zipfile.BadZipFile, OSError, ValueError):
        return ""
    if any(name.endswith("vbaProject.bin") for name in names):
        raise refused(_("Documents with macros are not taken."))
    if "[Content_Types].xml" in names:
        return next((kind for folder, kind in _OFFICE.items() if any(name.startswith(folder) for name in names)), "")
    return "application/zip"
