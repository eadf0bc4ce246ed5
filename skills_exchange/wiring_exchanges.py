"""What the life of matches registers with the apps below."""

from django.utils.translation import gettext_lazy as _

from skills_exchange import receivers_exchanges  # noqa: F401 - they connect when imported
from skills_exchange.queries.telling import words_of_match
from wikilearn.notices import kinds


def wire() -> None:
    """Kinds of notices."""
    for kind, title in {
        "match_asked": _("Somebody asks to learn from me, or offers to teach me"),
        "match_answer": _("An answer to what I asked or offered, or an exchange has ended"),
        "match_session": _("Sessions of my exchanges: times, changes, reminders"),
        "match_message": _("Somebody has written to me in an exchange"),
        "match_done": _("An exchange is done, and what comes after it"),
    }.items():
        kinds.register(kind=kind, title=title, template=f"notices/{kind}.txt", look_up=words_of_match)
