"""Choices of certification."""

from django.db.models import IntegerChoices, TextChoices
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
    EXEMPTED = "exempted", _("Exempted")
    UPDATED = "updated", _("Took an update")


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


WITHOUT = frozenset({State.REVOKED, State.LAPSED, State.NEVER})
"""Who holds a right in one of these states lacks what it asks for."""
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


class ReasonCategory(TextChoices):
    """What kind of reason there is. A pause tells no more than this, and only the first five are for it."""

    WIKIBREAK = "wikibreak", _("Wikibreak")
    ILLNESS = "illness", _("Illness")
    PARENTAL_LEAVE = "parental_leave", _("Parental leave")
    FAMILY = "family", _("Family")
    PRIVATE = "private", _("I prefer not to say")
    EMERGENCY = "emergency", _("War, disaster or loss of access")
    NO_COURSE = "no_course", _("No course in a language that the person reads")
    TECHNICAL = "technical", _("A fault of the site")
    ROLE = "role", _("The role does not need it")
    ERROR = "error", _("An error in the record")
    MISCONDUCT = "misconduct", _("The certification was not earned")
    OTHER = "other", _("Something else")


FOR_PAUSES = (
    ReasonCategory.WIKIBREAK,
    ReasonCategory.ILLNESS,
    ReasonCategory.PARENTAL_LEAVE,
    ReasonCategory.FAMILY,
    ReasonCategory.PRIVATE,
)
FOR_PROPOSALS = (
    ReasonCategory.EMERGENCY,
    ReasonCategory.ILLNESS,
    ReasonCategory.PARENTAL_LEAVE,
    ReasonCategory.NO_COURSE,
    ReasonCategory.TECHNICAL,
    ReasonCategory.ROLE,
    ReasonCategory.OTHER,
)
FOR_REVOCATIONS = (ReasonCategory.MISCONDUCT, ReasonCategory.ERROR, ReasonCategory.OTHER)


class ProposalKind(TextChoices):
    """What needs two people."""

    EXTENSION = "extension", _("Extension")
    EXEMPTION = "exemption", _("Exemption")
    RECOGNITION = "recognition", _("Recognise the evidence")
    REFUSAL = "refusal", _("Decline the evidence")

    @classmethod
    def about_claims(cls) -> list["ProposalKind"]:
        """Those that answer a claim."""
        return [cls.RECOGNITION, cls.REFUSAL]


class ProposalState(TextChoices):
    """What became of a proposal; from `open` to any other, and no further."""

    OPEN = "open", _("Waiting for a second person")
    CONFIRMED = "confirmed", _("Confirmed")
    REJECTED = "rejected", _("Not confirmed")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Expired")

    @classmethod
    def decided(cls) -> list["ProposalState"]:
        """Those that a second person chose."""
        return [cls.CONFIRMED, cls.REJECTED]


class AppealState(TextChoices):
    """What became of an appeal; from `open` to any other, and no further."""

    OPEN = "open", _("Waiting for an answer")
    GRANTED = "granted", _("Granted")
    DISMISSED = "dismissed", _("Dismissed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


APPEALABLE = frozenset({FactKind.REVOKED, FactKind.CORRECTED})
"""Kinds of facts that may take something away from the person."""


class EvidenceKind(TextChoices):
    """What a rule recognises."""

    AUTHORED = "authored", _("Wrote a course")
    TAUGHT = "taught", _("Taught a course")
    ATTENDED = "attended", _("Attended all sessions of a course")
    PASSED = "passed", _("Passed a course about something else")
    ORGANISATION = "organisation", _("Certified by an organisation")
    SHARED = "shared", _("Taught the topic to others for a number of hours")


class ClaimState(TextChoices):
    """Where a claim stands; from `submitted` to any other, and no further."""

    SUBMITTED = "submitted", _("Waiting for a decision")
    GRANTED = "granted", _("Recognised")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class RunState(TextChoices):
    """Where an import of earlier records stands."""

    QUEUED = "queued", _("Waiting to be checked")
    CHECKED = "checked", _("Checked, nothing imported yet")
    APPROVED = "approved", _("Waiting to be imported")
    RUNNING = "running", _("Being imported")
    DONE = "done", _("Imported")
    REFUSED = "refused", _("Refused")

    @classmethod
    def ended(cls) -> list["RunState"]:
        """Those that nothing follows."""
        return [cls.DONE, cls.REFUSED]


class Milestone(IntegerChoices):
    """What a holder of a right is told about a requirement that they do not meet yet."""

    LAST_MONTH = 1, _("Last month of the transition")
    HALF_WAY = 2, _("Half of the transition has passed")
    START = 3, _("The transition begins")
    NEW_HOLDER = 4, _("A right began")


class RecommendationOutcome(TextChoices):
    """How a recommendation ended. None of them takes a right away."""

    RENEWED = "renewed", _("No longer lacks it")
    ENDED = "ended", _("The right has ended")
    KEPT = "kept", _("Kept, with a reason")
