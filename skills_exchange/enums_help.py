"""Choices about the help desk and the library of resources."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ResourceKind(TextChoices):
    """What a resource is."""

    PAGE = "page", _("Page")
    COURSE = "course", _("Course")
    DOCUMENT = "document", _("Document")
    RECORDING = "recording", _("Recording")
    TOOL = "tool", _("Tool")
    ANSWER = "answer", _("Answered question")


class Licence(TextChoices):
    """Under which terms a resource can be used."""

    CC0 = "cc0", "CC0"
    CC_BY = "cc-by", "CC BY 4.0"
    CC_BY_SA = "cc-by-sa", "CC BY-SA 4.0"
    GFDL = "gfdl", "GFDL"
    PUBLIC_DOMAIN = "pd", _("Public domain")
    OTHER_FREE = "free", _("Another free licence")
    NOT_FREE = "not-free", _("Not free: only to read")
    UNKNOWN = "unknown", _("Not known")


class LinkState(TextChoices):
    """Whether the address of a resource answers."""

    UNCHECKED = "unchecked", _("Not checked yet")
    WORKS = "works", _("Works")
    FAILS = "fails", _("Did not answer lately")
    BROKEN = "broken", _("Broken link")


class MarkKind(TextChoices):
    """What a reader says of a resource."""

    USEFUL = "useful", _("It helped me")
    OUTDATED = "outdated", _("It is out of date")
    WRONG = "wrong", _("It is wrong or does not belong here")


class HelpState(TextChoices):
    """Where a question to the help desk stands."""

    OPEN = "open", _("Waits for an answer")
    ANSWERED = "answered", _("Answered")
    SOLVED = "solved", _("Solved")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class HelpRoute(TextChoices):
    """Who a question is with."""

    HELPER = "helper", _("People who offer the skill were asked")
    QUEUE = "queue", _("Everybody who can help sees it")
    AFFILIATE = "affiliate", _("An affiliate was asked")
    CURATORS = "curators", _("The curators were asked")


class HelpAudience(TextChoices):
    """Who may read a question while it is open."""

    MEMBERS = "members", _("People who are signed in")
    HELPERS = "helpers", _("Only the people who are asked to help")


class AskState(TextChoices):
    """What somebody who was asked to help has said."""

    ASKED = "asked", _("Asked")
    TAKEN = "taken", _("Will answer")
    PASSED = "passed", _("Cannot help")
    LAPSED = "lapsed", _("Has not said anything")
