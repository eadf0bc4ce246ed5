"""Tests: a throw-away PostgreSQL and Valkey, mail kept in memory, tasks run where they are called."""

import os
import tempfile

os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="wikilearn-test-"))
os.environ.setdefault("EMAIL_URL", "memorymail://")

from wikilearn.settings.dev import *  # noqa: F403
from wikilearn.settings.dev import STORAGES

SITE_URL = "http://localhost:8000"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
