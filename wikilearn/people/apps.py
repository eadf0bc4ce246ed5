from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "wikilearn.people"
    verbose_name = _("People")

    def ready(self) -> None:
        """Connect the receivers and register what an account keeps about its person."""
        from wikilearn.people import personal_data, queries, receivers  # noqa: F401
        from wikilearn.people.actions.erasing import erase_account

        personal_data.register(
            "account",
            export=queries.export_account,
            erase=erase_account,
            stays=_("That roles of the site were held, from when until when: others must be able to check it."),
        )
