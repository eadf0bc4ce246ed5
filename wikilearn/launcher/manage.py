"""`make manage`: one management command against the same data, on the running services or on our own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence

from wikilearn.launcher import processes
from wikilearn.launcher.children import is_alive
from wikilearn.launcher.errors import LauncherError
from wikilearn.launcher.folders import ROOT, DataFolder
from wikilearn.launcher.services import Services
from wikilearn.launcher.state import Prepared, forget_preparation

_WAIT_SECONDS = 60
_CHANGES_SCHEMA = {"migrate", "flush", "dbshell", "sqlflush", "pgtrigger"}


def manage(data: DataFolder, arguments: Sequence[str], *, port: int) -> int:
    """Run `manage.py` with these arguments, print only what it prints, and give its exit status."""
    services = Services(data)
    while not data.claim():
        found = _running_services(data)
        if found:
            data.borrow()
            return _run(data, arguments, found, port=port)
    signal.signal(signal.SIGTERM, _stop_on_sigterm)
    try:
        services.start()
        data.write("running", {"pid": os.getpid(), "urls": services.urls, "port": port})
        _prepare(data, services, port=port)
        return _run(data, arguments, services.urls, port=port)
    finally:
        data.forget("running")
        data.wait_for_borrowers()
        services.stop()


def _running_services(data: DataFolder) -> dict[str, str] | None:
    """The addresses of the services that another process runs here, once they are up; None if it has gone."""
    end = time.monotonic() + _WAIT_SECONDS
    owner = data.owner()  # empty for the moment between claiming and writing
    while time.monotonic() < end:
        running = data.read("running")
        if str(running.get("pid")) == owner:
            return dict(running["urls"])
        if data.owner() != owner or not is_alive(int(owner or 0)):
            return None
        time.sleep(0.1)
    raise LauncherError(f"The services on {data.path} did not come up within {_WAIT_SECONDS} seconds.")


def _prepare(data: DataFolder, services: Services, *, port: int) -> None:
    """The database of a fresh clone has no tables yet."""
    prepared = Prepared(data, services)
    if prepared.is_current:
        return
    answer = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-m", "wikilearn.launcher.prepare", data.path],
        cwd=ROOT,
        env=processes.environment(data, services.urls, port=port),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        check=False,
    )
    if answer.returncode:
        raise LauncherError("The database could not be brought up to date; see above.")
    prepared.remember(demo=prepared.has_demo)


def _run(data: DataFolder, arguments: Sequence[str], urls: dict[str, str], *, port: int) -> int:
    environment = processes.environment(data, urls, port=port) | {"LOG_LEVEL": os.environ.get("LOG_LEVEL", "WARNING")}
    if _CHANGES_SCHEMA & set(arguments):
        forget_preparation(data)
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the command; we clean up after it
    with subprocess.Popen(command, env=environment, preexec_fn=_listen_to_ctrl_c) as process:  # noqa: S603
        return process.wait()


def _listen_to_ctrl_c() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _stop_on_sigterm(number: int, frame: object) -> None:
    raise SystemExit(128 + number)
