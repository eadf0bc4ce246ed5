"""Two cases become one: whose walls count, who reads, what each reporter sees, and where the whole goes."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from reporting.actions.cases.appealing import appeal_with_receipt, decision_to_appeal
from reporting.actions.cases.climbing import climb_overdue
from reporting.actions.cases.closing import close_case, reopen_case
from reporting.actions.cases.forwarding import forward_case, permit_forward
from reporting.actions.cases.guards import CaseRefused, NoSuchCase
from reporting.actions.cases.merging import merge_cases, write_to_part, write_to_root
from reporting.actions.cases.receiving import walls_of
from reporting.actions.cases.recusing import recuse, wall_person
from reporting.actions.cases.working import write_to_reporter
from reporting.actions.dialogue import write_message
from reporting.actions.holding import ask_hold
from reporting.actions.inlets import fill_inlet, make_inlet
from reporting.actions.receipts import unlock_with_receipt
from reporting.actions.sealing import unlock_case
from reporting.errors import NotGranted
from reporting.models import Alarm, Case, CaseStep, Grant
from reporting.policy import Act, may
from reporting.queries.holds import is_held
from tests.factories.cases import arrived, bodies
from tests.factories.reports import table_of_responsibility
from tests.reporting.test_case_deciding import decided
from tests.reporting.test_case_pages import signed_in
from ucoc.enums import Severity
from ucoc.jurisdiction import Question
from ucoc.models import CaseStep as Figure
from ucoc.models import DecisionAppeal
from wikilearn.audit.models import Event

pytestmark = pytest.mark.django_db
attack = pytest.mark.attack
DAY = timedelta(days=1)


def merged(vault, joining, into, parts=()):
    """What `merge_cases` gives, for two cases by their rows."""
    return merge_cases(
        actor=vault.person,
        joining=unlock_case(case=joining, vault=vault),
        into=unlock_case(case=into, vault=vault),
        parts=[unlock_case(case=part, vault=vault) for part in parts],
    )


def reads(vault, case):
    """The texts that somebody gets out of a case; None if it does not exist for them."""
    case = Case.objects.get(pk=case.pk)
    try:
        opened = unlock_case(case=case, vault=vault)
    except NotGranted:
        return None
    return [opened.read(item) for item in opened.items()] if may(vault.person, Act.READ, case) else None


@pytest.fixture
def two():
    first, last, handlers, above = bodies(local=4)
    one = arrived(first, last, text="The first reporter wrote this", people=[handlers[2].person])
    other = arrived(first, last, text="Somebody else saw other things", people=[handlers[3].person])
    return {"first": first, "last": last, "handlers": handlers, "above": above, "one": one, "other": other}


@attack("Access", "A merge would show a case to somebody whom the other report names: both are gone for them first")
def test_walls_are_united_before_anybody_is_granted_anything(two):
    ada, bob, cy, dan = two["handlers"]
    one, other = two["one"].case, two["other"].case
    assert reads(dan, one)
    assert reads(cy, other)
    stolen = list(Grant.objects.filter(case=one, person=dan.person))
    done = merged(ada, one, other)
    assert done.case == other
    for case in (one, other):
        for walled in (cy, dan):
            assert reads(walled, case) is None
            assert not may(walled.person, Act.SEE, case)
        for reader in (ada, bob):
            assert len(reads(reader, case)) == 1
    assert walls_of(one) == walls_of(other)
    one.refresh_from_db()
    assert (one.state, one.merged_into, one.epoch) == ("merged", other, 2)
    Grant.objects.bulk_create(stolen)
    assert reads(dan, one) is None
    assert CaseStep.objects.filter(kind="merged").count() == 2
    assert Figure.objects.filter(case=one.pk, step="closed").exists()
    assert not Figure.objects.filter(case=other.pk, step="closed").exists()
    log = str(list(Event.objects.filter(action="reporting.case.joined").values_list("actor", "target", "details")))
    assert str(one.pk) in log
    assert ada.person.username not in log


@attack("Privacy", "A reporter of a merged case looks for traces of the other: only their own words and answers")
def test_each_reporter_keeps_receipt_and_dialogue_and_learns_nothing(two):
    ada, one, other = two["handlers"][0], two["one"], two["other"]
    merged(ada, one.case, other.case)
    part, root = (unlock_case(case=Case.objects.get(pk=each.case.pk), vault=ada) for each in (one, other))
    write_to_part(actor=ada.person, open_case=part, text="To you alone", others=[root])
    write_to_root(actor=ada.person, open_case=root, parts=[part], text="To the second", wait=True)
    first, second = (unlock_with_receipt(each.receipt) for each in (one, other))
    assert [first.read(item) for item in first.items()] == ["The first reporter wrote this", "To you alone"]
    assert [second.read(item) for item in second.items()] == ["Somebody else saw other things", "To the second"]
    assert not first.onward
    assert not second.onward
    assert Case.objects.get(pk=other.case.pk).state == "waiting"
    write_message(opened=first, text="I have something to add")
    assert Case.objects.get(pk=other.case.pk).state == "in_work"
    assert "I have something to add" in reads(two["handlers"][1], one.case)


@pytest.mark.parametrize("to_root", [True, False])
def test_a_message_to_one_must_not_quote_the_other(two, to_root):
    ada, one, other = two["handlers"][0], two["one"], two["other"]
    merged(ada, one.case, other.case)
    part, root = (unlock_case(case=Case.objects.get(pk=each.case.pk), vault=ada) for each in (one, other))
    to_part = {"open_case": part, "text": "We heard that somebody else saw other things", "others": [root]}
    quoting = {"open_case": root, "parts": [part], "text": "Somebody told us: the FIRST reporter wrote this"}
    with pytest.raises(CaseRefused):
        write_to_root(actor=ada.person, **quoting) if to_root else write_to_part(actor=ada.person, **to_part)
    with pytest.raises(CaseRefused):
        close_case(actor=ada.person, open_case=root, outcome="The first reporter wrote this too", parts=[part])
    with pytest.raises(CaseRefused):
        write_to_reporter(actor=ada.person, open_case=part, text="Past the check")
    with pytest.raises(CaseRefused):
        write_to_part(actor=ada.person, open_case=part, text="Nothing was compared", others=[])


def test_the_graver_and_the_earlier_count_and_an_alarm_goes_on_ringing(two):
    ada, first, last = two["handlers"][0], two["first"], two["last"]
    urgent = arrived(first, last, question=Question(severity=Severity.EMERGENCY), on=timezone.now() - DAY / 2).case
    due = urgent.decide_by
    case = merged(ada, urgent, two["one"].case).case
    assert (case.severity, case.decide_by) == (Severity.EMERGENCY, due)
    assert Alarm.objects.get(case=case).acknowledged_at is None
    assert Alarm.objects.get(case=urgent).acknowledged_by == ada.person


def test_what_cannot_be_merged(two):
    ada, _bob, cy, _dan = two["handlers"]
    first, last, one, other = two["first"], two["last"], two["one"].case, two["other"].case
    elsewhere = arrived(last).case
    tables = [(ada, one, one, CaseRefused), (cy, other, one, NotGranted), (two["above"][0], elsewhere, one, NotGranted)]
    for vault, joining, into, error in tables:
        with pytest.raises(error):
            merged(vault, joining, into)
    opened = unlock_case(case=elsewhere, vault=two["above"][0])
    with pytest.raises(NoSuchCase):
        merge_cases(actor=ada.person, joining=opened, into=unlock_case(case=one, vault=ada))
    merged(ada, one, other)
    third = arrived(first, last).case
    with pytest.raises(CaseRefused):
        merged(ada, one, third)
    with pytest.raises(CaseRefused):
        merged(ada, other, third)
    with pytest.raises(CaseRefused):
        merged(ada, third, other)
    assert merged(ada, third, other, parts=[one]).case == other


def test_a_merge_that_leaves_too_few_is_refused_and_changes_nothing():
    first, last, (ada, bob, cy), _above = bodies(local=3, quorum=2)
    one = arrived(first, last, people=[bob.person]).case
    other = arrived(first, last, people=[cy.person]).case
    with pytest.raises(CaseRefused):
        merged(ada, one, other)
    assert reads(cy, one)
    assert reads(bob, other)
    assert not Case.objects.filter(state="merged").exists()


@pytest.mark.parametrize("how", ["recused", "walled", "overdue"])
def test_what_was_merged_goes_where_the_case_goes(two, how):
    (ada, bob, *_out), (uma, _ulf) = two["handlers"], two["above"]
    one, other = two["one"].case, two["other"].case
    merged(ada, one, other)
    if how == "recused":
        recuse(actor=ada.person, case=Case.objects.get(pk=one.pk))
        recuse(actor=bob.person, case=Case.objects.get(pk=other.pk))
    elif how == "walled":
        wall_person(actor=ada.person, case=other, person=bob.person)
        recuse(actor=ada.person, case=other)
    else:
        climb_overdue(timezone.now() + 30 * DAY)
    for case in (one, other):
        case.refresh_from_db()
        assert (case.body, case.rekey_due) == (two["last"], True)
        assert reads(ada, case) is None
        assert reads(bob, case) is None
        assert len(reads(uma, case)) == 1


def test_it_is_closed_reopened_kept_and_held_as_one(two):
    ada, one, other = two["handlers"][0], two["one"], two["other"]
    merged(ada, one.case, other.case)
    part, root = (unlock_case(case=Case.objects.get(pk=each.case.pk), vault=ada) for each in (one, other))
    with pytest.raises(CaseRefused):
        close_case(actor=ada.person, open_case=root, outcome="Told to one only")
    close_case(actor=ada.person, open_case=root, outcome="We spoke with them.", parts=[part])
    for each in (one, other):
        back = unlock_with_receipt(each.receipt)
        assert [back.read(item) for item in back.items()][-1] == "We spoke with them."
        each.case.refresh_from_db()
    assert one.case.keep_until == other.case.keep_until is not None
    ask_hold(actor=ada.person, case=other.case)
    assert is_held(one.case)
    reopen_case(actor=None, case=one.case)
    for each in (one, other):
        each.case.refresh_from_db()
    assert (one.case.state, one.case.keep_until) == ("merged", None)
    assert (other.case.state, other.case.keep_until) == ("reopened", None)


def test_post_of_a_part_is_taken_in_and_read_before_anything_is_settled(two):
    ada, one, other = two["handlers"][0], two["one"], two["other"]
    merged(ada, one.case, other.case)
    part = unlock_case(case=Case.objects.get(pk=one.case.pk), vault=ada)
    client = signed_in(ada.person, unlock=True)
    close = reverse("reporting:close", args=[other.case.reference])
    for turn in range(2):
        inlet = make_inlet(open_case=part, person=ada.person, kind="translation")
        fill_inlet(inlet=inlet, text=f"Translated {turn}")
        answer = client.post(close, {"outcome": "We spoke with them."})
        assert answer.status_code == 400
        assert "Please read it first." in answer.text
        assert f"Translated {turn}" in client.get(reverse("reporting:case", args=[one.case.reference])).text
    assert client.post(close, {"outcome": "We spoke with them."}).status_code == 302


def test_passed_on_each_becomes_a_case_of_its_own_with_what_its_reporter_allows(two):
    ada, uma, one, other = two["handlers"][0], two["above"][0], two["one"], two["other"]
    one.write("links", "May go along", author=None, shareable=True)
    merged(ada, one.case, other.case)
    part, root = (unlock_case(case=Case.objects.get(pk=each.case.pk), vault=ada) for each in (one, other))
    permit = permit_forward(actor=ada.person, case=root.case, body=two["last"])
    with pytest.raises(CaseRefused):
        forward_case(actor=ada.person, permit=permit, open_case=root, text="Beyond us")
    forward_case(actor=ada.person, permit=permit, open_case=root, text="Beyond us", parts=[part])
    new = {case.origin: case for case in Case.objects.filter(body=two["last"])}
    assert reads(uma, new[one.case]) == ["May go along", "Beyond us"]
    assert reads(uma, new[other.case]) == ["Beyond us"]
    assert new[one.case].cluster == new[other.case].cluster is not None
    assert [each.case for each in unlock_with_receipt(one.receipt).onward] == [new[one.case]]


def test_each_reporter_can_appeal_whatever_the_other_does(two):
    ada, one, other = two["handlers"][0], two["one"], two["other"]
    table_of_responsibility()
    merged(ada, one.case, other.case)
    part = unlock_case(case=Case.objects.get(pk=one.case.pk), vault=ada)
    decided(ada, other.case, parts=[part])
    for each in (other, one):
        back = unlock_with_receipt(each.receipt)
        assert decision_to_appeal(back.case) is not None
        assert appeal_with_receipt(opened=back, factors=["procedure"], text="Please").case.body == two["last"]
        assert decision_to_appeal(back.case) is None
        with pytest.raises(Exception, match="already"):
            appeal_with_receipt(opened=back, factors=["procedure"], text="Please")
    assert DecisionAppeal.objects.count() == 1


def test_pages_of_merging(two):
    ada, _bob, cy, _dan = two["handlers"]
    one, other = two["one"].case, two["other"].case
    client = signed_in(ada.person, unlock=True)
    page = reverse("reporting:merge", args=[one.reference])
    assert other.reference in client.get(page).text
    foreign = arrived(two["last"]).case
    for wrong in ({"other": other.reference}, {"other": foreign.reference, "read": "on"}, {"other": "x", "read": "on"}):
        assert client.post(page, wrong).status_code == 400
    answer = client.post(page, {"other": other.reference, "read": "on"})
    assert answer["Location"] == reverse("reporting:case", args=[other.reference])
    text = client.get(answer["Location"]).text
    assert one.reference in text
    assert "The first reporter wrote this" not in text
    own = reverse("reporting:case", args=[one.reference])
    assert "The first reporter wrote this" in client.get(own).text
    send = reverse("reporting:part_message", args=[one.reference])
    assert client.post(send, {"text": "somebody else saw other things"}).status_code == 400
    assert client.post(send, {"text": "Thank you"}).status_code == 302
    assert client.post(reverse("reporting:part_message", args=[other.reference]), {"text": "x"}).status_code == 403
    for name in ("message", "note", "close", "export", "forward"):
        assert client.post(reverse(f"reporting:{name}", args=[one.reference]), {"text": "x"}).status_code == 403
    assert client.post(reverse("reporting:message", args=[other.reference]), {"text": "And you"}).status_code == 302
    outcome = {"outcome": "We talked with everybody."}
    assert client.post(reverse("reporting:close", args=[other.reference]), outcome).status_code == 302
    stranger = signed_in(cy.person)
    for case in (one, other):
        assert stranger.get(reverse("reporting:case", args=[case.reference])).status_code == 404
