"""What lies where: the clone, its data folder, and sockets."""

import fcntl
import json
import os
import secrets
import tempfile
from pathlib import Path
from typing import IO, Any

from wikilearn.launcher.errors import LauncherError

ROOT = Path(__file__).resolve().parent.parent.parent
"""The clone."""

ACCOUNTS_FILE = "demo-accounts.txt"
"""In the data folder: what `manage.py demo_accounts` printed, shown at each start."""
SITE = "{SITE_URL}"
"""Stands in that file for the address, which may be another one at the next start."""

_LONGEST_SOCKET_PATH = 103
"""Bytes. The kernel takes 107 on Linux and 103 on macOS and the BSDs."""


def socket_folder(preferred: Path, name: str) -> Path:
    """`preferred` if a socket of this name fits into the path length the kernel allows, else a new short folder.

    The caller makes the preferred folder; a new one exists already, closed to others.
    """
    if len(bytes(preferred / name)) <= _LONGEST_SOCKET_PATH:
        return preferred
    return Path(tempfile.mkdtemp(prefix="wikilearn-", dir="/tmp"))  # short is the point


class DataFolder:
    """`.data`: databases, uploads, keys and logs of one site on one machine."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        # Root lends PostgreSQL to another account, which must get through; nobody may list the folder.
        self.path.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
        self.logs = self.path / "logs"
        self.logs.mkdir(mode=0o700, exist_ok=True)
        self.static = self.path / "static"
        """Where static files are collected: beside the data, so that two sites of one clone do not share them."""
        self._locks: list[IO[str]] = []

    def claim(self) -> bool:
        """Become the one process that may run services here, until we die; False if another one is."""
        lock = (self.path / "lock").open("a+")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            return False
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        self._locks.append(lock)
        return True

    def owner(self) -> str:
        """The id of the process that holds the claim."""
        return (self.path / "lock").read_text().strip()

    def borrow(self) -> None:
        """Keep an owner that only started the services for a command of its own from stopping them under us."""
        self._lock_borrowing(fcntl.LOCK_SH)

    def wait_for_borrowers(self) -> None:
        """Wait until nobody uses our services any more."""
        self._lock_borrowing(fcntl.LOCK_EX)

    def _lock_borrowing(self, kind: int) -> None:
        lock = (self.path / "borrowed").open("a")
        fcntl.flock(lock, kind)
        self._locks.append(lock)

    def secret_key(self) -> str:
        """A random key made once, so that sessions survive a restart."""
        path = self.path / "secret-key"
        if not path.exists():
            with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(50))
        return path.read_text()

    def read(self, name: str) -> dict[str, Any]:
        """A JSON object kept here under this name; empty if there is none or it was torn."""
        try:
            found = json.loads((self.path / f"{name}.json").read_text())
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def write(self, name: str, content: dict[str, Any]) -> None:
        """Keep a JSON object, whole or not at all, readable by us only (addresses may hold passwords)."""
        fresh = self.path / f"{name}.json.new"
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(content, file)
        fresh.rename(self.path / f"{name}.json")

    def forget(self, name: str) -> None:
        """Remove what `write` kept."""
        (self.path / f"{name}.json").unlink(missing_ok=True)


def data_folder() -> DataFolder:
    """The folder that `DATA_DIR` names, or `.data` in the clone.

    Raises LauncherError where we may not write.
    """
    path = Path(os.environ.get("DATA_DIR") or ROOT / ".data")
    try:
        return DataFolder(path)
    except OSError as error:
        raise LauncherError(
            f"The data folder {path} cannot be used: {error.strerror}. DATA_DIR names another."
        ) from None
