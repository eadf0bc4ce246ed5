from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    name = "wikilearn.notices"
    verbose_name = _("Notices")

    def ready(self) -> None:
        from wikilearn.notices import kinds, receivers  # noqa: F401 - receivers connect when imported
        from wikilearn.notices import personal_data as notices_data
        from wikilearn.people import personal_data

        kinds.register(
            kind="membership_began",
            title=_("A new role in an organisation"),
            template="notices/membership_began.txt",
            look_up=_role_name,
        )
        kinds.register(
            kind="membership_ended",
            title=_("The end of a role in an organisation"),
            template="notices/membership_ended.txt",
            look_up=_role_name,
        )
        personal_data.register("notices", export=notices_data.export, erase=notices_data.erase)


def _role_name(context: dict[str, Any]) -> dict[str, Any]:
    from wikilearn.movement.enums import MemberRole

    return {"role_name": str(MemberRole(context["role"]).label)}
