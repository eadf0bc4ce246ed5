"""Choices about mentoring programmes."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ProgrammeState(TextChoices):
    """Where a programme stands. People can apply between its two days while it is announced."""

    DRAFT = "draft", _("Draft")
    OPEN = "open", _("Announced")
    ENDED = "ended", _("Ended")


class ProgrammeRole(TextChoices):
    """As what somebody takes part."""

    MENTOR = "mentor", _("Mentor")
    MENTEE = "mentee", _("Mentee")


class QuestionKind(TextChoices):
    """How a question of an application form is answered."""

    TEXT = "text", _("Short text")
    CHOICE = "choice", _("One of several answers")
    NUMBER = "number", _("Number")


class QuestionFor(TextChoices):
    """Who is asked."""

    ALL = "all", _("Mentors and mentees")
    MENTOR = "mentor", _("Mentors")
    MENTEE = "mentee", _("Mentees")


class ApplicationState(TextChoices):
    """Where an application stands."""

    APPLIED = "applied", _("To be decided")
    WAITING = "waiting", _("On the waiting list")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


DECISIONS: dict[str, frozenset[str]] = {
    ApplicationState.APPLIED: frozenset(
        {ApplicationState.ACCEPTED, ApplicationState.WAITING, ApplicationState.DECLINED}
    ),
    ApplicationState.WAITING: frozenset({ApplicationState.ACCEPTED, ApplicationState.DECLINED}),
    ApplicationState.DECLINED: frozenset({ApplicationState.ACCEPTED, ApplicationState.WAITING}),
}
"""What organisers may make of an application; only the applicant withdraws."""
CAN_WITHDRAW = frozenset({ApplicationState.APPLIED, ApplicationState.WAITING, ApplicationState.ACCEPTED})


class ChangeKind(TextChoices):
    """What organisers changed by hand."""

    ADDED = "added", _("Pair added")
    REMOVED = "removed", _("Pair left out")
    PAUSED = "paused", _("Paused")
    RESUMED = "resumed", _("Went on")
    ENDED = "ended", _("Ended by the organisers")
    REPLACED = "replaced", _("Another mentor")


class Going(TextChoices):
    """How it goes, as one side of a pair says at a check-in."""

    WELL = "well", _("Well")
    SLOWLY = "slowly", _("Slowly, but it goes on")
    TROUBLE = "trouble", _("There is a problem, please write to me")
