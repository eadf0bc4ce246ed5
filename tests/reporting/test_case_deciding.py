"""Deciding cases with what follows, and appeals that pass the first body by."""

import pytest
from django.urls import reverse

from reporting.actions.cases.appealing import appeal_with_receipt
from reporting.actions.cases.deciding import decide_case
from reporting.actions.cases.guards import CaseRefused
from reporting.actions.sealing import unlock_case
from reporting.conflicts import tokens_against
from reporting.models import Case, Grant, SealedItem, Wall
from reporting.policy import Act, may
from tests.factories.cases import arrived, bodies
from tests.factories.people import PersonFactory
from tests.factories.reports import table_of_responsibility
from tests.reporting.test_case_pages import signed_in
from ucoc.actions.decisions import MeasureWish
from ucoc.enums import AppealFactor, Finding, MeasureKind
from ucoc.errors import DecisionRefused
from ucoc.models import CaseStep as Figure
from ucoc.models import Decision, Measure

pytestmark = pytest.mark.django_db


def decided(ada, case, **more):
    words = {"finding": Finding.BREACH, "reasons": "The code was broken.", "outcome": "We acted."} | more
    return decide_case(actor=ada.person, open_case=unlock_case(case=case, vault=ada), **words)


def test_decision_tells_the_person_concerned_and_the_reporter_and_is_counted_once():
    first, last, (ada, _bob), _above = bodies()
    case = arrived(first, last).case
    concerned = PersonFactory()
    decision = decided(ada, case, measures=[MeasureWish(kind=MeasureKind.WARNING, person=concerned)])
    case.refresh_from_db()
    assert (case.state, bool(case.keep_until), bool(case.acknowledged_at)) == ("decided", True, True)
    assert Measure.objects.get().person == concerned
    assert decision.case == case.pk
    assert list(SealedItem.objects.order_by("id").values_list("kind", flat=True)) == ["report", "decision", "outcome"]
    assert Figure.objects.filter(case=case.pk, step="decided").count() == 1
    with pytest.raises(CaseRefused):
        decided(ada, case)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"outcome": "  "}, CaseRefused),
        ({"reasons": "  "}, DecisionRefused),
        ({"reasons": "She wrote: what happened to me then"}, CaseRefused),
        (
            {"finding": Finding.NO_BREACH, "measures": [MeasureWish(kind=MeasureKind.WARNING, username="X")]},
            DecisionRefused,
        ),
    ],
)
def test_decision_refuses_what_would_hurt(change, error):
    first, last, (ada, _bob), _above = bodies()
    case = arrived(first, last, text="What happened to me then").case
    with pytest.raises(error):
        decided(ada, case, **change)
    assert not Decision.objects.exists()
    assert Case.objects.get().state == "received"


def test_quorum_decides_together_and_only_readers():
    first, last, (ada, bob, cy), (uma, _ulf) = bodies(local=3, quorum=2)
    case = arrived(first, last, people=[cy.person]).case
    with pytest.raises(DecisionRefused):
        decided(ada, case)
    for stranger in (cy, uma):
        with pytest.raises(CaseRefused):
            decided(ada, case, deciders=[stranger.person])
    assert decided(ada, case, deciders=[bob.person])


def test_appeal_of_the_reporter_passes_the_first_body_by_and_keeps_its_deciders_out():
    first, last, (ada, bob), (uma, ulf) = bodies()
    table_of_responsibility()
    opened = arrived(first, last, text="My words", names=["Mallory"])
    with pytest.raises(CaseRefused):
        appeal_with_receipt(opened=opened, factors=[AppealFactor.PROCEDURE], text="Please")
    decided(ada, opened.case)
    again = appeal_with_receipt(opened=opened, factors=[AppealFactor.PROCEDURE], text="Nobody listened")
    assert again.case.body == last
    assert again.case.origin == opened.case
    assert not Grant.objects.filter(case=again.case, person__in=[ada.person, bob.person]).exists()
    assert not may(ada.person, Act.SEE, again.case)
    texts = [unlock_case(case=again.case, vault=uma).read(item) for item in SealedItem.objects.filter(case=again.case)]
    assert texts == ["My words", "Nobody listened"]
    assert may(ulf.person, Act.WORK, again.case)
    assert Figure.objects.filter(case=opened.case.pk, step="appealed").count() == 1


def test_deciding_over_the_page():
    first, last, (ada, bob), _above = bodies(quorum=2)
    case = arrived(first, last).case
    client = signed_in(ada.person, unlock=True)
    page = reverse("reporting:decide", args=[case.reference])
    assert client.get(page).status_code == 200
    assert client.post(page, {"finding": ""}).status_code == 400
    wanted = {"finding": "breach", "reasons": "The code was broken.", "outcome": "We acted.", "measure-kind": "warning"}
    assert client.post(page, wanted | {"deciders": [bob.person.uid]}).status_code == 400
    wanted["measure-username"] = "Somebody Else"
    assert client.post(page, wanted).status_code == 400
    answer = client.post(page, wanted | {"deciders": [str(bob.person.uid)]})
    assert answer.status_code == 302, answer.text
    assert Measure.objects.get().username == "Somebody Else"
    assert client.get(page).status_code == 403


@pytest.mark.parametrize(("status", "state"), [("sent_back", "reopened"), ("upheld", "decided")])
def test_decision_that_is_sent_back_opens_the_case_again(status, state):
    from ucoc.models import DecisionAppeal
    from ucoc.signals import appeal_answered

    first, last, (ada, _bob), _above = bodies()
    case = arrived(first, last).case
    decided(ada, case)
    appeal_answered.send(sender=DecisionAppeal, case=case.pk, appeal=DecisionAppeal(status=status))
    case.refresh_from_db()
    assert case.state == state
    assert (case.keep_until is None) == (state == "reopened")


def test_a_decision_does_not_exist_for_a_colleague_behind_a_wall_of_its_case():
    first, last, (ada, bob), _above = bodies()
    case = arrived(first, last).case
    decision = decided(ada, case)
    assert list(Decision.objects.visible_to(bob.person)) == [decision]
    Wall.objects.create(case=case, token=min(tokens_against([bob.person])))
    assert not Decision.objects.visible_to(bob.person).exists()
    assert list(Decision.objects.visible_to(ada.person)) == [decision]
