from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BadgesConfig(AppConfig):
    name = "certification.badges"
    label = "badges"
    verbose_name = _("Badges")

    def ready(self) -> None:
        """Connect receivers and checks; tell the registries of reference data, personal data and notices about us."""
        from certification.badges import checks, erasing, queries, receivers  # noqa: F401 - importing connects them
        from certification.badges.reference_data import load_issuer
        from wikilearn.core import reference_data
        from wikilearn.notices import kinds
        from wikilearn.people import personal_data

        reference_data.register("badges.issuer", load_issuer)
        personal_data.register(
            "badges",
            export=erasing.export_badges,
            erase=erasing.erase_badges,
            stays=_("Numbers of badges in the public lists of revoked badges; they name nobody."),
        )
        personal_data.register("badges.sharing", export=erasing.export_sharing, erase=erasing.erase_sharing)
        personal_data.register("badges.wallets", export=erasing.export_wallets, erase=erasing.erase_wallets)
        kinds.register(
            kind="credential_ready",
            title=_("A badge is ready"),
            template="notices/credential_ready.txt",
            look_up=queries.notice_words,
        )
