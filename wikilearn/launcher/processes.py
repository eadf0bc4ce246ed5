"""The three processes of the product and the environment they run in. Production starts the same ones."""

import os
import sys
from pathlib import Path

from wikilearn.launcher.errors import LauncherError
from wikilearn.launcher.folders import DataFolder

SETTINGS = "wikilearn.settings.dev"


def environment(data: DataFolder, urls: dict[str, str], *, port: int) -> dict[str, str]:
    """Our own environment, completed for the demo. Raises LauncherError when it asks for production settings."""
    if os.environ.get("DJANGO_SETTINGS_MODULE", SETTINGS) != SETTINGS:
        raise LauncherError(
            f"DJANGO_SETTINGS_MODULE is {os.environ['DJANGO_SETTINGS_MODULE']}, but this command is for the demo and "
            f"for development and runs with {SETTINGS} only.\nFor production see docs/operations.md."
        )
    completed = {"SITE_URL": f"http://localhost:{port}", "PYTHONUNBUFFERED": "1"} | os.environ | urls
    completed |= {"DJANGO_SETTINGS_MODULE": SETTINGS, "DATA_DIR": str(data.path)}
    completed.setdefault("SECRET_KEY", data.secret_key())
    return completed


def web(port: int) -> list[str | Path]:
    """Granian, WSGI: the fastest of those measured (docs/architecture.md)."""
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    return [*command, "--workers", "2", "--no-ws", "--log-level", "warning", "wikilearn.wsgi:application"]


def worker() -> list[str | Path]:
    """Celery's worker for both queues."""
    command = [sys.executable, "-m", "celery", "--app", "wikilearn", "worker", "--queues", "default,badges"]
    return [*command, "--concurrency", "2", "--without-gossip", "--without-mingle", "--loglevel", "WARNING"]


def beat(data: DataFolder) -> list[str | Path]:
    """Celery's clock."""
    command = [sys.executable, "-m", "celery", "--app", "wikilearn", "beat", "--pidfile=", "--loglevel", "WARNING"]
    return [*command, "--schedule", data.path / "beat-schedule"]
