"""What the life of matches registers with the apps below."""

from django.utils.translation import gettext_lazy as _

from skills_exchange import personal_data_exchanges as mine
from skills_exchange import receivers_exchanges  # noqa: F401 - they connect when imported
from skills_exchange.queries.telling import words_of_match
from wikilearn.notices import kinds
from wikilearn.people import personal_data


def wire() -> None:
    """Kinds of notices, personal data."""
    for kind, title in {
        "match_asked": _("Somebody asks to learn from me, or offers to teach me"),
        "match_answer": _("An answer to what I asked or offered, or an exchange has ended"),
        "match_session": _("Sessions of my exchanges: times, changes, reminders"),
        "match_message": _("Somebody has written to me in an exchange"),
        "match_done": _("An exchange is done, and what comes after it"),
    }.items():
        kinds.register(kind=kind, title=title, template=f"notices/{kind}.txt", look_up=words_of_match)
    personal_data.register(
        "skills_exchange.exchanges",
        export=mine.export,
        erase=mine.erase,
        stays=_("That an exchange took place and how long: the hours are those of the other side, too."),
    )
