"""The states of a case, what may follow what, and the steps that are kept of it for good."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CaseState(TextChoices):
    """Where a case stands. Reporters read the same words."""

    RECEIVED = "received", _("Received")
    READING = "reading", _("Being read")
    IN_WORK = "in_work", _("In work")
    WAITING = "waiting", _("Waiting for the reporter")
    DECIDED = "decided", _("Decided")
    CLOSED = "closed", _("Closed")
    REOPENED = "reopened", _("Reopened")
    MERGED = "merged", _("Merged")


TRANSITIONS: dict[CaseState, frozenset[CaseState]] = {
    CaseState.RECEIVED: frozenset({CaseState.READING, CaseState.IN_WORK, CaseState.WAITING, CaseState.MERGED}),
    CaseState.READING: frozenset(
        {
            CaseState.RECEIVED,
            CaseState.IN_WORK,
            CaseState.WAITING,
            CaseState.DECIDED,
            CaseState.CLOSED,
            CaseState.MERGED,
        }
    ),
    CaseState.IN_WORK: frozenset(
        {CaseState.RECEIVED, CaseState.WAITING, CaseState.DECIDED, CaseState.CLOSED, CaseState.MERGED}
    ),
    CaseState.WAITING: frozenset(
        {CaseState.RECEIVED, CaseState.IN_WORK, CaseState.DECIDED, CaseState.CLOSED, CaseState.MERGED}
    ),
    CaseState.DECIDED: frozenset({CaseState.CLOSED, CaseState.REOPENED}),
    CaseState.CLOSED: frozenset({CaseState.REOPENED}),
    CaseState.REOPENED: frozenset(
        {
            CaseState.RECEIVED,
            CaseState.IN_WORK,
            CaseState.WAITING,
            CaseState.DECIDED,
            CaseState.CLOSED,
            CaseState.MERGED,
        }
    ),
    CaseState.MERGED: frozenset(),
}
"""What may follow what. Back to `RECEIVED` only by climbing: the next body starts afresh."""

OPEN = frozenset({CaseState.RECEIVED, CaseState.READING, CaseState.IN_WORK, CaseState.WAITING, CaseState.REOPENED})
"""Somebody still has to do something; these climb when they are overdue."""


def may_follow(before: str, after: str) -> bool:
    """Whether a case may go from one state to another; staying is no step."""
    return CaseState(after) in TRANSITIONS[CaseState(before)]


class StepKind(TextChoices):
    """What happened to a case: kept for good, without content and without names."""

    RECEIVED = "received", _("Received")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")
    ASSIGNED = "assigned", _("Assigned")
    ASKED_REPORTER = "asked_reporter", _("A question to the reporter")
    ANSWERED = "answered", _("An answer of the reporter")
    ASKED_ACCUSED = "asked_accused", _("A question to the accused")
    ACCUSED_ANSWERED = "accused_answered", _("An answer of the person reported")
    DECIDED = "decided", _("Decided")
    APPEALED = "appealed", _("Appealed")
    CLOSED = "closed", _("Closed")
    REOPENED = "reopened", _("Reopened")
    RECUSED = "recused", _("Somebody stepped back")
    WALLED = "walled", _("A conflict of interest was found")
    SKIPPED = "skipped", _("Passed by, because too few could handle it")
    CLIMBED_UNREAD = "climbed_unread", _("Passed on because nobody acknowledged it")
    CLIMBED_OVERDUE = "climbed_overdue", _("Passed on because it was overdue")
    CLIMBED_RECUSED = "climbed_recused", _("Passed on because too few could handle it")
    CLIMBED_REPORTER = "climbed_reporter", _("Passed on because the reporter wished it")
    NO_READER = "no_reader", _("Nobody could take it over")
    FORWARDED = "forwarded", _("Escalated")
    REFERRED = "referred", _("Referred")
    MERGED = "merged", _("Merged")
    SEVERITY = "severity", _("Severity changed")
    ALARM_ACKNOWLEDGED = "alarm_acknowledged", _("The alarm was acknowledged")
    EXPORTED = "exported", _("Exported")
    TRANSLATION = "translation", _("Given to a translator")
