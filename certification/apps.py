from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CertificationConfig(AppConfig):
    name = "certification"
    verbose_name = _("Certification")

    def ready(self) -> None:
        from certification import receivers  # noqa: F401 - connects them
        from certification.actions import load_requirements
        from wikilearn.core import reference_data

        reference_data.register("certification.requirements", load_requirements)
