"""Choices of certification."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class FactKind(TextChoices):
    """What a fact says. The first four grant; the others change what was granted."""

    PASSED = "passed", _("Passed a course")
    ATTENDED = "attended", _("Attended a training event")
    RECOGNISED = "recognised", _("Equivalent evidence recognised")
    IMPORTED = "imported", _("Taken over from an earlier record")
    EXTENDED = "extended", _("Extended")
    PAUSED = "paused", _("Paused")
    RESUMED = "resumed", _("Resumed")
    REVOKED = "revoked", _("Revoked")
    REINSTATED = "reinstated", _("Reinstated")
    CORRECTED = "corrected", _("Corrected")


GRANTS = frozenset({FactKind.PASSED, FactKind.ATTENDED, FactKind.RECOGNISED, FactKind.IMPORTED})
"""Kinds that can open a period."""


class Path(TextChoices):
    """Which way leads to meeting a requirement."""

    FIRST = "first", _("First certification")
    REFRESHER = "refresher", _("Refresher")


class State(TextChoices):
    """What somebody's standing is; the order is from the gravest to the calmest."""

    REVOKED = "revoked", _("Revoked")
    LAPSED = "lapsed", _("Lapsed")
    NEVER = "never", _("Not yet certified")
    IN_TRANSITION = "in_transition", _("In transition")
    PAUSED = "paused", _("Paused")
    RENEWAL_DUE = "renewal_due", _("Renewal due")
    CERTIFIED = "certified", _("Certified")
    NOT_REQUIRED = "not_required", _("Not required")


GRAVITY = {state: place for place, state in enumerate(State)}
"""Lower is graver: a right's standing is that of its gravest topic."""


class NextStep(TextChoices):
    """What the person can do about a topic."""

    NOTHING = "nothing", _("Nothing to do")
    TAKE = "take", _("Take the course")
    RENEW = "renew", _("Renew with the refresher")
    RETAKE = "retake", _("Take the full course again")
    RESUME = "resume", _("End the pause")
    APPEAL = "appeal", _("Appeal or ask for reinstatement")


class Outcome(TextChoices):
    """What became of a name that somebody asked for."""

    FOUND = "found", _("Has an account here")
    NO_ACCOUNT = "no_account", _("Holds or held rights, has no account here")
    RENAMED = "renamed", _("Renamed")
    HIDDEN = "hidden", _("Account closed, nothing is shown")
    UNKNOWN = "unknown", _("Unknown")
    TEMPORARY = "temporary", _("Temporary account, not looked up")
    IP_ADDRESS = "ip_address", _("IP address, not looked up")
    INVALID = "invalid", _("Not a username")
