"""What the help desk and the library tell the apps below, in `ready()`."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _


def wire() -> None:
    """Permissions, kinds of notices, personal data."""
    from skills_exchange import personal_data_help as mine
    from skills_exchange import receivers_help, rules_help  # noqa: F401 - they connect and register when imported
    from skills_exchange.actions import telling_help as telling
    from wikilearn.notices import kinds
    from wikilearn.people import personal_data

    for kind, title in (
        (telling.ASKED, _("Somebody hopes for my answer at the help desk")),
        (telling.ANSWERED, _("Somebody wrote on a question of the help desk that I am part of")),
        (telling.SOLVED, _("My answer solved a question")),
        (telling.WAITS, _("A question of the help desk was passed on")),
    ):
        kinds.register(kind=kind, title=title, template=f"notices/skills_{kind}.txt", look_up=_moment)
    personal_data.register(
        "skills_exchange.help",
        export=mine.export,
        erase=mine.erase,
        stays=_(
            "Solved questions with their answers and entries of the library, without your name: others learn from them."
        ),
    )


def _moment(context: dict[str, Any]) -> dict[str, Any]:
    said = context["promised_by"]
    return {"promised_by": datetime.fromisoformat(said) if isinstance(said, str) else said}
