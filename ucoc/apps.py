from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UcocConfig(AppConfig):
    name = "ucoc"
    verbose_name = _("Code of conduct")

    def ready(self) -> None:
        from ucoc import affirmation_banner, rules  # noqa: F401 - they connect and register when imported
        from ucoc import personal_data as mine
        from ucoc.reference_data import load_universal_code
        from ucoc.support_data import load_support_resources
        from ucoc.wiring_bodies import wire
        from wikilearn.core import reference_data
        from wikilearn.people import personal_data

        reference_data.register("ucoc.universal", load_universal_code)
        reference_data.register("ucoc.support", load_support_resources)
        personal_data.register(
            "ucoc.codes",
            export=mine.export,
            erase=mine.erase,
            stays=_("When you affirmed the code, and what you wrote into local codes: others build on it."),
        )
        wire()
