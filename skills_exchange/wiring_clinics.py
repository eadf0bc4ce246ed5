"""What clinics register with the apps below."""

from django.utils.translation import gettext_lazy as _


def wire() -> None:
    """Kinds of notices, personal data."""
    from skills_exchange import personal_data_clinics as mine
    from skills_exchange.actions.telling_clinics import KIND
    from skills_exchange.queries.clinics import words_of_clinic
    from wikilearn.notices import kinds
    from wikilearn.people import personal_data

    kinds.register(
        kind=KIND,
        title=_("Clinics that I host or come to: times, changes, reminders"),
        template="notices/clinic.txt",
        look_up=words_of_clinic,
    )
    personal_data.register(
        "skills_exchange.clinics",
        export=mine.export,
        erase=mine.erase,
        stays=_("That a clinic took place, how long it was and how many people came, without your name."),
    )
