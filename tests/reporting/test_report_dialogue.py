"""The way back: receipts in every script, the dialogue both ways, passing on, files, rating, and what is refused."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from reporting.actions.cases.closing import close_case
from reporting.actions.cases.working import write_to_reporter
from reporting.actions.receipts import unlock_with_receipt
from reporting.actions.sealing import unlock_case
from reporting.enums import GrantPurpose
from reporting.intake import flood, visits
from reporting.models import Case, CaseRating, Grant
from reporting.policy import Act, may
from reporting.vault import keys
from tests.factories.reports import STORY, ready_site, sent

pytestmark = pytest.mark.django_db
attack = pytest.mark.attack
RETURN, MESSAGES = reverse("reporting:return"), reverse("reporting:messages")
OTHER_DIGITS = {"Arabic-Indic": 0x660, "Persian": 0x6F0, "Devanagari": 0x966, "Bengali": 0x9E6, "fullwidth": 0xFF10}


@pytest.fixture
def site():
    return ready_site()


@pytest.fixture
def receipt(site):
    return sent().receipt


@pytest.fixture
def back(client, receipt):
    client.post(RETURN, {"receipt": receipt})
    return client


def handler_of(site, number=0):
    return unlock_case(case=Case.objects.get(), vault=site["local"][number])


def in_script(digits, zero):
    return "".join(chr(zero + int(digit)) for digit in digits)


@attack("Receipts", "Digits of other scripts, mixed ones, blanks, dashes and bidi marks: the same receipt")
@pytest.mark.parametrize("zero", OTHER_DIGITS.values(), ids=OTHER_DIGITS)
def test_receipt_in_any_digits(client, receipt, zero):
    for typed in (
        in_script(receipt, zero),
        receipt[:15] + in_script(receipt[15:], zero),
        "\u202b" + "-".join(receipt) + " ",
    ):
        assert client.post(RETURN, {"receipt": typed})["Location"] == MESSAGES


@attack("Receipts", "29 or 31 digits, a wrong check digit, a megabyte, letters: said at once, and no slow hash runs")
def test_mistyped_receipt_costs_nothing(client, receipt, monkeypatch):
    monkeypatch.setattr("reporting.vault.receipts.stretched", lambda *args: pytest.fail("a slow hash ran"))
    wrong = receipt[:-1] + str((int(receipt[-1]) + 1) % 10)
    for typed in (receipt[:-1], receipt + "0", wrong, "1" * 1_000_000, "x" * 30, "", "²" * 30, "Ⅷ" * 30):
        page = client.post(RETURN, {"receipt": typed})
        assert page.status_code == 400
    assert keys.stretched is not None


@attack("Receipts", "A receipt that nobody has: one sentence, no case, the same page whatever exists")
def test_unknown_receipt(client, receipt):
    from reporting.vault.receipts import new_receipt

    page = client.post(RETURN, {"receipt": new_receipt()})
    assert page.status_code == 400
    assert "Nothing opens with these numbers" in page.content.decode()
    assert visits.cookie_name() not in page.cookies


@attack(
    "Receipts", "Guessing: after some tries from one place the page asks for patience; a right one has to wait, too"
)
def test_guessing_is_slowed_down(client, receipt, monkeypatch):
    monkeypatch.setattr(flood, "MOST_GUESSES", 1)
    assert client.post(RETURN, {"receipt": "1"}).status_code == 400
    assert client.post(RETURN, {"receipt": receipt}).status_code == 429


@attack("Receipts", "The receipt is in no address, no title, no page, and in the cookie only sealed")
def test_receipt_is_nowhere_to_be_seen(client, receipt):
    answer = client.post(RETURN, {"receipt": receipt})
    cookie = answer.cookies[visits.cookie_name()]
    assert receipt not in str(answer.headers) + cookie.value
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert not cookie["max-age"]
    text = client.get(MESSAGES).content.decode()
    assert receipt not in text
    assert receipt[:10] not in re.sub(r"\D", "", text)


@attack("Receipts", "A cookie of a visit that is made up, altered, of another site or half an hour old opens nothing")
def test_visits_end(client, receipt, monkeypatch):
    client.post(RETURN, {"receipt": receipt})
    good = client.cookies[visits.cookie_name()].value
    for bad in ("", "x", good[:-4] + "AAAA", "AQE" * 40):
        client.cookies[visits.cookie_name()] = bad
        assert client.get(MESSAGES)["Location"] == RETURN
    client.cookies[visits.cookie_name()] = good
    assert client.get(MESSAGES).status_code == 200
    monkeypatch.setattr(visits, "LASTS", -1)
    assert client.get(MESSAGES)["Location"] == RETURN


def test_leaving_forgets_the_visit(back):
    back.get(reverse("reporting:leave"))
    assert back.get(MESSAGES)["Location"] == RETURN


def test_dialogue_goes_both_ways(back, site):
    write_to_reporter(actor=site["local"][0].person, open_case=handler_of(site), text="How are you?", wait=True)
    text = back.get(MESSAGES).content.decode()
    assert STORY in text
    assert "How are you?" in text
    assert "Waiting for the reporter" in text
    back.post(reverse("reporting:say"), {"text": "Better, thank you"})
    opened = handler_of(site)
    assert opened.read(opened.items(kinds=["message_from_reporter"])[0]) == "Better, thank you"
    assert Case.objects.get().state == "in_work"


@attack("Receipts", "A receipt typed inside a message, a rating or news is stopped, in any script and spacing")
@pytest.mark.parametrize("wrap", ["{}", "my numbers: {}!", "a\n{}\nb"])
def test_receipt_inside_a_message_is_stopped(back, receipt, site, wrap):
    spaced = " ".join(receipt[start : start + 5] for start in range(0, 30, 5))
    for digits in (receipt, spaced, in_script(receipt, 0x660)):
        page = back.post(reverse("reporting:say"), {"text": wrap.format(digits)})
        assert page.status_code == 400
        assert "Your receipt seems to stand" in page.content.decode()
    assert not handler_of(site).items(kinds=["message_from_reporter"])


@attack("Input", "Messages of the reporter and of handlers are shown as letters, never as markup")
def test_messages_are_inert(back, site):
    evil = "<script>alert(1)</script>![b](https://evil.example/x.png)"
    back.post(reverse("reporting:say"), {"text": evil})
    write_to_reporter(actor=site["local"][0].person, open_case=handler_of(site), text=evil)
    text = back.get(MESSAGES).content.decode()
    assert "<script>alert(1)" not in text
    assert text.count("&lt;script&gt;alert(1)") == 2
    assert 'src="https://evil' not in text


@pytest.mark.parametrize("text", ["", " ", "\u200b", "a\0b", "x" * 20_001])
def test_message_that_says_nothing_is_refused(back, text, site):
    assert back.post(reverse("reporting:say"), {"text": text}).status_code == 400
    assert not handler_of(site).items(kinds=["message_from_reporter"])


def test_passing_on_waits_for_the_deadline(back, site):
    assert reverse("reporting:pass_on") not in back.get(MESSAGES).content.decode()
    back.post(reverse("reporting:pass_on"))
    assert Case.objects.get().position == 0
    Case.objects.update(acknowledge_by=timezone.now() - timedelta(minutes=1))
    assert reverse("reporting:pass_on") in back.get(MESSAGES).content.decode()
    back.post(reverse("reporting:pass_on"))
    case = Case.objects.get()
    assert (case.position, case.body.kind) == (1, "u4c")
    assert not Grant.objects.filter(case=case, person=site["local"][0].person, purpose=GrantPurpose.CASE).exists()
    assert not may(site["local"][0].person, Act.SEE, case)
    assert unlock_case(case=case, vault=site["u4c"][0])


@attack("Files", "What the reporter gets back is an attachment of no type, in a sandbox, with `nosniff`")
def test_files_come_back_as_attachments(back, site):
    page = b"<html><script>alert(1)</script>"
    back.post(reverse("reporting:add_files"), {"files": [SimpleUploadedFile("evil\u202elmth.html", page, "text/html")]})
    (file,) = handler_of(site).files()
    answer = back.get(reverse("reporting:message_file", args=[file.uid]))
    assert b"".join(answer.streaming_content) == page
    assert answer["Content-Disposition"].startswith("attachment;")
    assert "%E2%80%AE" not in answer["Content-Disposition"]
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]


@attack("Access", "A file of somebody else's case does not exist for the holder of another receipt")
def test_files_of_another_case(back, site):
    back.post(reverse("reporting:add_files"), {"files": [SimpleUploadedFile("a.txt", b"x")]})
    (file,) = handler_of(site).files()
    back.post(RETURN, {"receipt": sent().receipt})
    assert back.get(reverse("reporting:message_file", args=[file.uid])).status_code == 404


@pytest.mark.parametrize("files", [[], [SimpleUploadedFile("a", b"")]])
def test_adding_nothing_is_said(back, site, files):
    back.post(reverse("reporting:add_files"), {"files": files})
    assert not handler_of(site).files()
    assert "cdx-message--error" in back.get(MESSAGES).content.decode()


def test_settled_case_is_rated_and_taken_up_again(back, site):
    assert back.post(reverse("reporting:rate"), {"stars": "5"}).status_code == 400
    write_to_reporter(actor=site["local"][0].person, open_case=handler_of(site), text="We look at it.")
    close_case(actor=site["local"][0].person, open_case=handler_of(site), outcome="It was talked over.")
    assert "It was talked over." in back.get(MESSAGES).content.decode()
    assert back.post(reverse("reporting:rate"), {"stars": "6"}).status_code == 400
    back.post(reverse("reporting:rate"), {"stars": "2", "words": "Slow"})
    back.post(reverse("reporting:rate"), {"stars": "4"})
    assert CaseRating.objects.get().stars == 4
    back.post(reverse("reporting:news"), {"text": "It happened again"})
    assert Case.objects.get().state == "reopened"
    assert back.post(reverse("reporting:news"), {"text": "again"}).status_code == 400


@attack("Receipts", "New numbers end the old ones at once")
def test_new_receipt(back, receipt):
    import re

    page = back.post(reverse("reporting:renew"))
    fresh = "".join(re.findall(r"<bdi>(\d{5})</bdi>", page.content.decode()))
    assert unlock_with_receipt(receipt) is None
    assert unlock_with_receipt(fresh) is not None
    assert back.get(MESSAGES).status_code == 200


def test_messages_take_so_many_queries(back, site, django_assert_max_num_queries):
    for number in range(30):
        back.post(reverse("reporting:say"), {"text": f"Message {number}"})
    with django_assert_max_num_queries(14):
        back.get(MESSAGES)
