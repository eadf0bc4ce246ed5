"""What every action on a case begins with: lock it, ask the policy; and what it ends with: the step and the log."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from reporting.models import Case, CaseStep, Shredding
from reporting.peppers import pseudonym
from reporting.policy import Act, Reach
from reporting.states import CaseState, StepKind, may_follow
from ucoc.actions.figures import record_case_step
from ucoc.enums import CaseStepKind
from ucoc.models import EnforcementBody
from wikilearn.audit.actions import SYSTEM, record
from wikilearn.core.errors import DomainError
from wikilearn.people.models import Person

FIGURES: dict[StepKind, CaseStepKind] = {
    StepKind.RECEIVED: CaseStepKind.RECEIVED,
    StepKind.ACKNOWLEDGED: CaseStepKind.ACKNOWLEDGED,
    StepKind.CLOSED: CaseStepKind.CLOSED,
    StepKind.REOPENED: CaseStepKind.REOPENED,
    StepKind.REFERRED: CaseStepKind.REFERRED,
    StepKind.FORWARDED: CaseStepKind.REFERRED,
    StepKind.CLIMBED_OVERDUE: CaseStepKind.CLIMBED_OVERDUE,
    StepKind.CLIMBED_UNREAD: CaseStepKind.CLIMBED_UNACKNOWLEDGED,
    StepKind.CLIMBED_RECUSED: CaseStepKind.ALL_RECUSED,
    StepKind.CLIMBED_REPORTER: CaseStepKind.CLIMBED_BY_REPORTER,
    StepKind.SKIPPED: CaseStepKind.ALL_RECUSED,
}
"""What `ucoc` counts, for the monitor of failing communities and the transparency report. It counts decisions and
appeals itself."""


class NoSuchCase(DomainError):
    """The case does not exist, as far as this person may know."""

    status = 404


class CaseRefused(DomainError):
    """The case is in a state, or the wish of a kind, with which this cannot be done."""


def lock(case: Case, *, actor: Person | None, act: Act = Act.WORK) -> Case:
    """The case as it is now, locked until the end of the transaction. Raises `NoSuchCase` and `CaseRefused`.

    `actor` None is the site itself: sweeps, and what the reporter does with the receipt. The row is locked without its
    body: joined, it would not be found if it climbs while we wait for it.
    """
    found = Case.objects.select_for_update().filter(pk=case.pk).first()
    if found is None:
        raise NoSuchCase(_("There is no such case."))
    if actor is None or (reach := Reach(actor)).cases(act).filter(pk=case.pk).exists():
        return found
    if not reach.cases(Act.SEE).filter(pk=case.pk).exists():
        raise NoSuchCase(_("There is no such case."))
    raise CaseRefused(_("This cannot be done with the case as it is now."))


def refuse_if_ending(cases: Iterable[Case]) -> None:
    """Raise `CaseRefused` if the destruction of one of these locked cases has begun: nothing takes that back."""
    if Shredding.objects.filter(case_uid__in=[case.pk for case in cases]).exists():
        raise CaseRefused(_("This cannot be done with the case as it is now."))


def move(case: Case, state: CaseState) -> None:
    """Put the locked case into a state, unless it is in it; the caller saves. Raises `CaseRefused`."""
    if case.state == state:
        return
    if not may_follow(case.state, state):
        raise CaseRefused(_("This cannot be done with the case as it is now."))
    case.state = state


def note_step(
    case: Case,
    kind: StepKind,
    *,
    actor: Person | None,
    body: EnforcementBody | None = None,
    on: datetime | None = None,
    first: bool = False,
) -> None:
    """Keep that something happened: the step, the figure of `ucoc`, the log. Canaries are in no figure.

    `first`: the case was made in this transaction, so this step was not told of before.
    """
    moment, where = on or timezone.now(), body or case.body
    CaseStep.objects.create(case=case.pk, kind=kind, at=moment, body=where)
    if kind in FIGURES and not case.canary:
        record_case_step(
            case=case.pk,
            body=where,
            step=FIGURES[kind],
            on=moment,
            conduct=case.conduct,
            severity=case.severity,
            wiki=case.wiki,
            first=first,
        )
    record(actor=pseudonym(actor) if actor else SYSTEM, action=f"case.{kind}", target=case.audit_reference, details={})
