"""What was prepared for which database from which code, so that a second start can skip it."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from wikilearn.launcher.folders import ROOT, DataFolder
from wikilearn.launcher.services import Services

_NAME = "prepared"
_SKIPPED = {"node_modules", "__pycache__", "tests", "docs", "staticfiles", "bench"}
_SUFFIXES = (".py", ".po", ".css", ".js", ".svg", ".png", ".woff2", ".json", ".txt", ".toml", ".yaml", ".ico", ".md")


class Prepared:
    """Compares the code and the database of now with those of the last complete preparation."""

    def __init__(self, data: DataFolder, services: Services) -> None:
        self._data = data
        self._owned = services.owns_database
        self._database = _identity(data, services)
        self._sources = _fingerprint(ROOT)
        last = data.read(_NAME)
        same_database = last.get("database") == self._database
        self.has_demo: bool = same_database and bool(last.get("demo"))
        """Whether the demo data were made in this database."""
        same_sources = last.get("sources") == self._sources and (data.static / "staticfiles.json").exists()
        self.is_current: bool = same_database and same_sources and self._owned
        """Whether nothing can have changed. A server that is not ours may have been changed by anybody."""

    def remember(self, *, demo: bool) -> None:
        """Everything was prepared; `demo`: this database has the demo data."""
        self._data.write(_NAME, {"database": self._database, "sources": self._sources, "demo": demo})


def forget_preparation(data: DataFolder) -> None:
    """A command may have changed the schema: prepare again at the next start, but make no second demo."""
    last = data.read(_NAME)
    if last:
        data.write(_NAME, last | {"sources": ""})


def _identity(data: DataFolder, services: Services) -> str:
    """Changes when the database is another one: the cluster's birth for ours, the address for others'."""
    if not services.owns_database:
        return hashlib.sha256(services.urls["DATABASE_URL"].encode()).hexdigest()
    version = (data.path / "postgres" / "cluster" / "PG_VERSION").stat()
    return f"{version.st_ino}-{version.st_mtime_ns}"


def _fingerprint(root: Path) -> str:
    """A hash over name, size and time of every file that a preparation could read. Milliseconds."""
    digest = hashlib.sha256()
    for entry in _files(str(root)):
        about = entry.stat()
        digest.update(f"{entry.path}\0{about.st_size}\0{about.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _files(folder: str) -> Iterator[os.DirEntry[str]]:
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        if entry.name.startswith(".") or entry.name in _SKIPPED:
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _files(entry.path)
        elif entry.name.endswith(_SUFFIXES):
            yield entry
