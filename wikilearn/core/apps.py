from django.apps import AppConfig
from django.core.signals import got_request_exception
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "wikilearn.core"
    verbose_name = _("Core")

    def ready(self) -> None:
        """Register the system checks; log faults, which Django would log by the address asked for."""
        from wikilearn.core import checks  # noqa: F401 - importing registers them
        from wikilearn.core.logs import log_fault

        got_request_exception.connect(log_fault, dispatch_uid="core.log_fault")
