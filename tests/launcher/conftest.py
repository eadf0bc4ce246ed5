"""Real supervisors in folders and on ports of their own, and what they leave behind."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 120
"""Seconds after which something that should happen counts as not happening."""


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def plain_environment(folder: Path, **more: str | None) -> dict[str, str]:
    """The environment of a person's shell: without the servers of the test session, and without what is None."""
    ours = {"DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "PYTEST_XDIST_WORKER"}
    environment = {name: value for name, value in os.environ.items() if name not in ours}
    wanted = {"DATA_DIR": str(folder), "DEMO": "0", "WEB_WORKERS": "1"} | more
    kept = {name: value for name, value in environment.items() if name not in wanted}
    return kept | {name: value for name, value in wanted.items() if value is not None}


def processes() -> dict[int, int]:
    """Every living process and its parent."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                state, parent = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
            except (FileNotFoundError, ProcessLookupError):
                continue
            if state != "Z":
                found[int(entry.name)] = int(parent)
    return found


def family(pid: int) -> set[int]:
    """The process and all that descend from it."""
    parents, members, size = processes(), {pid}, 0
    while len(members) > size:
        size = len(members)
        members |= {child for child, parent in parents.items() if parent in members}
    return members


def survivors(pids: set[int], seconds: float = 30) -> dict[int, str]:
    """Those that have not ended within that time, with their command lines."""
    end = time.monotonic() + seconds
    while (left := pids & processes().keys()) and time.monotonic() < end:
        time.sleep(0.05)
    return {pid: Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode() for pid in left}


class Run:
    """One `python -m wikilearn.launcher …` and what it says."""

    def __init__(self, folder: Path, *arguments: str, port: int, **environment: str | None) -> None:
        self.folder = folder
        self.port = port
        self.lines: list[str] = []
        self.process = subprocess.Popen(
            [sys.executable, "-m", "wikilearn.launcher", *arguments],
            cwd=ROOT,
            env=plain_environment(folder, PORT=str(port), **environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        self.lines.extend(self.process.stdout)

    @property
    def output(self) -> str:
        return "".join(self.lines)

    def wait_for(self, text: str) -> None:
        """Wait until it has said that."""
        end = time.monotonic() + PATIENCE
        while text not in self.output:
            assert time.monotonic() < end, f"never said {text!r}:\n{self.output}"
            assert self.process.poll() is None or self._reader.is_alive(), f"ended without {text!r}:\n{self.output}"
            time.sleep(0.05)

    def ready(self) -> "Run":
        """Wait until the site serves."""
        self.wait_for("Ctrl-C stops everything")
        return self

    def child(self, name: str) -> int:
        """The process id of a direct child, by a word of its command line."""
        for pid, parent in processes().items():
            if parent == self.process.pid and name in Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " "):
                return pid
        raise AssertionError(f"no child {name}")

    def finish(self, number: signal.Signals | None = None) -> int:
        """Send the signal, wait for the end, give the exit status."""
        if number:
            self.process.send_signal(number)
        status = self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        return status


@pytest.fixture
def launch():
    """Start the launcher; whatever still runs at the end of the test is killed."""
    runs: list[Run] = []

    def start(folder: Path, *arguments: str, port: int | None = None, **environment: str | None) -> Run:
        runs.append(Run(folder, *(arguments or ("run",)), port=port or free_port(), **environment))
        return runs[-1]

    yield start
    for run in runs:
        if run.process.poll() is None:
            members = family(run.process.pid)
            run.process.kill()
            run.process.wait()
            for pid in members:
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    continue
            assert not survivors(members)


@pytest.fixture
def folder():
    """An empty data folder that other accounts can reach, as in a usual clone (pytest's own are closed to them)."""
    path = Path(tempfile.mkdtemp(prefix="wikilearn-launcher-"))
    path.chmod(0o711)
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="module")
def site_folder():
    """A data folder that is used again and again in one module, so that it is prepared only once."""
    path = Path(tempfile.mkdtemp(prefix="wikilearn-launcher-"))
    path.chmod(0o711)
    yield path
    shutil.rmtree(path, ignore_errors=True)
