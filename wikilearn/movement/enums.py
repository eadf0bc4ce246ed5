"""Choices about the movement."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OrganisationKind(TextChoices):
    """What an organisation is to the movement; the first three are affiliates."""

    CHAPTER = "chapter", _("Chapter")
    THEMATIC = "thematic", _("Thematic organisation")
    USER_GROUP = "user_group", _("User group")
    PARTNER = "partner", _("Partner organisation")
    FOUNDATION = "foundation", _("Wikimedia Foundation")
    COMMUNITY = "community", _("Community")
    THIRD_PARTY = "third_party", _("Third party")


AFFILIATE_KINDS = frozenset({OrganisationKind.CHAPTER, OrganisationKind.THEMATIC, OrganisationKind.USER_GROUP})


class MemberRole(TextChoices):
    """What a member does for an organisation."""

    COORDINATOR = "coordinator", _("Coordinator")
    AUTHOR = "author", _("Author")
    LOCALIZER = "localizer", _("Localizer")
    REVIEWER = "reviewer", _("Reviewer")
    CURATOR = "curator", _("Curator")


class Scope(TextChoices):
    """Where a right works."""

    LOCAL = "local", _("On one wiki")
    GLOBAL = "global", _("On all wikis")


class Source(TextChoices):
    """How we learned of a holding."""

    SYNCED = "synced", _("Read from the wiki")
    ENTERED = "entered", _("Entered by hand")
    IMPORTED = "imported", _("Imported")


GUIDE_TEXTS = ("powers", "duties", "term", "selection")
"""The translated texts of the directory of rights, in the order in which a page shows them."""
