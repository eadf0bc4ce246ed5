"""Celery: the database holds what is due, the broker only wakes the workers."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wikilearn.settings.dev")

app = Celery("wikilearn")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
