"""What cases do when another body has answered."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.dispatch import receiver

from reporting.actions.cases.closing import reopen_case
from reporting.actions.cases.guards import CaseRefused
from reporting.models import Case
from reporting.states import CaseState, may_follow
from ucoc.enums import AppealStatus
from ucoc.models import DecisionAppeal
from ucoc.signals import appeal_answered


@receiver(appeal_answered)
def take_up_again(*, case: UUID, appeal: DecisionAppeal, **_more: Any) -> None:
    """A decision was sent back: its case is open again, with new deadlines, and its handlers are told."""
    if appeal.status != AppealStatus.SENT_BACK:
        return
    found = Case.objects.filter(pk=case).first()
    if found is not None and may_follow(found.state, CaseState.REOPENED):
        with suppress(CaseRefused):  # it is being destroyed, and nothing takes that back
            reopen_case(actor=None, case=found)
