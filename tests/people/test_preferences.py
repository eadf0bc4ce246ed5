from datetime import UTC, datetime

import pytest
from django.urls import reverse

from tests.factories.people import PersonFactory
from wikilearn.people.forms import LanguageField
from wikilearn.people.models import Person

pytestmark = pytest.mark.django_db
SENT = {"interface_language": "", "time_zone": "UTC", "theme": "system"}


def language_of(answer):
    return answer["Content-Language"]


@pytest.mark.parametrize(
    ("cookie", "preferred", "browser", "shown"),
    [
        (None, "", None, "en"),
        (None, "", "fr-CH, fr;q=0.9", "fr"),
        (None, "ar", "fr", "ar"),
        (None, "zh-Hans", "fr", "zh-hans"),
        ("es", "ar", "fr", "es"),
        ("es", "", "fr", "es"),
        ("xx", "ar", "fr", "ar"),
        ("xx", "", "fr", "fr"),
        (None, "tlh", "fr", "fr"),
    ],
)
def test_language_of_the_page_is_cookie_then_account_then_browser(client, cookie, preferred, browser, shown):
    client.force_login(PersonFactory(interface_language=preferred))
    if cookie:
        client.cookies["django_language"] = cookie
    answer = client.get("/me/data/", headers={"Accept-Language": browser} if browser else {})
    assert language_of(answer) == shown


def test_visitors_see_their_browsers_language(client):
    assert language_of(client.get("/accounts/login/", headers={"Accept-Language": "ru"})) == "ru"


def test_switching_the_language_is_kept_with_the_account(client):
    person = PersonFactory()
    client.force_login(person)
    answer = client.post(reverse("set_language"), {"language": "zh-hans", "next": "/me/"})
    assert answer["Location"] == "/me/"
    person.refresh_from_db()
    assert person.interface_language == "zh-Hans"
    assert language_of(client.get("/me/data/")) == "zh-hans"


def test_visitors_can_switch_the_language(client):
    client.post(reverse("set_language"), {"language": "ar", "next": "/"})
    assert language_of(client.get("/accounts/login/")) == "ar"


@pytest.mark.parametrize(("language", "next_page"), [("xx", "/"), ("", "/"), ("fr", "https://evil.example/")])
def test_switcher_refuses_nonsense_and_leads_nowhere_else(client, language, next_page):
    person = PersonFactory()
    client.force_login(person)
    answer = client.post(reverse("set_language"), {"language": language, "next": next_page})
    assert answer["Location"] == "/"
    person.refresh_from_db()
    assert person.interface_language == ("fr" if language == "fr" else "")


def test_settings_are_kept(client):
    person = PersonFactory()
    client.force_login(person)
    sent = {"language_1": "ar", "language_2": "Deutsch", "language_3": "", "language_4": "french", "language_5": "ar"}
    more = {"interface_language": "fr", "time_zone": "Asia/Kolkata", "theme": "dark"}
    answer = client.post(reverse("people:settings"), sent | more)
    assert answer.status_code == 302
    person.refresh_from_db()
    assert person.languages == ["ar", "de", "fr"]
    assert (person.interface_language, person.time_zone, person.theme) == ("fr", "Asia/Kolkata", "dark")
    assert person.language_chain == ["ar", "de", "fr", "en"]


@pytest.mark.parametrize(("name", "tag"), [("Pulaar", "ff"), ("isiNdebele", "nd")])
def test_a_name_that_two_languages_share_means_the_same_one_in_every_process(name, tag):
    assert LanguageField().clean(name) == tag


def test_settings_win_over_an_earlier_switch_on_this_device(client):
    client.force_login(PersonFactory())
    client.post(reverse("set_language"), {"language": "ru", "next": "/"})
    client.post(reverse("people:settings"), SENT | {"interface_language": "es"})
    assert language_of(client.get("/me/data/")) == "es"


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"language_1": "Klingonish"}, "language_1"),
        ({"language_2": "x" * 61}, "language_2"),
        ({"interface_language": "tlh"}, "interface_language"),
        ({"time_zone": "Moon/Base"}, "time_zone"),
        ({"theme": "pink"}, "theme"),
        ({"theme": ""}, "theme"),
    ],
)
def test_settings_say_what_is_wrong_at_its_field(client, sent, field):
    person = PersonFactory()
    client.force_login(person)
    answer = client.post(reverse("people:settings"), SENT | sent)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert Person.objects.get(pk=person.pk).theme == "system"


def test_times_are_shown_in_the_persons_zone(client):
    from wikilearn.audit.models import Event

    person = PersonFactory(time_zone="Asia/Kolkata")
    Event.objects.create(
        at=datetime(2026, 3, 1, 20, 0, tzinfo=UTC),
        actor="system",
        action="person.looked_up",
        target=person.reference,
        previous_hash=b"",
        hash=b"x",
    )
    client.force_login(person)
    assert 'datetime="2026-03-02T01:30:00+05:30"' in client.get(reverse("people:lookups")).content.decode()
