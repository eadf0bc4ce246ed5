"""The reporter's appeal as a page, deciding anew what was taken up again, and consent to passing on."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from reporting.actions.cases.closing import reopen_case
from reporting.actions.cases.forwarding import items_to_forward
from reporting.actions.receipts import unlock_with_receipt
from reporting.actions.sealing import unlock_case
from reporting.models import Case, SealedItem
from reporting.policy import Act, may
from tests.factories.cases import arrived, bodies
from tests.factories.reports import paid_ticket, ready_site, sent
from tests.reporting.test_case_deciding import decided
from tests.reporting.test_report_pages import receipt_in
from ucoc.actions.decisions import record_decision
from ucoc.errors import DecisionRefused
from ucoc.models import Decision, DecisionAppeal

pytestmark = pytest.mark.django_db
attack = pytest.mark.attack
APPEAL, MESSAGES = reverse("reporting:appeal"), reverse("reporting:messages")
WORDS = {"factors": ["procedure"], "text": "Nobody listened to me"}


@pytest.fixture
def site():
    return ready_site()


@pytest.fixture
def back(client, site):
    client.post(reverse("reporting:return"), {"receipt": sent(forward=True).receipt})
    return client


def test_there_is_nothing_to_appeal_before_a_decision_and_without_a_receipt(client, back):
    assert back.get(APPEAL)["Location"] == MESSAGES
    assert back.post(APPEAL, WORDS)["Location"] == MESSAGES
    back.get(reverse("reporting:leave"))
    assert back.get(APPEAL)["Location"] == reverse("reporting:return")
    assert Case.objects.count() == 1


def test_an_appeal_says_where_it_goes_and_the_same_receipt_follows_it(site, back):
    first = Case.objects.get()
    decided(site["local"][0], first)
    assert APPEAL in back.get(MESSAGES).text
    page = back.get(APPEAL)
    assert "U4c" in page.text
    assert "At most 2 people." in page.text
    for wrong in ({"factors": []}, {"factors": ["nonsense"]}, {"text": " "}):
        assert back.post(APPEAL, WORDS | wrong).status_code == 400
    assert Case.objects.count() == 1
    assert back.post(APPEAL, WORDS)["Location"] == MESSAGES
    again = Case.objects.exclude(pk=first.pk).get()
    assert DecisionAppeal.objects.get().body == again.body == site["u4c"][0].person.body_memberships.get().body
    assert not may(site["local"][0].person, Act.SEE, again)
    text = back.get(MESSAGES).text
    assert "Nobody listened to me" in text
    assert APPEAL not in text
    assert back.get(APPEAL)["Location"] == MESSAGES
    back.post(reverse("reporting:say"), {"text": "One more thing"})
    opened = unlock_case(case=again, vault=site["u4c"][0])
    assert "One more thing" in [opened.read(item) for item in opened.items()]


@attack("Receipts", "A receipt inside the words of an appeal: stopped")
def test_receipt_inside_an_appeal(client, site):
    receipt = sent().receipt
    client.post(reverse("reporting:return"), {"receipt": receipt})
    decided(site["local"][0], Case.objects.get())
    assert client.post(APPEAL, WORDS | {"text": f"My numbers are {receipt}"}).status_code == 400
    assert Case.objects.count() == 1


def test_what_was_taken_up_again_is_decided_anew_and_nothing_else_is():
    first, last, (ada, _bob), _above = bodies()
    case = arrived(first, last).case
    one = decided(ada, case)
    with pytest.raises(DecisionRefused):
        record_decision(actor=ada.person, body=first, case=case.pk, reasons="Twice", before=one)
    reopen_case(actor=ada.person, case=case)
    two = decided(ada, case, reasons="There is something new.")
    assert two.before == one
    case.refresh_from_db()
    assert case.state == "decided"
    reopen_case(actor=None, case=case)
    assert decided(ada, case, reasons="And again.").before == two
    assert Decision.objects.filter(case=case.pk).count() == 3


@pytest.mark.parametrize("forward", [True, False])
def test_form_asks_whether_all_may_be_passed_on_and_the_referral_obeys(client, site, forward):
    from tests.factories.reports import answers

    wanted = answers(step="send", ticket=paid_ticket().token, what="My words", **({"forward": "on"} if forward else {}))
    check = client.post(reverse("reporting:write"), wanted | {"step": "review"})
    assert "We may pass all of it on to another body" in check.text
    cache.clear()
    receipt = receipt_in(client.post(reverse("reporting:write"), wanted))
    case = Case.objects.get()
    assert case.forward_consent == forward
    opened = unlock_case(case=case, vault=site["local"][0])
    assert bool(items_to_forward(opened)) == forward
    client.post(reverse("reporting:return"), {"receipt": receipt})
    client.post(reverse("reporting:consent"), {"forward": "no" if forward else "yes"})
    opened = unlock_case(case=Case.objects.get(), vault=site["local"][0])
    assert bool(items_to_forward(opened)) != forward
    assert unlock_with_receipt(receipt).case.forward_consent != forward
    assert SealedItem.objects.filter(case=case, kind="report").exists()
