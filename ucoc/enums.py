"""Choices about codes of conduct, and which state may follow which."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ClauseKind(TextChoices):
    """What a clause of the universal code is about."""

    EXPECTED = "expected", _("Expected behaviour")
    UNACCEPTABLE = "unacceptable", _("Unacceptable behaviour")


class Capacity(TextChoices):
    """As what somebody affirms the code."""

    MEMBER = "member", _("As a member of the movement")
    HOLDER = "holder", _("As the holder of a right")


class Relation(TextChoices):
    """What a local clause is to the universal clause that it builds on."""

    RESTATES = "restates", _("Says the same in our words")
    ADDS = "adds", _("Adds to it")
    STRICTER = "stricter", _("Is stricter")


class LocalState(TextChoices):
    """Where a version of a local code stands."""

    DRAFT = "draft", _("Draft")
    CONSULTATION = "consultation", _("In consultation")
    REVIEW = "review", _("In review")
    RATIFIED = "ratified", _("Ratified")
    SUPERSEDED = "superseded", _("Superseded")
    WITHDRAWN = "withdrawn", _("Withdrawn")


UNDER_WORK = (LocalState.DRAFT, LocalState.CONSULTATION, LocalState.REVIEW)
"""A local code has at most one version in one of these states."""

NEXT_STATES: dict[LocalState, frozenset[LocalState]] = {
    LocalState.DRAFT: frozenset({LocalState.CONSULTATION, LocalState.WITHDRAWN}),
    LocalState.CONSULTATION: frozenset({LocalState.DRAFT, LocalState.REVIEW, LocalState.WITHDRAWN}),
    LocalState.REVIEW: frozenset({LocalState.DRAFT, LocalState.RATIFIED, LocalState.WITHDRAWN}),
    LocalState.RATIFIED: frozenset({LocalState.SUPERSEDED}),
    LocalState.SUPERSEDED: frozenset(),
    LocalState.WITHDRAWN: frozenset(),
}


class Verdict(TextChoices):
    """What a reviewer says of a local version."""

    APPROVE = "approve", _("It does not fall below the universal code")
    SEND_BACK = "send_back", _("It needs changes")


class LocalEventKind(TextChoices):
    """What happens to local codes in public."""

    STARTED = "started", _("A draft was started")
    CONSULTATION = "consultation", _("A consultation was opened")
    REVIEW = "review", _("It went to review")
    SENT_BACK = "sent_back", _("It went back to the draft")
    RATIFIED = "ratified", _("It was ratified")
    WITHDRAWN = "withdrawn", _("The draft was withdrawn")
    FOLLOW_UP = "follow_up", _("A new universal version has to be followed")
