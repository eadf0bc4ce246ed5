"""A package as one file: the same files give the same bytes."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from courses.exchange.ours.nodes import Problem
from wikilearn.core.archives import ArchiveRefused

_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_STORED = (".png", ".jpg", ".jpeg", ".webp", ".mp4", ".webm", ".mp3", ".ogg", ".zip", ".epub", ".m4a", ".flac")


def zipped(files: Mapping[str, bytes], *, folder: str = "") -> bytes:
    """A zip file with all files in one folder: sorted, without times, owners or systems."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path, content in sorted(files.items()):
            member = zipfile.ZipInfo(f"{folder}/{path}" if folder else path, _LONG_AGO)
            member.create_system, member.external_attr = 3, 0o100644 << 16
            member.compress_type = zipfile.ZIP_STORED if path.endswith(_STORED) else zipfile.ZIP_DEFLATED
            archive.writestr(member, content, compresslevel=6)
    return buffer.getvalue()


def files_in(folder: Path, *, most: int = 20_000, largest: int = 128 * 1024 * 1024) -> dict[str, bytes]:
    """The files of a folder by path; links and what git keeps are left out. Raises `ArchiveRefused`."""
    found: dict[str, bytes] = {}
    total = 0
    for path in sorted(folder.rglob("*")):
        inner = path.relative_to(folder)
        if any(part.startswith(".") for part in inner.parts):
            continue
        if path.is_symlink():
            raise ArchiveRefused(str(Problem(inner.as_posix(), 1, "link")))
        if path.is_file():
            total += path.stat().st_size
            if total > largest or len(found) >= most:
                raise ArchiveRefused(inner.as_posix())
            found[inner.as_posix()] = path.read_bytes()
    return found


def write_folder(files: Mapping[str, bytes], folder: Path) -> None:
    """Write the files of a package, and remove files of it that are no more; others stay."""
    kept = set(files)
    for top in ("lessons", "media", "captions", "i18n"):
        for path in sorted((folder / top).rglob("*"), reverse=True) if (folder / top).is_dir() else []:
            if path.is_file() and path.relative_to(folder).as_posix() not in kept:
                path.unlink()
    for name, content in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
