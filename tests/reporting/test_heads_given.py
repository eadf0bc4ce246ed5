"""The head of each day goes to two bodies, which say that they keep it."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

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
from wikilearn.people.actions.tokens import create_token
from wikilearn.people.enums import Role, Scope

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


class Program:
    """What a body runs: it has a token of a member, and notes of its own."""

    def __init__(self, client, person, *scopes):
        expires = timezone.now() + timedelta(days=1)
        _token, secret = create_token(actor=person, name="Watch", scopes=scopes or [Scope.HEADS], expires_at=expires)
        self.client, self.headers = client, {"authorization": f"Bearer {secret}"}

    def list(self, **query):
        return self.client.get("/api/v1/heads", query, headers=self.headers)

    def keep(self, head, body="u4c", *, day=None, **noted):
        said, address = {"event": head.event, "hash": head.hex} | noted, f"/api/v1/heads/{day or head.day}/{body}"
        return self.client.put(address, said, content_type="application/json", headers=self.headers)


def test_a_program_of_a_body_says_that_it_is_kept(two, client, django_assert_num_queries):
    head, watch = give_head(), Program(client, two["uma"])
    said = watch.keep(head)
    assert said.status_code == 200
    assert said.json() == {"day": f"{head.day}", "body": "u4c", "at": said.json()["at"]}
    assert watch.keep(head).json() == said.json()
    assert HeadReceipt.objects.get().by == two["uma"]
    assert Event.objects.filter(action="reporting.head.received").count() == 1
    for days in (1, 30):
        for number in range(1, days):
            take_head(today() - timedelta(days=number))
        with django_assert_num_queries(5):
            listed = watch.list().json()
        assert len(listed) == days
    assert listed[-1] == {
        "day": f"{head.day}", "event": head.event, "hash": head.hex, "kept_by": ["u4c"], "differs_at": [],
    }  # fmt: skip
    assert [each["day"] for each in listed] == sorted(each["day"] for each in listed)
    assert len(watch.list(since=str(today() - timedelta(days=3))).json()) == 4


@pytest.mark.attack("Input", "A program confirms heads with bad input, of a day without one, or for a body of others")
def test_what_a_program_must_not_send(two, client):
    head, watch = give_head(), Program(client, two["uma"])
    for status, wish in (
        (404, {"day": "2020-01-01"}),
        (404, {"day": "2026-02-30"}),
        (422, {"day": "never"}),
        (422, {"hash": "xyz"}),
        (422, {"hash": head.hex.upper() + "A"}),
        (422, {"event": 0}),
        (422, {"event": "many"}),
        (422, {"event": 2**63}),
        (403, {"body": "trust-and-safety"}),
        (403, {"body": "nobody"}),
    ):
        assert watch.keep(head, **wish).status_code == status, wish
    assert watch.list(since="yesterday").status_code == 422
    for program, status in (
        (Program(client, two["ann"]), 403),
        (Program(client, PersonFactory(role=Role.STAFF)), 403),
        (Program(client, two["uma"], Scope.STANDING, Scope.ME), 403),
    ):
        assert {program.list().status_code, program.keep(head).status_code} == {status}
    assert client.get("/api/v1/heads").status_code == 401
    assert not HeadReceipt.objects.exists()
    cache.clear()
    two["uma"].is_active = False
    two["uma"].save()
    assert watch.keep(head).status_code in (401, 403)
    assert not HeadReceipt.objects.exists()


@pytest.mark.attack(
    "Leaks", "The audit log was written anew: the notes of a body differ, which is kept and told at once"
)
def test_a_head_that_differs_is_kept_as_such_and_told_to_all_who_look_after_the_log(two, client):
    desk, staff = PersonFactory(role=Role.TRUST_AND_SAFETY), PersonFactory(role=Role.STAFF)
    PersonFactory(role=Role.CURATOR)
    head, watch = give_head(), Program(client, two["uma"])
    Notice.objects.all().delete()
    assert watch.keep(head).status_code == 200
    for other in ({"hash": "0" * 64}, {"hash": "0" * 64}, {"event": head.event + 1}):
        answer = watch.keep(head, **other)
        assert (answer.status_code, answer.json()["status"]) == (409, 409)
    kept, different = HeadReceipt.objects.order_by("pk")
    assert (kept.differs, different.differs, different.event) == (False, True, head.event)
    assert bytes(different.hash) == bytes(32)
    (event,) = Event.objects.filter(action="reporting.head.differs")
    assert event.details == {"day": f"{head.day}", "body": "u4c", "event": head.event, "hash": "0" * 64}
    told = set(Notice.objects.values_list("person", flat=True))
    assert told == {two["uma"].pk, two["tara"].pk, desk.pk, staff.pk}
    assert Notice.objects.count() == 4
    for person in (two["uma"], two["ann"], staff):
        assert "The body has another head for this day" in signed_in(person).get(PAGE).text
    page = signed_in(two["tara"]).get(reverse("notices:list")).text
    assert "The body has another head for this day" in page
    assert f"{head.day:%Y-%m-%d} {head.event} {'0' * 64}" in page
    assert watch.list().json()[0] | {"day": ""} == {
        "day": "", "event": head.event, "hash": head.hex, "kept_by": ["u4c"], "differs_at": ["u4c"],
    }  # fmt: skip


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
