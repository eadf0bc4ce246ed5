from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MovementConfig(AppConfig):
    name = "wikilearn.movement"
    verbose_name = _("Movement")

    def ready(self) -> None:
        from wikilearn.core import reference_data
        from wikilearn.movement import personal_data as movement_data
        from wikilearn.movement import receivers  # noqa: F401 - they connect when imported
        from wikilearn.movement.reference_data import (
            load_guides,
            load_rights,
            load_territories,
            load_territories_of_wikis,
            load_wikis,
        )
        from wikilearn.people import personal_data

        reference_data.register("movement.territories", load_territories)
        reference_data.register("movement.wikis", load_wikis)
        reference_data.register("movement.territories_of_wikis", load_territories_of_wikis)
        reference_data.register("movement.rights", load_rights)
        reference_data.register("movement.guides", load_guides)
        personal_data.register(
            "movement",
            export=movement_data.export,
            erase=movement_data.erase,
            stays=_("Which rights your username holds: the wikis publish that themselves."),
        )
