"""The three processes of the product and the environment they run in. Production starts the same ones."""

import os
import sys
from pathlib import Path

from wikilearn.launcher.errors import LauncherError
from wikilearn.launcher.folders import DataFolder

SETTINGS = "wikilearn.settings.dev"

_CELERY: list[str | Path] = [
    sys.executable,
    "-W",
    "ignore:::celery.platforms",  # who runs the demo as root knows it
    "-m",
    "celery",
    "--quiet",
    "--app",
    "wikilearn",
]


def environment(data: DataFolder, urls: dict[str, str], *, port: int) -> dict[str, str]:
    """Our own environment, completed for the demo. Raises LauncherError when it asks for production settings."""
    if os.environ.get("DJANGO_SETTINGS_MODULE", SETTINGS) != SETTINGS:
        raise LauncherError(
            f"DJANGO_SETTINGS_MODULE is {os.environ['DJANGO_SETTINGS_MODULE']}, but this command is for the demo and "
            f"for development and runs with {SETTINGS} only.\nFor production see docs/operations.md."
        )
    completed = {"SITE_URL": f"http://localhost:{port}", "PYTHONUNBUFFERED": "1"} | os.environ | urls
    completed |= {"DJANGO_SETTINGS_MODULE": SETTINGS, "DATA_DIR": str(data.path), "STATIC_ROOT": str(data.static)}
    completed.setdefault("SECRET_KEY", data.secret_key())
    return completed


def web(port: int) -> list[str | Path]:
    """Granian, WSGI: measured faster than gunicorn and uvicorn with our middleware."""
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--workers", os.environ.get("WEB_WORKERS", "2"), "--blocking-threads", "8"]
    command += ["--backpressure", "16", "--no-ws"]
    return [*command, "--log-level", "error", "wikilearn.wsgi:application"]


def worker() -> list[str | Path]:
    """Celery's worker for all queues."""
    options = ["--queues", "default,badges,certificates", "--concurrency", "2", "--without-gossip", "--without-mingle"]
    return [*_CELERY, "worker", *options, "--loglevel", "WARNING"]


def beat(data: DataFolder) -> list[str | Path]:
    """Celery's clock."""
    schedule = data.path / "beat-schedule"
    return [*_CELERY, "beat", "--pidfile=", "--schedule", schedule, "--loglevel", "WARNING"]
