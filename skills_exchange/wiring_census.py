"""What the census and calls for helpers register with the apps below."""

from django.utils.translation import gettext_lazy as _


def wire() -> None:
    """Kinds of notices, personal data."""
    from skills_exchange import personal_data_census as mine
    from skills_exchange.actions.calling import words_of_call
    from wikilearn.notices import kinds
    from wikilearn.people import personal_data

    kinds.register(kind="census", title=_("The census of affiliates that I coordinate"), template="notices/census.txt")
    kinds.register(
        kind="helper_call",
        title=_("People wait for somebody who shares a skill that I know"),
        template="notices/helper_call.txt",
        look_up=words_of_call,
    )
    personal_data.register(
        "skills_exchange.census",
        export=mine.export,
        erase=mine.erase,
        stays=_("What an affiliate said in a census, without the name of whoever entered it."),
    )
