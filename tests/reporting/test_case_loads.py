"""How many open cases one handler carries."""

import pytest

from reporting.actions.cases.guards import CaseRefused
from reporting.actions.cases.working import assign_case
from reporting.models import Case
from reporting.queries.cases import OFF_DUTY_CAP
from tests.factories.cases import arrived, bodies
from ucoc.enums import Severity
from ucoc.jurisdiction import Question

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    """Two handlers, a case, and others of the same body that Ada could be carrying."""
    first, last, (ada, bob), _above = bodies()
    case = arrived(first, last).case
    others = [arrived(first, last).case for _each in range(OFF_DUTY_CAP)]
    return ada.person, bob.person, case, [each.pk for each in others]


def carrying(person, pks, **more):
    Case.objects.filter(pk__in=pks).update(assignee=person, **more)


@pytest.mark.parametrize("by", ["herself", "a colleague"])
def test_who_carries_too_much_gets_no_more_while_somebody_has_room(desk, by):
    ada, bob, case, others = desk
    carrying(ada, others)
    with pytest.raises(CaseRefused) as refusal:
        assign_case(actor=ada if by == "herself" else bob, case=case, to=ada)
    assert refusal.value.field == "to"
    assert assign_case(actor=ada, case=case, to=bob).assignee == bob


@pytest.mark.parametrize(
    "why", ["one fewer", "all carry as much", "an emergency", "theirs already", "settled ones", "another body's"]
)
def test_it_is_never_a_reason_to_leave_a_case_to_nobody(desk, why):
    ada, bob, case, others = desk
    carrying(ada, others)
    match why:
        case "one fewer":
            carrying(None, others[:1])
        case "all carry as much":
            first, last = case_bodies(case)
            carrying(bob, [arrived(first, last).case.pk for _each in range(OFF_DUTY_CAP)])
        case "an emergency":
            Case.objects.filter(pk=case.pk).update(severity=Severity.EMERGENCY)
        case "theirs already":
            carrying(ada, [case.pk])
        case "settled ones":
            carrying(ada, others[:1], state="closed")
        case "another body's":
            carrying(ada, others[:1], body=case_bodies(case)[1])
    assert assign_case(actor=bob, case=case, to=ada).assignee == ada


def case_bodies(case):
    return [stop.body for stop in case.route.select_related("body").order_by("position")]


@pytest.mark.attack("Access", "Learn from a refusal that somebody carries a case that one must not know of")
def test_cases_behind_a_wall_count_for_nobody_who_must_not_know_them(desk):
    ada, bob, case, others = desk
    carrying(ada, others[:-1])
    first, last = case_bodies(case)
    hidden = arrived(first, last, people=[bob], question=Question()).case
    carrying(ada, [hidden.pk])
    assert assign_case(actor=bob, case=case, to=ada).assignee == ada
