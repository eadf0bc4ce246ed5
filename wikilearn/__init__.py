"""The roof: settings, URLs, API, Celery, the launcher, and commands about the whole product."""

from wikilearn.celery import app as celery_app

__all__ = ["celery_app"]
