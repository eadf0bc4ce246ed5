"""Nobody carries more than is good for them while a colleague has room."""

from django.db.models import Count
from django.utils.translation import gettext as _

from reporting.actions.cases.guards import CaseRefused
from reporting.models import Case
from reporting.policy import visible_cases
from reporting.queries.cases import OFF_DUTY_CAP
from ucoc.enums import Severity
from wikilearn.people.models import Person


def check_load(*, actor: Person, case: Case, to: Person, readers: list[Person]) -> None:
    """Raise `CaseRefused` if `to` has as many open cases of the body as one person should carry and a reader has fewer.

    Emergencies are never held up, and neither is a body in which everybody carries that much. Only cases that exist for
    the actor count: a refusal tells nothing of one behind a wall.
    """
    if case.severity == Severity.EMERGENCY or case.assignee_id == to.pk:
        return
    loads = _loads(actor, case, readers)
    if loads.get(to.pk, 0) < OFF_DUTY_CAP or all(loads.get(each.pk, 0) >= OFF_DUTY_CAP for each in readers):
        return
    raise CaseRefused(
        _("This person has as many open cases as one person should carry. Please give it to somebody who has fewer."),
        field="to",
    )


def _loads(actor: Person, case: Case, readers: list[Person]) -> dict[int, int]:
    """How many open cases of the body each of the readers has, by person id; one query beside the policy's."""
    cases = visible_cases(actor).open().filter(body=case.body, assignee__in=readers).exclude(pk=case.pk)
    return dict(cases.order_by().values_list("assignee").annotate(count=Count("pk")))
