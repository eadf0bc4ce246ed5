"""Sees to it that nobody outlives a supervisor that was killed: `python -m wikilearn.launcher.watchman`, started by it.

The kernel tells each child that we died (`children.Child`), but not the children's own processes, and one that has not
yet learnt to listen goes on. The watchman reads the process groups from the supervisor through a pipe; when the pipe
ends because the supervisor did, it gives them time to end by themselves and kills what is left.
"""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress

GRACE_SECONDS = 4


class Watchman:
    """The supervisor's end of the pipe."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "wikilearn.launcher.watchman"],
            stdin=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def watch(self, group: int) -> None:
        """Remember a process group."""
        self._say(f"{group}\n")

    def dismiss(self) -> None:
        """Everything was stopped in order: there is nobody to watch."""
        self._say("done\n")
        with suppress(BrokenPipeError):
            self._process.communicate()

    def _say(self, line: str) -> None:
        if self._process.stdin is not None:
            with suppress(BrokenPipeError):
                self._process.stdin.write(line)
                self._process.stdin.flush()


def main() -> None:
    """Read groups until the pipe ends; then nobody of them may be left."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    groups = set()
    for line in sys.stdin:
        if line == "done\n":
            return
        groups.add(int(line))
    end = time.monotonic() + GRACE_SECONDS
    while any(map(_lives, groups)) and time.monotonic() < end:
        time.sleep(0.1)
    for group in groups:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(group, signal.SIGKILL)


def _lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


if __name__ == "__main__":
    main()
