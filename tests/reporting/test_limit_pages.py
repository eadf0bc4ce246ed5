"""Limits on people who report in bad faith, as pages: who decides, who looks again, who must not see them."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from reporting.actions.limits import appeal_limit, limit_reporter
from reporting.models import ReportingLimit
from tests.factories.people import PersonFactory
from wikilearn.notices.models import Notice
from wikilearn.people.enums import Role

pytestmark = pytest.mark.django_db
LIST, NEW = reverse("reporting:limits"), reverse("reporting:limit_person")


def desk():
    return PersonFactory(role=Role.TRUST_AND_SAFETY)


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


def limited(decider=None, person=None, days=9):
    until = timezone.now() + timedelta(days=days)
    return limit_reporter(actor=decider or desk(), person=person or PersonFactory(), reason="Made up", until=until)


@pytest.mark.parametrize("role", [None, Role.STEWARD, Role.STAFF, Role.CURATOR])
def test_only_trust_and_safety_comes_in(role):
    client = signed_in(PersonFactory(role=role) if role else PersonFactory(two_factor=True))
    for address in (LIST, NEW, reverse("reporting:answer_limit", args=[limited().uid])):
        assert client.get(address).status_code == client.post(address).status_code == 403
    assert Client().get(LIST).status_code == 302


def test_a_limit_is_decided_told_and_listed():
    person, client = PersonFactory(username="Serial Name"), signed_in(desk())
    day = (timezone.now() + timedelta(days=30)).date().isoformat()
    wish = {"username": "serial_Name", "reason": "Forty made-up reports", "until": day}
    for wrong in (
        {"username": "Nobody"},
        {"reason": " "},
        {"until": "2020-01-01"},
        {"until": ""},
        {"until": "2999-01-01"},
    ):
        assert client.post(NEW, wish | wrong).status_code == 400
    assert client.post(NEW, wish).status_code == 302
    assert ReportingLimit.objects.get().person == person
    notice = Notice.objects.get(person=person)
    assert (notice.kind, notice.context) == ("reporting_limit", {})
    assert "Forty made-up reports" in signed_in(person).get(notice.url).text
    assert "Serial Name" in client.get(LIST).text
    assert "Serial Name" in client.get(LIST, {"format": "csv"}).getvalue().decode()


@pytest.mark.parametrize(
    ("query", "shown"),
    [({}, True), ({"state": "live"}, True), ({"state": "appealed"}, False), ({"username": "x"}, False),
     ({"state": "nonsense"}, True), ({"page": "x"}, True)],
)  # fmt: skip
def test_filters(query, shown):
    limit = limited(person=PersonFactory(username="Limited Name"))
    assert (f"/{limit.uid}/" in signed_in(desk()).get(LIST, query).text) == shown


@pytest.mark.parametrize(("answer", "lifted"), [("yes", True), ("no", False)])
def test_somebody_else_looks_again(answer, lifted):
    decider, person = desk(), PersonFactory()
    limit = limited(decider, person)
    page = reverse("reporting:answer_limit", args=[limit.uid])
    assert signed_in(desk()).post(page, {"lift": answer}).status_code == 400
    appeal_limit(actor=person, limit=limit, words="They were true")
    assert "Somebody else has to decide this." in signed_in(decider).get(page).text
    assert signed_in(decider).post(page, {"lift": answer}).status_code == 400
    second = signed_in(desk())
    assert "They were true" in second.get(page).text
    assert "1 person asks for another look" in second.get(LIST).text
    assert second.post(page, {"lift": "perhaps"}).status_code == 400
    assert second.post(page, {"lift": answer}).status_code == 302
    limit.refresh_from_db()
    assert (limit.lifted, bool(limit.answered_by)) == (lifted, True)
    assert Notice.objects.filter(person=person, kind="reporting_limit").count() == 2


def test_the_list_costs_the_same_with_1_and_30_rows(django_assert_num_queries):
    client, decider = signed_in(desk()), desk()
    for number in (1, 29):
        for _each in range(number):
            limited(decider)
        client.get(LIST)
        with django_assert_num_queries(4):
            assert client.get(LIST).status_code == 200
