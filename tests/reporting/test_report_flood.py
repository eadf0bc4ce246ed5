"""Flood and malice: a thousand bots with a genuine report among them, bad faith, and what people decide about it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from reporting import intake_personal_data
from reporting.actions.cases.working import write_to_reporter
from reporting.actions.limits import answer_appeal, appeal_limit, limit_of, limit_reporter
from reporting.actions.receipts import unlock_with_receipt
from reporting.actions.sealing import unlock_case
from reporting.intake import flood, tickets
from reporting.models import Case, ReportingLimit
from tests.factories.people import PersonFactory
from tests.factories.reports import answers, paid_ticket, ready_site, sent
from tests.reporting.test_report_pages import receipt_in
from wikilearn.audit.models import Event
from wikilearn.core.errors import DomainError
from wikilearn.people.enums import Role

pytestmark = pytest.mark.django_db
attack = pytest.mark.attack
FORM = reverse("reporting:write")


@attack(
    "Malice", "1,000 bot reports with a genuine one among them: the genuine one arrives, stands apart and is answered"
)
def test_genuine_report_among_a_thousand(client, settings):
    """Bots without work or patience get nowhere; the few who paid are one cluster; one more report is answered."""
    site, settings.REPORTING_FLOOD_CAP = ready_site(local=2, above=1, safety=1), 20
    bot = {"who": "Victim of a campaign", "what": "bad bad"}
    unpaid = tickets.issue(bits=60, wait=3600).token
    used = paid_ticket().token
    client.post(FORM, answers(step="send", ticket=used, **bot))
    for number in range(960):
        token = used if number % 40 == 0 else unpaid if number % 2 else "forged"
        wanted = answers(step="send", ticket=token, **bot)
        refused(client, wanted, token)
    for number in range(38):
        sent(**bot | {"what": f"bad {number}"})
        flood.note_sent(None)
    assert flood.is_flooded()
    receipt = receipt_in(
        client.post(FORM, answers(step="send", ticket=paid_ticket().token, form="short", who="Mallory"))
    )
    sent(**bot)
    cases = Case.objects.order_by("created_at")
    assert cases.count() == 41
    clusters = list(cases.values_list("cluster", flat=True))
    (alone,) = [case for case in cases if clusters.count(case.cluster) == 1]
    assert len(set(clusters)) == 2
    opened = unlock_case(case=alone, vault=site["local"][0])
    write_to_reporter(actor=site["local"][0].person, open_case=opened, text="We are with you")
    back = unlock_with_receipt(receipt)
    assert "We are with you" in [back.read(item) for item in back.items()]


def refused(client, wanted, token):
    """A bot's request that does not pay makes no case; most are tried at the door alone, a few through the page."""
    before = Case.objects.count()
    try:
        ticket = tickets.read(token)
    except tickets.BadTicket:
        return
    if tickets.seconds_left(ticket, "") == 0:  # it was used: the page answers with the case that it paid for
        client.post(FORM, wanted)
    assert Case.objects.count() == before


@attack("Malice", "No address in the cache: a bucket is a number under a salt that is gone after an hour")
def test_cache_holds_no_address(client, settings):
    from django.core.cache import cache

    ready_site(local=1, above=1, safety=1)
    client.post(FORM, answers(step="send", ticket=paid_ticket().token), REMOTE_ADDR="198.51.100.77")
    redis = cache._cache.get_client(None)
    found = b"".join(key + (redis.dump(key) or b"") for key in redis.scan_iter("*"))
    assert b"reporting:sent:" in found
    assert b"198.51.100.77" not in found
    assert all(0 < redis.ttl(key) <= 86_400 for key in redis.scan_iter("*reporting:*"))


@attack("Faults", "The cache is away: reports arrive, only the limits sleep")
def test_without_cache_reports_arrive(client, settings):
    ready_site(local=1, above=1, safety=1)
    away = {"LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = settings.CACHES | {name: settings.CACHES[name] | away for name in ("default", "fleeting")}
    assert receipt_in(client.post(FORM, answers(step="send", ticket=paid_ticket().token)))


def staff():
    return PersonFactory(role=Role.TRUST_AND_SAFETY)


@attack("Malice", "Serial bad faith: only people limit, with a reason that is read, for a time, and never an emergency")
def test_limits_are_decided_by_people(client):
    ready_site(local=2, above=1, safety=1)
    person, decider = PersonFactory(), staff()
    until = timezone.now() + timedelta(days=30)
    for actor, reason, end in [
        (PersonFactory(role=Role.STEWARD), "x", until),
        (PersonFactory(), "x", until),
        (decider, " ", until),
        (decider, "x", timezone.now() + timedelta(days=400)),
        (decider, "x", timezone.now()),
    ]:
        with pytest.raises(DomainError):
            limit_reporter(actor=actor, person=person, reason=reason, until=end)
    with pytest.raises(DomainError):
        limit_reporter(actor=decider, person=decider, reason="x", until=until)
    limit_reporter(actor=decider, person=person, reason="Forty false reports", until=until)
    assert Event.objects.filter(action="reporting.limited").count() == 1
    client.force_login(person)
    assert "Forty false reports" in client.get(FORM).content.decode()
    page = client.post(FORM, answers(step="send", ticket=paid_ticket().token))
    assert page.status_code == 429
    waited = tickets.issue(bits=1, wait=0, now=timezone.now().timestamp() - 601).token
    assert receipt_in(client.post(FORM, answers(step="send", ticket=waited)))
    assert receipt_in(client.post(FORM, answers(step="send", ticket=paid_ticket().token, danger="on")))
    client.logout()
    assert receipt_in(client.post(FORM, answers(step="send", ticket=paid_ticket().token)))


def test_limit_can_be_appealed_once_and_somebody_else_decides(client):
    person, decider, second = PersonFactory(), staff(), staff()
    limit = limit_reporter(actor=decider, person=person, reason="x", until=timezone.now() + timedelta(days=9))
    address = reverse("reporting:limit", args=[limit.uid])
    client.force_login(PersonFactory())
    assert client.get(address).status_code == 404
    client.force_login(person)
    assert client.post(address, {"words": ""}).status_code == 200
    assert client.post(address, {"words": "They were true"}).status_code == 302
    assert "Somebody else will decide" in client.get(address).content.decode()
    with pytest.raises(DomainError):
        appeal_limit(actor=person, limit=limit, words="again")
    for actor in (decider, person, PersonFactory()):
        with pytest.raises(DomainError):
            answer_appeal(actor=actor, limit=limit, lift=True)
    answer_appeal(actor=second, limit=limit, lift=True)
    assert limit_of(person) is None
    with pytest.raises(DomainError):
        answer_appeal(actor=second, limit=limit, lift=False)
    assert list(Event.objects.order_by("pk").values_list("action", flat=True))[-3:] == [
        "reporting.limited", "reporting.limit_appealed", "reporting.limit_answered",
    ]  # fmt: skip


def test_limits_are_exported_and_erased():
    person = PersonFactory()
    limit_reporter(actor=staff(), person=person, reason="Forty", until=timezone.now() + timedelta(days=9))
    assert intake_personal_data.export(person)["limits"][0]["reason"] == "Forty"
    intake_personal_data.erase(person)
    assert not ReportingLimit.objects.exists()


@pytest.mark.parametrize("wrong", [{"reason": ""}, {"until": timezone.now() - timedelta(days=9)}])
def test_database_holds_what_a_limit_is(wrong):
    fields = {"person": PersonFactory(), "decided_by": PersonFactory(), "reason": "x",
              "until": timezone.now() + timedelta(days=1)}  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportingLimit.objects.create(**fields | wrong)
