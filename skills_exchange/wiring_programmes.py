"""What mentoring programmes tell the apps below, in `ready()`."""

from django.utils.translation import gettext_lazy as _


def wire() -> None:
    """Permissions, kinds of notices, personal data."""
    from skills_exchange import personal_data_programmes as mine
    from skills_exchange import rules_programmes  # noqa: F401 - registers when imported
    from skills_exchange.actions import programme_applications, programme_check_ins
    from wikilearn.notices import kinds
    from wikilearn.people import personal_data

    for kind, title in (
        (programme_applications.KIND, _("An answer to my application for a mentoring programme")),
        (programme_check_ins.ASKED, _("A mentoring programme asks how it goes")),
        (programme_check_ins.TROUBLE, _("A pair of a mentoring programme that I organise has a problem")),
    ):
        kinds.register(kind=kind, title=title, template=f"notices/{kind}.txt")
    personal_data.register(
        "skills_exchange.programmes",
        export=mine.export,
        erase=mine.erase,
        stays=_("Figures of mentoring programmes in which nobody can be recognised."),
    )
