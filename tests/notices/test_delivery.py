"""E-mails leave once: with a real mail server, refusals, faults, and several workers at once."""

import os
import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tests.factories.notices import EmailFactory, NoticeFactory
from tests.factories.people import PersonFactory
from tests.servers.smtp import running_mail_server
from tests.workers import eventually
from wikilearn.notices import actions, bounces, delivery
from wikilearn.notices.enums import EmailState
from wikilearn.notices.models import Email, Notice


@pytest.mark.django_db(transaction=True)
def test_a_notice_is_sent_after_the_commit(mail_server):
    person = PersonFactory(username="Zoë", email="zoe@example.org", languages=["fr-CA"], time_zone="Asia/Tokyo")
    with transaction.atomic():
        actions.notify(
            person=person,
            kind="membership_began",
            context={"organisation": "Wikimedia <Example> & Söhne", "role": "author"},
            url="/organisations/example/",
            key="once",
        )
        assert mail_server.messages == []
    (message,) = mail_server.messages
    assert message["To"] == "Zoë <zoe@example.org>"
    assert message["Content-Language"] == "fr"
    assert "Wikimedia <Example> & Söhne" in message["Subject"]
    notice = Notice.objects.get()
    assert message["Message-ID"].strip() == bounces.message_id(notice, "localhost")  # a long one is folded
    text = message.get_body(("plain",)).get_content()
    html = message.get_body(("html",)).get_content()
    assert "http://localhost:8000/organisations/example/" in text
    assert '<html lang="fr" dir="ltr">' in html
    assert "Wikimedia &lt;Example&gt; &amp; Söhne" in html
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-Unsubscribe"].strip().strip("<>") in text
    assert notice.email.state == EmailState.SENT
    assert notice.email.sent_at is not None
    assert delivery.send_due() == 0
    assert delivery.send(notice.pk) is False
    assert len(mail_server.messages) == 1


@pytest.mark.django_db(transaction=True)
def test_a_notice_of_a_transaction_that_fails_is_never_sent(mail_server):
    person = PersonFactory()
    with transaction.atomic():
        actions.notify(person=person, kind="membership_began", context={}, url="/", key="x")
        transaction.set_rollback(True)
    assert mail_server.sessions == 0
    assert not Notice.objects.exists()


@pytest.mark.django_db
def test_server_down_then_up_sends_everything_once(mail_server, settings):
    EmailFactory.create_batch(3)
    settings.EMAIL_PORT = unused_port()
    assert delivery.send_due() == 0
    assert delivery.send(Notice.objects.first().pk) is False
    assert set(Email.objects.values_list("state", "attempts")) == {(EmailState.DUE, 0)}
    with running_mail_server(settings.EMAIL_PORT) as back:
        assert delivery.send_due() == 3
        assert delivery.send_due() == 0
        assert len(set(back.subjects)) == len(back.subjects) == 3


def unused_port():
    with running_mail_server() as server:
        return server.port


@pytest.mark.django_db
@pytest.mark.parametrize("where", ["recipient_answer", "data_answer"])
@pytest.mark.parametrize(
    ("answer", "state"),
    [("450 later", EmailState.DUE), ("452 no room", EmailState.DUE), ("550 no such person", EmailState.FAILED)],
)
def test_a_refusal_waits_or_gives_up_and_others_are_sent(mail_server, where, answer, state):
    first = EmailFactory(send_after=timezone.now() - timedelta(hours=1))
    setattr(mail_server, where, answer)
    before = timezone.now()
    assert delivery.send_due() == 0
    first.refresh_from_db()
    assert (first.state, first.attempts) == (state, 1)
    if state == EmailState.DUE:
        assert first.send_after >= before + timedelta(minutes=1)
    setattr(mail_server, where, "250 OK")
    second = EmailFactory()
    assert delivery.send_due() == 1
    second.refresh_from_db()
    assert second.state == EmailState.SENT
    Email.objects.filter(pk=first.pk).update(send_after=timezone.now())
    assert delivery.send_due() == (state == EmailState.DUE)


@pytest.mark.django_db
@pytest.mark.parametrize("fault", [{"hang_up_in_data": True}, {"data_answer": "421 closing"}])
def test_a_server_that_goes_away_in_the_middle_stops_the_sweep_and_loses_nothing(mail_server, fault):
    EmailFactory.create_batch(3)
    for name, value in fault.items():
        setattr(mail_server, name, value)
    assert delivery.send_due() == 0
    assert sorted(Email.objects.values_list("attempts", flat=True)) == [0, 0, 1]
    mail_server.hang_up_in_data, mail_server.data_answer = False, "250 OK"
    assert delivery.send_due() == 2
    Email.objects.update(send_after=timezone.now())
    assert delivery.send_due() == 1
    assert len(set(mail_server.subjects)) == 3


@pytest.mark.django_db
def test_pauses_grow_and_the_last_attempt_gives_up(mail_server):
    mail_server.recipient_answer = "450 later"
    email = EmailFactory(attempts=delivery.MAX_ATTEMPTS - 1)
    delivery.send_due()
    email.refresh_from_db()
    assert email.state == EmailState.FAILED
    pauses = [delivery.pause_after(attempts) for attempts in range(1, delivery.MAX_ATTEMPTS)]
    assert pauses == sorted(pauses)
    assert timedelta(days=3) < sum(pauses, timedelta()) < timedelta(days=6)


