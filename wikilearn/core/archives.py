"""Safe unpacking of archives that strangers send: `.tar.gz` and `.zip`, into memory, within limits.

Nothing is written to disk. Refused are: what is no archive, damage, absolute paths and `..`, links and devices, two
members of one name, encryption, and anything past the limits, which count what really comes out, not what headers say.
"""

import gzip
import stat
import tarfile
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, BinaryIO, cast

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wikilearn.core.errors import DomainError

MEBIBYTE = 1024 * 1024
_GZIP, _ZIP, _EMPTY_ZIP = b"\x1f\x8b", b"PK\x03\x04", b"PK\x05\x06"
_CHUNK = 64 * 1024


class ArchiveRefused(DomainError):
    """The file is no archive that we unpack; the message says why."""

    status = 400


@dataclass(frozen=True, slots=True)
class Limits:
    """`files` members; bytes of one `file`; bytes in `total`; unpacked bytes for each packed one (`ratio`)."""

    files: int = 20_000
    file: int = 16 * MEBIBYTE
    total: int = 128 * MEBIBYTE
    ratio: int = 200


def is_archive(start: bytes) -> bool:
    """Whether a file that starts like this may be one: a quick answer for forms."""
    return start.startswith((_GZIP, _ZIP, _EMPTY_ZIP))


def unpack(file: IO[bytes], *, limits: Limits | None = None) -> dict[str, bytes]:
    """Every regular file in the archive by its path (`/` between parts, NFC); raises `ArchiveRefused`."""
    limits = limits or Limits()
    file.seek(0, 2)
    packed = file.tell()
    file.seek(0)
    start = file.read(4)
    file.seek(0)
    if start.startswith(_GZIP):
        members = _tar(file, _Budget(limits, packed))
    elif start.startswith((_ZIP, _EMPTY_ZIP)):
        members = _zip(file, _Budget(limits, packed))
    else:
        raise ArchiveRefused(_("This file is not a .tar.gz or .zip archive."))
    unpacked: dict[str, bytes] = {}
    try:
        for path, content in members:
            if path in unpacked:
                raise ArchiveRefused(_("The archive holds “%(path)s” twice.") % {"path": path})
            unpacked[path] = content
    except (EOFError, OSError, ValueError, tarfile.TarError, zipfile.BadZipFile, zlib.error, NotImplementedError):
        raise ArchiveRefused(_("The archive is damaged.")) from None
    if not unpacked:
        raise ArchiveRefused(_("The archive is empty."))
    return unpacked


class _Budget:
    """What may still come out of an archive."""

    def __init__(self, limits: Limits, packed: int) -> None:
        self.limits = limits
        self.files = limits.files
        self.bytes = limits.total
        self.by_ratio = max(limits.ratio * packed, MEBIBYTE)

    def take_file(self, path: str, size: int) -> None:
        self.files -= 1
        if self.files < 0:
            limit = self.limits.files
            message = ngettext(
                "The archive holds more than %(limit)d file.", "The archive holds more than %(limit)d files.", limit
            )
            raise ArchiveRefused(message % {"limit": limit})
        if size > self.limits.file:
            raise ArchiveRefused(
                _("“%(path)s” is larger than %(limit)s.") % {"path": path, "limit": filesizeformat(self.limits.file)}
            )

    def take_bytes(self, size: int) -> None:
        self.bytes -= size
        self.by_ratio -= size
        if self.bytes < 0 or self.by_ratio < 0:
            raise ArchiveRefused(_("The archive is far larger unpacked than packed; it is refused for safety."))


class _Metered:
    """A decompressed stream that counts what is read from it, before reading it."""

    def __init__(self, stream: IO[bytes], budget: _Budget) -> None:
        self.stream = stream
        self.budget = budget

    def read(self, size: int = -1) -> bytes:
        chunk = self.stream.read(_CHUNK if size < 0 else min(size, _CHUNK))
        self.budget.take_bytes(len(chunk))
        return chunk


def _tar(file: IO[bytes], budget: _Budget) -> Iterator[tuple[str, bytes]]:
    with gzip.GzipFile(fileobj=cast(BinaryIO, file)) as stream:
        metered = cast(IO[bytes], _Metered(cast(IO[bytes], stream), budget))
        with tarfile.open(fileobj=metered, mode="r|", bufsize=_CHUNK) as tar:
            for member in tar:
                path = _safe(member.name)
                if member.isdir():
                    continue
                if not member.isreg() or member.issparse():
                    raise _link(path)
                budget.take_file(path, member.size)
                content = cast(IO[bytes], tar.extractfile(member)).read()
                if len(content) != member.size:
                    raise EOFError
                yield path, content


def _zip(file: IO[bytes], budget: _Budget) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(file) as archive:
        for member in archive.infolist():
            path = _safe(member.filename)
            if member.is_dir():
                continue
            mode = member.external_attr >> 16
            if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
                raise _link(path)
            if member.flag_bits & 1:
                raise ArchiveRefused(_("The archive is protected with a password."))
            if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise ArchiveRefused(_("The archive is damaged."))
            budget.take_file(path, member.file_size)
            with archive.open(member) as stream:
                yield path, b"".join(_chunks(stream, budget))


def _chunks(stream: IO[bytes], budget: _Budget) -> Iterator[bytes]:
    while chunk := stream.read(_CHUNK):
        budget.take_bytes(len(chunk))
        yield chunk


def _safe(name: str) -> str:
    """The path in one spelling, or a refusal if it leads out of the archive."""
    if name.startswith("/") or "\\" in name or "\0" in name or (len(name) > 1 and name[1] == ":"):
        raise _escape(name)
    parts = [part for part in name.split("/") if part not in ("", ".")]
    if ".." in parts:
        raise _escape(name)
    return unicodedata.normalize("NFC", "/".join(parts))


def _escape(name: str) -> ArchiveRefused:
    return ArchiveRefused(_("The archive holds a path that leads out of it: “%(path)s”.") % {"path": name[:200]})


def _link(path: str) -> ArchiveRefused:
    return ArchiveRefused(_("The archive holds a link or a device: “%(path)s”.") % {"path": path[:200]})
