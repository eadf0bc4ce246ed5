"""`make run`: the order in which things start, what happens when one dies, the order in which they stop."""

import http.client
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from wikilearn.launcher import processes
from wikilearn.launcher.children import Child, say
from wikilearn.launcher.errors import LauncherError
from wikilearn.launcher.folders import ACCOUNTS_FILE, ROOT, SITE, DataFolder
from wikilearn.launcher.services import Services
from wikilearn.launcher.state import Prepared
from wikilearn.launcher.watchman import Watchman

_READY_SECONDS = 90
_STOP_SECONDS = {"worker": 60.0}
"""A worker may finish the task it is on; everything else is done within ten seconds or killed."""


class Stopped(Exception):
    """Somebody asked us to stop: Ctrl-C, SIGTERM, or a terminal that was closed."""


class Signals:
    """Turns signals into something to wait for: requests to stop, and the death of children."""

    def __init__(self) -> None:
        self.requests = 0
        """How often we were asked to stop; signals within a second are one request that came on two ways."""
        self._asked_at = 0.0
        self._reader, self._writer = os.pipe()
        os.set_blocking(self._writer, False)
        os.set_blocking(self._reader, False)
        signal.set_wakeup_fd(self._writer, warn_on_full_buffer=False)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._count)
        signal.signal(signal.SIGCHLD, lambda *_: None)  # only to wake us up

    def wait(self, seconds: float) -> None:
        """Sleep until a signal arrives or the time is over. Raises Stopped if anybody asked us to stop."""
        if not self.requests and select.select([self._reader], [], [], seconds)[0]:
            os.read(self._reader, 1024)
        if self.requests:
            raise Stopped

    def _count(self, *_: object) -> None:
        if time.monotonic() - self._asked_at > 1:
            self.requests += 1
        self._asked_at = time.monotonic()


class Supervisor:
    """Runs the whole product on one data folder and one port."""

    def __init__(self, data: DataFolder, *, port: int, demo: bool = True) -> None:
        self.data = data
        self.port = port
        self.demo = demo
        self.services = Services(data)
        self.children: list[Child] = []
        self.signals = Signals()
        self.watchman: Watchman | None = None

    def run(self) -> int:
        """Start everything, watch it, stop it; 0 if somebody asked us to stop, 1 if something died."""
        begin = time.monotonic()
        try:
            self._claim()
            processes.environment(self.data, {}, port=self.port)  # refuses production settings before any work
            self._start()
            self._announce(time.monotonic() - begin)
            while True:
                self.signals.wait(1)
                self._check_alive()
        except Stopped:
            say("Stopping …")
            return 0
        except LauncherError as error:
            say(str(error), to=sys.stderr)
            return 1
        finally:
            self._stop()

    def _claim(self) -> None:
        if not self.data.claim():
            raise LauncherError(
                f"WikiLearn already runs on {self.data.path} (process {self.data.owner()}).\n"
                "Stop that one first, or give this one a folder of its own: DATA_DIR=… PORT=… make run"
            )
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", self.port))
            except OSError as error:
                raise LauncherError(
                    f"Port {self.port} cannot be used: {error.strerror}. Choose another one: make run PORT=8001"
                ) from None

    def _start(self) -> None:
        self.watchman = Watchman()
        self.services.start()
        environment = processes.environment(self.data, self.services.urls, port=self.port)
        self.data.write("running", {"pid": os.getpid(), "urls": self.services.urls, "port": self.port})
        self._prepare(environment)
        self._run("web", processes.web(self.port), environment)
        # When we are killed, the broker goes too: the worker must not wait for it to come back.
        self._run("worker", processes.worker(), environment, orphan_signal=signal.SIGQUIT)
        self._run("beat", processes.beat(self.data), environment)
        self._wait_until_ready()

    def _prepare(self, environment: dict[str, str]) -> None:
        prepared = Prepared(self.data, self.services)
        demo = self.demo and not prepared.has_demo
        if prepared.is_current and not demo:
            return
        command: list[str | Path] = [sys.executable, "-m", "wikilearn.launcher.prepare", self.data.path]
        self._run_once("prepare", [*command, "demo"] if demo else command, environment)
        prepared.remember(demo=demo or prepared.has_demo)

    def _run(
        self,
        name: str,
        command: Sequence[str | Path],
        environment: dict[str, str],
        *,
        orphan_signal: signal.Signals = signal.SIGTERM,
    ) -> Child:
        child = Child(name, command, env=environment, cwd=ROOT, orphan_signal=orphan_signal)
        self.children.append(child)
        if self.watchman is not None:
            self.watchman.watch(child.pid)
        return child

    def _run_once(self, name: str, command: Sequence[str | Path], environment: dict[str, str]) -> None:
        child = self._run(name, command, environment)
        while child.status is None:
            self.signals.wait(0.5)
        self.children.remove(child)
        if child.status:
            raise LauncherError(f"{name} failed with status {child.status}; see above.")

    def _wait_until_ready(self) -> None:
        end = time.monotonic() + _READY_SECONDS
        while not _answers(self.port):
            self._check_alive()
            if time.monotonic() > end:
                raise LauncherError(f"The site did not answer within {_READY_SECONDS} seconds.")
            self.signals.wait(0.1)

    def _check_alive(self) -> None:
        for child in [*self.services.children, *self.children]:
            if child.status is not None:
                raise LauncherError(
                    f"{child.name} ended by itself (status {child.status}); stopping everything.\n{child.last_words()}"
                )

    def _announce(self, seconds: float) -> None:
        accounts = self.data.path / ACCOUNTS_FILE
        site = processes.environment(self.data, {}, port=self.port)["SITE_URL"]
        lines = ["", f"WikiLearn is ready after {seconds:.1f} s:  http://localhost:{self.port}/", ""]
        if self.demo and accounts.exists():
            lines += [accounts.read_text().rstrip().replace(SITE, site), ""]
        say("\n".join([*lines, "Ctrl-C stops everything; your data stay in " + str(self.data.path)]))

    def _stop(self) -> None:
        """Beat, web and worker side by side, then Valkey, then PostgreSQL. A second Ctrl-C hurries."""
        for child in self.children:
            child.ask_to_stop()
        asked, begin = self.signals.requests, time.monotonic()
        while any(child.status is None for child in self.children) and self.signals.requests <= max(asked, 1):
            for child in self.children:
                if time.monotonic() - begin > _STOP_SECONDS.get(child.name, 10):
                    child.kill()
            time.sleep(0.05)
        for child in self.children:
            child.kill()
        self.services.stop()
        if self.data.read("running").get("pid") == os.getpid():
            self.data.forget("running")
        if self.watchman is not None:
            self.watchman.dismiss()


def _answers(port: int) -> bool:
    """Whether the site says that it can serve."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/health/ready", headers={"Host": "localhost"})
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
