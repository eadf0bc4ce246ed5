"""pytest plugin: a throw-away PostgreSQL and Valkey for the session.

They are started by the process that distributes the tests (or runs them itself) and are gone when it ends, however it
ends. Workers of xdist inherit the addresses; each has its own test database (pytest-django) and its own Valkey
databases (`wikilearn.settings.test`). With `DATABASE_URL` / `REDIS_URL` in the environment those servers are used.
"""

import gc
import os
import shutil
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest

from wikilearn.launcher.folders import DataFolder
from wikilearn.launcher.services import Services


class ThrowAway:
    """The servers of one test session, and the folder they and the product's data live in."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="wikilearn-tests-"))
        self._folder.chmod(0o711)  # root lends its PostgreSQL to another account, which must get through
        self._services = Services(DataFolder(self._folder), throw_away=True)

    def start(self) -> None:
        """Start what the environment does not name, and name it there."""
        self._services.start()
        os.environ |= self._services.urls | {"DATA_DIR": str(self._folder / "product")}

    def stop(self) -> None:
        """Stop them and remove all traces."""
        self._services.stop()
        shutil.rmtree(self._folder, ignore_errors=True)


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None]:
    """Before pytest-django reads the settings, which need the addresses."""
    gc.disable()
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker:
        os.environ["DATA_DIR"] += f"/{worker}"
    else:
        throw_away = ThrowAway()
        early_config.add_cleanup(throw_away.stop)
        throw_away.start()
    return (yield)


def pytest_collection_finish() -> None:
    """Nothing of the code and the collected tests is ever garbage: looking for it took six seconds in each process."""
    gc.collect()
    gc.freeze()
    gc.enable()
