"""What matching registers with the apps below."""

from django.utils.translation import gettext_lazy as _

from skills_exchange import (  # noqa: F401 - they connect and register when imported
    receivers_matching,
    rules_matching,
)
from wikilearn.notices import kinds
from wikilearn.people import personal_data


def wire() -> None:
    """Kinds of notices and personal data."""
    from skills_exchange import personal_data_matching as mine

    personal_data.register("skills_exchange.matching", export=mine.export, erase=mine.erase)
    for kind, title in {
        "matching_round": _("A round of matching suggests somebody to me"),
        "matching_ring": _("News of a ring of mutual help that I am asked to join"),
    }.items():
        kinds.register(kind=kind, title=title, template=f"notices/{kind}.txt")
