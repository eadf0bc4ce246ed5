"""The roof as a Django app: it has no models, only commands, and it makes Celery known to every process."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RoofConfig(AppConfig):
    name = "wikilearn"
    verbose_name = _("WikiLearn")

    def ready(self) -> None:
        """Make the Celery app before the first task is sent, so that tasks go to our broker."""
        from wikilearn.celery import app  # noqa: F401 - importing makes it the current app
