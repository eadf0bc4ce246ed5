"""A real Celery worker for tests that want one: a process of its own, on the test's database and broker."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

from django.db import connection

from wikilearn.celery import app


@contextmanager
def running_worker() -> Iterator[None]:
    """Tasks that are sent in the block are run by a worker process, no longer in place."""
    database = connection.settings_dict
    credentials = quote(database["USER"]) + (f":{quote(database['PASSWORD'])}" if database["PASSWORD"] else "")
    port = f":{database['PORT']}" if database["PORT"] else ""
    address = f"postgres://{credentials}@{quote(database['HOST'], safe='')}{port}/{quote(database['NAME'])}"
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "wikilearn.settings.test",
        "DATABASE_URL": address,
        "CELERY_TASK_ALWAYS_EAGER": "false",
        "LOG_LEVEL": "WARNING",
    }
    command = [sys.executable, "-m", "celery", "-A", "wikilearn", "worker", "--queues", "default,badges"]
    command += [
        "--concurrency",
        "1",
        "--without-gossip",
        "--without-mingle",
        "--without-heartbeat",
        "--loglevel",
        "WARNING",
    ]
    app.control.purge()
    app.conf.task_always_eager = False
    worker = subprocess.Popen(command, env=environment, start_new_session=True)
    try:
        yield
    finally:
        app.conf.task_always_eager = True
        worker.send_signal(signal.SIGTERM)
        try:
            worker.wait(timeout=30)
        except subprocess.TimeoutExpired:
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()
