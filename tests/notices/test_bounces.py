"""E-mails that come back: reports of mail servers, forged ones, and a mailbox that works again."""

import io
import sys
from email.message import EmailMessage

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from tests.factories.notices import EmailFactory, NoticeFactory
from tests.factories.people import PersonFactory
from wikilearn.notices import bounces, delivery, queries
from wikilearn.notices.actions import notify
from wikilearn.notices.enums import EmailState
from wikilearn.notices.models import Bounce, Email

pytestmark = pytest.mark.django_db


def report(message_id: str, *, status: str = "5.1.1", action: str = "failed") -> bytes:
    """A report as RFC 3464 has it."""
    fields = (
        "Reporting-MTA: dns; mx.example.org\r\n\r\n"
        f"Final-Recipient: rfc822; ada@example.org\r\nAction: {action}\r\nStatus: {status}\r\n\r\n"
    )
    return (
        "From: MAILER-DAEMON@example.org\r\nTo: bounces@example.org\r\nSubject: Returned\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="x"\r\n\r\n'
        "--x\r\nContent-Type: text/plain\r\n\r\nIt came back.\r\n"
        f"--x\r\nContent-Type: message/delivery-status\r\n\r\n{fields}"
        f"--x\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {message_id}\r\n\r\n--x--\r\n"
    ).encode()


def handle(raw: bytes, monkeypatch) -> str:
    out = io.StringIO()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
    call_command("handle_bounce", stdout=out)
    return out.getvalue().strip()


@pytest.fixture
def notice():
    return NoticeFactory(person=PersonFactory(email="Ada@example.org"))


@pytest.fixture
def message_id(notice):
    return bounces.message_id(notice, "localhost")


@pytest.mark.parametrize(
    ("status", "action", "times", "unreachable"),
    [
        ("5.1.1", "failed", 1, True),
        ("5.2.2", "failed", 1, True),
        ("4.2.2", "failed", 1, False),
        ("4.2.2", "failed", 2, False),
        ("4.2.2", "failed", 3, True),
        ("4.4.1", "delayed", 5, False),
        ("2.0.0", "delivered", 1, False),
    ],
)
def test_an_address_that_takes_no_mail_gets_no_more(
    notice, message_id, monkeypatch, status, action, times, unreachable
):
    for _ in range(times):
        assert handle(report(message_id, status=status, action=action), monkeypatch).startswith(status)
    assert (notice.person.pk in queries.unreachable([notice.person])) is unreachable
    notify(person=notice.person, kind="membership_began", context={}, url="/", key="new")
    assert Email.objects.exists() is not unreachable


def test_what_waits_is_not_sent_to_it_either(notice, message_id, monkeypatch):
    email = EmailFactory(notice=notice)
    handle(report(message_id), monkeypatch)
    assert delivery.send(notice.pk) is False
    email.refresh_from_db()
    assert email.state == EmailState.SKIPPED


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "not a report"),
        (b"\xff\xfe\x00", "not a report"),
        (b"Subject: Hello\r\n\r\nNot a report", "not a report"),
        (report("<notice-1.forged@localhost>"), "not about an e-mail of ours"),
        (report("<other@example.org>"), "not about an e-mail of ours"),
    ],
)
def test_what_is_no_report_about_an_email_of_ours_is_refused(notice, raw, said, monkeypatch):
    with pytest.raises(CommandError, match=said):
        handle(raw, monkeypatch)
    assert not Bounce.objects.exists()


def test_nobody_can_silence_somebody_else_with_their_own_message_id(notice, message_id, monkeypatch):
    other = NoticeFactory()
    forged = message_id.replace(f"notice-{notice.pk}.", f"notice-{other.pk}.")
    with pytest.raises(CommandError):
        handle(report(forged), monkeypatch)


def test_a_new_address_and_a_mended_mailbox_start_afresh(client, notice, message_id, monkeypatch):
    person = notice.person
    handle(report(message_id), monkeypatch)
    client.force_login(person)
    page = reverse("notices:preferences")
    assert "E-mails to your address came back" in client.get(page).content.decode()
    assert client.post(reverse("notices:try_again")).status_code == 302
    assert queries.unreachable([person]) == set()
    handle(report(message_id), monkeypatch)
    person.email = "new@example.org"
    assert queries.unreachable([person]) == set()


def test_an_address_that_the_server_refuses_at_once_counts_too(mail_server, notice):
    EmailFactory(notice=notice)
    mail_server.recipient_answer = "550 5.1.1 No such user"
    assert delivery.send_due() == 0
    assert Bounce.objects.get().for_good is True


def test_the_message_id_of_a_notice_stays_the_same(notice):
    assert bounces.message_id(notice, "localhost") == bounces.message_id(notice, "localhost")
    assert EmailMessage().policy.header_factory("Message-ID", bounces.message_id(notice, "localhost")).defects == ()
