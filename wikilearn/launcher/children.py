"""Processes that we start, watch and stop, and that never outlive us."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

from wikilearn.launcher.accounts import Account

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)
_terminal = threading.Lock()


def say(line: str, *, to: IO[str] | None = None) -> None:
    """Print one whole line, never torn by another thread's."""
    with _terminal:
        print(line, file=to or sys.stdout, flush=True)


class Child:
    """One process in a session of its own, so that Ctrl-C reaches only us and we decide the order of stopping.

    Its output goes to `log` (a file, begun anew) or, line by line behind its name, to our own output.
    When we die without stopping it, the kernel sends it `orphan_signal`; start it from the main thread only.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str | Path],
        *,
        env: Mapping[str, str],
        cwd: Path,
        log: Path | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
        orphan_signal: signal.Signals = signal.SIGTERM,
        account: Account | None = None,
    ) -> None:
        self.name = name
        self.log = log
        self.stop_signal = stop_signal
        account = account or Account()
        us = os.getpid()

        def follow_us_into_death() -> None:
            _libc.prctl(_PR_SET_PDEATHSIG, orphan_signal)
            if os.getppid() != us:  # we died before the line above
                os._exit(1)

        with open(log, "wb") if log else open(os.devnull, "wb") as log_file:
            self._process = subprocess.Popen(  # noqa: S603 - our own words
                [*account.prefix, *command],
                cwd=cwd,
                env=env,
                user=account.uid,
                group=account.gid,
                extra_groups=None if account.uid is None else [],
                stdin=subprocess.DEVNULL,
                stdout=log_file if log else subprocess.PIPE,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=follow_us_into_death,
            )
        self.pid = self._process.pid
        self._reader = threading.Thread(target=self._pass_on, args=(self._process.stdout or (),), daemon=True)
        self._reader.start()

    @property
    def status(self) -> int | None:
        """The exit status (negative: the signal that ended it), None while it runs."""
        return self._process.poll()

    def ask_to_stop(self) -> None:
        """Send the signal on which it finishes its work."""
        if self.status is None:
            self._process.send_signal(self.stop_signal)

    def wait(self, seconds: float) -> bool:
        """Wait until it has ended; False if it still runs after that time."""
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        self._reader.join(0.2)  # its last lines; a grandchild may keep the pipe open for longer
        return True

    def end(self, seconds: float) -> None:
        """Ask it to stop, wait, and then kill whatever is left of its session's first process group."""
        self.ask_to_stop()
        self.wait(seconds)
        self.kill()

    def kill(self) -> None:
        """Kill the process and its group at once."""
        with suppress(ProcessLookupError, PermissionError):  # nobody left
            os.killpg(self.pid, signal.SIGKILL)
        self._process.wait()

    def last_words(self, lines: int = 15) -> str:
        """The end of its log file."""
        if not self.log or not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def _pass_on(self, output: Iterable[bytes]) -> None:
        for line in output:
            say(f"{self.name:<8}| {line.decode(errors='replace').rstrip()}")


def is_alive(pid: int) -> bool:
    """Whether any process has this id now."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
