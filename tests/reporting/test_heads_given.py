"""The head of each day goes to two bodies, which say that they keep it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from reporting.actions.heads import give_head
from reporting.models import HeadReceipt
from reporting.tasks import give_daily_head
from tests.factories.cases import handler
from tests.factories.enforcing import LocalBodyFactory
from tests.factories.people import PersonFactory
from tests.factories.reports import body
from tests.reporting.test_case_pages import signed_in
from ucoc.enums import BodyKind
from wikilearn.audit.actions import record, take_head
from wikilearn.audit.models import Event, Head
from wikilearn.core.dates import today
from wikilearn.notices.models import Notice
from wikilearn.people.enums import Role

pytestmark = pytest.mark.django_db
PAGE = reverse("reporting:heads")


@pytest.fixture
def two():
    u4c, safety = body(BodyKind.U4C), body(BodyKind.TRUST_AND_SAFETY)
    return {"uma": handler(u4c).person, "tara": handler(safety).person, "ann": handler(LocalBodyFactory()).person}


@pytest.mark.attack(
    "Leaks", "Write the audit log anew: its head of each day lies with two bodies, in a notice without content"
)
def test_key_holders_of_both_bodies_are_told_once_a_day(two, mailoutbox):
    PersonFactory()
    assert give_daily_head()
    assert give_daily_head()
    head = Head.objects.get()
    notices = Notice.objects.filter(kind="audit_head")
    assert set(notices.values_list("person", flat=True)) == {two["uma"].pk, two["tara"].pk}
    assert notices.first().context["hash"] == head.hex == bytes(Event.objects.get(pk=head.event).hash).hex()
    assert set(notices.first().context) == {"day", "event", "hash"}
    page = signed_in(two["uma"]).get(reverse("notices:list")).content.decode()
    assert f"{head.day:%Y-%m-%d} {head.event} {head.hex}" in page


def test_a_member_of_each_body_says_that_it_is_kept(two):
    head = give_head()
    mine = reverse("reporting:head_received", args=[head.day.isoformat(), "u4c"])
    other = reverse("reporting:head_received", args=[head.day.isoformat(), "trust-and-safety"])
    uma = signed_in(two["uma"])
    for _again in range(2):
        assert uma.post(mine).status_code == 302
    assert uma.post(other).status_code == 403
    assert uma.post(mine.replace(head.day.isoformat(), "2020-01-01")).status_code == 404
    assert uma.post(mine.replace(head.day.isoformat(), "never")).status_code == 404
    assert signed_in(two["ann"]).post(mine).status_code == 403
    assert HeadReceipt.objects.get().by == two["uma"]
    (event,) = Event.objects.filter(action="reporting.head.received")
    assert event.details == {"day": head.day.isoformat(), "body": "u4c"}
    assert signed_in(two["tara"]).post(other).status_code == 302
    assert b"We have written it down" not in uma.get(PAGE).content


def test_how_much_happened_on_a_day_is_seen_by_those_who_keep_it(two):
    head = give_head()
    others, desk = signed_in(two["ann"]), signed_in(PersonFactory(role=Role.TRUST_AND_SAFETY))
    texts = [client.get(PAGE).text for client in (others, signed_in(two["uma"]), desk)]
    assert all(f"{head.day:%Y-%m-%d}" in text for text in texts)
    for told in (head.hex, "Last event", "format=csv"):
        assert [told in text for text in texts] == [False, True, True]
    assert others.get(PAGE, {"format": "csv"}).status_code == 403


def test_who_sees_the_list_and_what_it_costs(two, django_assert_num_queries):
    head = give_head()
    for person, status in (
        (two["ann"], 200),
        (PersonFactory(role=Role.STAFF), 200),
        (PersonFactory(role=Role.TRUST_AND_SAFETY), 200),
        (PersonFactory(role=Role.CURATOR), 403),
        (PersonFactory(two_factor=True), 403),
    ):
        assert signed_in(person).get(PAGE).status_code == status
    client = signed_in(two["uma"])
    client.get(PAGE)
    for days in (1, 30):
        for number in range(1, days):
            record(actor="system", action="a.b", target="c:d")
            take_head(today() - timedelta(days=number))
        with django_assert_num_queries(6):
            assert client.get(PAGE).status_code == 200
    lines = b"".join(client.get(PAGE, {"format": "csv"}).streaming_content).decode("utf-8-sig").split("\r\n")
    assert lines[0] == "day,event,hash"
    assert f"{head.day},{head.event},{head.hex}" in lines
