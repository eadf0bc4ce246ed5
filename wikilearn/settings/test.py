"""Tests: a throw-away PostgreSQL and Valkey, mail kept in memory, tasks run where they are called."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("DATA_DIR", str(Path(tempfile.gettempdir(), "wikilearn-test")))  # pytest: one of its own
os.environ.setdefault("EMAIL_URL", "memorymail://")

from wikilearn.settings.dev import *  # noqa: F403
from wikilearn.settings.dev import CACHES, STORAGES, redis_database

_WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
"""Tests clear the cache: each worker of a parallel run has Valkey databases of its own."""

SITE_URL = "http://localhost:8000"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
VAULT_PASSPHRASE_EFFORT = (1, 8 * 1024)
VAULT_RECEIPT_EFFORT = (1, 8 * 1024)
for _alias in ("default", "sessions", "fleeting"):
    CACHES[_alias]["LOCATION"] = redis_database(3 * _WORKER)
CELERY_BROKER_URL = redis_database(3 * _WORKER + 1, for_celery=True)
CELERY_RESULT_BACKEND = redis_database(3 * _WORKER + 2, for_celery=True)
CELERY_TASK_ALWAYS_EAGER = os.environ.get("CELERY_TASK_ALWAYS_EAGER") != "false"  # a worker of `tests.workers`: not
CELERY_TASK_EAGER_PROPAGATES = True
