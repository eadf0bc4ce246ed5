from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UcocConfig(AppConfig):
    name = "ucoc"
    verbose_name = _("Code of conduct")

    def ready(self) -> None:
        from ucoc import rules  # noqa: F401 - registers the permissions
        from ucoc.reference_data import load_universal_code
        from wikilearn.core import reference_data

        reference_data.register("ucoc.universal", load_universal_code)
