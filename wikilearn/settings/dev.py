"""The demo and a developer's own machine: plain HTTP on localhost, demo sign-ins, mail to the console log."""

import os
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

os.environ.setdefault("SITE_URL", "http://localhost:8000")
os.environ.setdefault("SECRET_KEY", "only-for-development-" + "x" * 40)
os.environ.setdefault("ALLOWED_HOSTS", "*")
os.environ.setdefault("DATA_DIR", ".data")
os.environ.setdefault("DATABASE_URL", "postgres:///wikilearn")
os.environ.setdefault("REDIS_URL", "redis://localhost:6379")
os.environ.setdefault("BADGE_KEYS_PASSPHRASE", "only-for-development")
os.environ.setdefault("VAULT_PEPPER", "only-for-development-" + "x" * 40)
os.environ.setdefault("EMAIL_URL", "consolemail://")
os.environ.setdefault("DEFAULT_FROM_EMAIL", "WikiLearn <wikilearn@localhost>")
os.environ.setdefault("SECURE_SSL_REDIRECT", "false")
os.environ.setdefault("LOG_JSON", "false")

from wikilearn.settings.base import *  # noqa: F403
from wikilearn.settings.base import SITE_URL, STORAGES

if urlsplit(SITE_URL).hostname not in {"localhost", "127.0.0.1"}:
    raise ImproperlyConfigured(f"{SITE_URL} is not this machine: the demo lets anybody sign in as anybody, use base.py")

DEMO = True
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
SESSION_COOKIE_SECURE = False
SESSION_COOKIE_NAME = "session"
CSRF_COOKIE_SECURE = False
CSRF_COOKIE_NAME = "csrf"
VAULT_COOKIE_NAME = "vault"
LANGUAGE_COOKIE_SECURE = False
SECURE_HSTS_SECONDS = 0
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
METRICS_TOKEN = "demo"  # noqa: S105
