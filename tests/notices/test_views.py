"""Pages of notices."""

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories.notices import EmailFactory, NoticeFactory
from tests.factories.people import PersonFactory
from wikilearn.notices import links, rendering
from wikilearn.notices.models import EmailOptOut, Notice, Preference
from wikilearn.notices.queries import Channels, channels_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(client):
    person = PersonFactory()
    client.force_login(person)
    return person


@pytest.mark.parametrize("number", [1, 30])
def test_notices_cost_three_queries(client, person, django_assert_num_queries, number):
    NoticeFactory.create_batch(number, person=person)
    client.get(reverse("notices:list"))
    with django_assert_num_queries(3):  # person, count, rows; the session comes from the cache
        response = client.get(reverse("notices:list"))
    assert response.content.decode().count("You have a new role in") >= min(number, 25)


def test_new_notices_come_before_read_ones_and_nobody_elses_show(client, person):
    read = NoticeFactory(person=person, read_at=timezone.now())
    old = NoticeFactory(person=person, created_at="2020-01-01T00:00Z")
    new = NoticeFactory(person=person)
    NoticeFactory(person=person, on_site=False)
    NoticeFactory()
    page = client.get(reverse("notices:list")).context["page"]
    assert list(page) == [new, old, read]


def test_notices_of_a_kind_that_is_gone_do_not_break_the_page(client, person):
    NoticeFactory(person=person, kind="of-another-time")
    assert "Nothing yet" in client.get(reverse("notices:list")).content.decode()
    assert client.get(reverse("notices:unread")).content.decode().strip() == ""


def test_what_a_context_says_is_escaped(client, person):
    NoticeFactory(person=person, context={"organisation": "<script>alert(1)</script>", "role": "author"})
    content = client.get(reverse("notices:list")).content.decode()
    assert "&lt;script&gt;alert(1)" in content
    assert "<script>alert(1)" not in content


def test_an_empty_list_says_so(client, person):
    assert "Nothing yet" in client.get(reverse("notices:list")).content.decode()


def test_marking_as_read(client, person):
    first, second, foreign = NoticeFactory(person=person), NoticeFactory(person=person), NoticeFactory()
    count = reverse("notices:unread")
    assert "2 new notices" in client.get(count).content.decode()
    assert client.get(reverse("notices:mark_read", args=[first.pk])).status_code == 405
    assert client.post(reverse("notices:mark_read", args=[first.pk])).url == reverse("notices:list")
    assert "1 new notice" in client.get(count).content.decode()
    assert client.post(reverse("notices:mark_read", args=[foreign.pk])).status_code == 404
    client.post(reverse("notices:mark_all_read"))
    assert client.get(count).content.decode().strip() == ""
    assert list(Notice.objects.unread()) == [foreign]
    second.refresh_from_db()
    assert second.read_at


@pytest.mark.parametrize("name", ["list", "unread", "preferences"])
def test_notices_need_somebody_who_is_signed_in(client, name):
    assert client.get(reverse(f"notices:{name}")).status_code == 302


def test_preferences_are_kept(client, person):
    address = reverse("notices:preferences")
    assert client.get(address).status_code == 200
    response = client.post(address, {"membership_began-on_site": "on", "membership_ended-email": "on"})
    assert response.url == address
    assert channels_of(person, "membership_began") == Channels(on_site=True, email=False)
    assert channels_of(person, "membership_ended") == Channels(on_site=False, email=True)
    assert client.post(address, {"no_email": "on"}).status_code == 302
    assert EmailOptOut.objects.filter(person=person).exists()


def test_a_mail_program_unsubscribes_with_one_click():
    """RFC 8058: a POST with that body to the address of the header, without cookies, session or CSRF token."""
    notice = EmailFactory().notice
    address = rendering.email_of(notice).extra_headers["List-Unsubscribe"].strip("<>")
    response = Client(enforce_csrf_checks=True).post(
        address.removeprefix("http://localhost:8000"), {"List-Unsubscribe": "One-Click"}
    )
    assert response.status_code == 200
    assert channels_of(notice.person, notice.kind) == Channels(on_site=True, email=False)
    assert channels_of(notice.person, "membership_ended").email


@pytest.mark.parametrize(("scope", "other"), [("kind", True), ("all", False)])
def test_looking_at_the_unsubscribe_page_changes_nothing_and_its_buttons_do(client, scope, other):
    person = PersonFactory()
    address = links.unsubscribe(person, "membership_began")
    page = client.get(address)
    assert page.status_code == 200
    assert person.username not in page.content.decode()
    assert channels_of(person, "membership_began").email
    assert client.post(address, {"scope": scope}).status_code == 200
    assert not channels_of(person, "membership_began").email
    assert channels_of(person, "membership_ended").email is other


@pytest.mark.parametrize(
    "token",
    ["nonsense", "x:y:z", signing.dumps(["00000000-0000-0000-0000-000000000000", "k"], salt="another use")],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_link_that_we_did_not_sign_changes_nothing(client, token, method):
    assert getattr(client, method)(reverse("notices:unsubscribe", args=[token])).status_code == 404
    assert not Preference.objects.exists()


def test_a_link_of_an_account_that_is_closed_does_nothing(client):
    person = PersonFactory(is_active=False)
    assert client.post(links.unsubscribe(person, "membership_began")).status_code == 404


def test_the_administration_shows_the_outbox(client):
    EmailFactory()
    client.force_login(PersonFactory(is_superuser=True, is_staff=True, two_factor=True))
    assert client.get(reverse("admin:notices_email_changelist")).status_code == 200
