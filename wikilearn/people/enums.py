"""Choices about people."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Theme(TextChoices):
    """Colours of the pages."""

    SYSTEM = "system", _("As on my device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class Role(TextChoices):
    """Roles of the site. Each opens other people's details, so each needs two-factor authentication."""

    STEWARD = "steward", _("Steward")
    TRUST_AND_SAFETY = "trust_and_safety", _("Trust and safety")
    CURATOR = "curator", _("Curator")
    SKILLS_CURATOR = "skills_curator", _("Curator of skills")
    STAFF = "staff", _("Staff")

    @property
    def sees(self) -> str:
        """One sentence: what a holder of the role sees and does."""
        return str(_SEES[self])


_SEES = {
    Role.STEWARD: _("Looks up whether the holders of a right are certified. Each look-up is logged."),
    Role.TRUST_AND_SAFETY: _("Handles reports about harm and danger that belong to the Foundation."),
    Role.CURATOR: _("Reviews and publishes courses of all organisations and sees their figures."),
    Role.SKILLS_CURATOR: _("Keeps the list of skills: answers proposals, names, moves and merges skills."),
    Role.STAFF: _("Runs the site: accounts, roles, requirements and the audit log."),
}


class Scope(TextChoices):
    """What an API token may be used for."""

    STANDING = "standing:read", _("Look up certification standing")
    COURSES = "courses:read", _("Read courses")
    ME = "me:read", _("Read my own data")
    HEADS = "heads:keep", _("Heads of the audit log")