@pytest.mark.django_db
@pytest.mark.parametrize("case", ["switched off", "all off", "no address", "inactive", "too late"])
def test_what_is_no_longer_wanted_is_skipped(mail_server, case):
    email = EmailFactory()
    person = email.notice.person
    if case == "switched off":
        actions.stop_email(person=person, kind=email.notice.kind)
    elif case == "all off":
        actions.stop_email(person=person, kind=None)
    elif case == "no address":
        type(person).objects.filter(pk=person.pk).update(email="")
    elif case == "inactive":
        type(person).objects.filter(pk=person.pk).update(is_active=False)
    else:
        Email.objects.update(send_before=timezone.now() - timedelta(seconds=1))
    assert delivery.send_due() == 0
    email.refresh_from_db()
    assert (email.state, mail_server.messages) == (EmailState.SKIPPED, [])


@pytest.mark.django_db
def test_a_notice_that_cannot_be_rendered_is_given_up_and_others_are_sent(mail_server):
    broken = EmailFactory(
        notice=NoticeFactory(context={"role": "no such role"}), send_after=timezone.now() - timedelta(hours=1)
    )
    EmailFactory()
    assert delivery.send_due() == 1
    broken.refresh_from_db()
    assert broken.state == EmailState.FAILED


@pytest.mark.django_db
@pytest.mark.parametrize("username", ['O"Brien, Jr.', "Зоя", "عائشة", "山田 " * 20, "(x)"])
def test_any_username_can_stand_in_the_address(mail_server, username):
    email = EmailFactory(notice__person__username=username, notice__person__email="one@example.org")
    assert delivery.send_due() == 1
    (message,) = mail_server.messages
    (address,) = message["To"].addresses
    assert address.addr_spec == "one@example.org"
    # Long names are folded, and the parser keeps blanks where they were.
    assert "".join(address.display_name.split()) == "".join(email.notice.person.username.split())


@pytest.mark.django_db
def test_an_email_before_its_time_waits(mail_server):
    EmailFactory(send_after=timezone.now() + timedelta(minutes=5))
    assert delivery.send_due() == 0
    assert mail_server.sessions == 1
    assert mail_server.messages == []


def in_thread(work, results):
    def run():
        try:
            results.append(work())
        finally:
            connection.close()

    return threading.Thread(target=run)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_each_email_once(mail_server):
    EmailFactory.create_batch(12)
    both = threading.Barrier(2, timeout=60)
    met = threading.Event()

    def wait_for_the_other():
        if not met.is_set():  # both hold a message in the first round; then each goes at its own pace
            both.wait()
            met.set()

    mail_server.on_data = wait_for_the_other
    results = []
    workers = [in_thread(delivery.send_due, results) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(results) == 12
    assert min(results) >= 1
    assert len(set(mail_server.subjects)) == len(mail_server.subjects) == 12


@pytest.mark.django_db(transaction=True)
def test_a_task_and_the_sweep_at_once_send_once(mail_server):
    email = EmailFactory()
    sent_meanwhile = []

    def sweep_meanwhile():
        worker = in_thread(delivery.send_due, sent_meanwhile)
        worker.start()
        worker.join()

    mail_server.on_data = sweep_meanwhile
    assert delivery.send(email.notice_id) is True
    assert sent_meanwhile == [0]
    assert len(mail_server.messages) == 1


@pytest.mark.django_db(transaction=True)
def test_an_email_of_a_worker_that_dies_is_due_again_at_once(mail_server):
    """The process is killed while the mail server has not answered yet; its lock dies with its connection."""
    email = EmailFactory()
    mail_server.hang_up_in_data = True
    mail_server.on_data = lambda: os.kill(child, 9)
    connection.close()
    child = os.fork()
    if child == 0:
        try:
            connection.connection = None  # what the parent has open is not the child's
            delivery.send_due()
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == -9
    mail_server.hang_up_in_data, mail_server.on_data = False, None
    email.refresh_from_db()
    assert (email.state, email.attempts) == (EmailState.DUE, 0)
    eventually(lambda: delivery.send_due() == 1)  # the database takes a moment to notice
    assert len(mail_server.messages) == 1


@pytest.mark.django_db
@hypothesis_settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answers=st.lists(st.sampled_from(["250 OK", "450 later", "550 no", "421 closing"]), max_size=12))
def test_whatever_the_server_answers_nothing_is_sent_twice_or_lost(mail_server, answers):
    Notice.objects.all().delete()
    mail_server.messages.clear()
    emails = EmailFactory.create_batch(3)
    for answer in [*answers, "250 OK", "250 OK", "250 OK"]:
        mail_server.data_answer = answer
        delivery.send_due(limit=1)
        Email.objects.filter(state=EmailState.DUE).update(send_after=timezone.now())
    states = list(Email.objects.filter(pk__in=[each.pk for each in emails]).values_list("state", flat=True))
    assert EmailState.DUE not in states
    assert len(set(mail_server.subjects)) == len(mail_server.subjects) == states.count(EmailState.SENT)
