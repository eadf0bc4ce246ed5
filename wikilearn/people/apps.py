from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "wikilearn.people"
    verbose_name = _("People")

    def ready(self) -> None:
        """Connect the receivers and register what an account keeps about its person."""
        from wikilearn.people import receivers  # noqa: F401
