from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SkillsExchangeConfig(AppConfig):
    name = "skills_exchange"
    verbose_name = _("Skills exchange")

    def ready(self) -> None:
        from skills_exchange import wiring

        wiring.wire()
