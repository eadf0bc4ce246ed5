from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UcocConfig(AppConfig):
    name = "ucoc"
    verbose_name = _("Code of conduct")
