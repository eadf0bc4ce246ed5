"""A real Celery worker for tests that want one: a process of its own, on the test's database and broker.

`running_worker()` gives the process; `kill` ends it as a power cut does; `eventually` asks until something holds.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import quote

from django.db import connection

from wikilearn.celery import app


def eventually(holds: Callable[[], object], *, seconds: float = 90) -> None:
    """Ask again and again until it holds; fails after so many seconds."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.05)


def kill(worker: "subprocess.Popen[bytes]") -> None:
    """At once, with its children, without a last word."""
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()


@contextmanager
def running_worker(*, broker: str = "", concurrency: int = 1) -> Iterator["subprocess.Popen[bytes]"]:
    """Tasks that are sent in the block are run by a worker process, no longer in place.

    `broker` is the `REDIS_URL` of another server than that of the tests.
    """
    database = connection.settings_dict
    credentials = quote(database["USER"]) + (f":{quote(database['PASSWORD'])}" if database["PASSWORD"] else "")
    port = f":{database['PORT']}" if database["PORT"] else ""
    address = f"postgres://{credentials}@{quote(database['HOST'], safe='')}{port}/{quote(database['NAME'])}"
    environment = (
        os.environ
        | {
            "DJANGO_SETTINGS_MODULE": "wikilearn.settings.test",
            "DATABASE_URL": address,
            "CELERY_TASK_ALWAYS_EAGER": "false",
            "LOG_LEVEL": "WARNING",
        }
        | ({"REDIS_URL": broker} if broker else {})
    )
    command = [sys.executable, "-m", "celery", "-A", "wikilearn", "worker", "--queues", "default,badges,certificates"]
    command += ["--concurrency", str(concurrency), "--without-gossip", "--without-mingle", "--without-heartbeat"]
    command += ["--loglevel", "WARNING"]
    app.control.purge()
    app.conf.task_always_eager = False
    worker = subprocess.Popen(command, env=environment, start_new_session=True)
    try:
        yield worker
    finally:
        app.conf.task_always_eager = True
        worker.send_signal(signal.SIGTERM)
        try:
            worker.wait(timeout=30)
        except subprocess.TimeoutExpired:
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()
