"""Passwords, second factors, sessions, limits; the Wikimedia account has its own file, the passkey a browser test."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.cache import cache
from django.test import Client, RequestFactory

from tests.factories.people import PASSWORD, PersonFactory
from wikilearn.audit.models import Event
from wikilearn.people.adapters import AccountAdapter
from wikilearn.people.devices import device
from wikilearn.people.models import Person

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"
SIGN_UP = {"username": "ada_lovelace", "email": "", "password1": PASSWORD, "password2": PASSWORD}


def sign_in(browser, login, password=PASSWORD):
    return browser.post("/accounts/login/", {"login": login, "password": password})


def who(browser):
    return Person.objects.filter(pk=browser.session.get("_auth_user_id")).first()


def code_of(person):
    """The code that the person's authenticator app shows now."""
    secret = get_adapter().decrypt(Authenticator.objects.get(user=person, type="totp").data["secret"])
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


@pytest.mark.parametrize(
    "login", ["Ada Lovelace", "ada_Lovelace", "\u200eAda  Lovelace ", "ada@example.org", "ADA@example.org"]
)
def test_sign_in_with_any_spelling_or_address(client, login):
    person = PersonFactory(username="Ada Lovelace", email="ada@example.org", verified_email=True)
    sign_in(client, login)
    assert who(client) == person


@pytest.mark.parametrize(
    ("login", "password"),
    [("Ada lovelace", PASSWORD), ("Ada Lovelace", "wrong"), ("Ada Lovelace", ""), ("", PASSWORD), ("Nobody", PASSWORD)],
)
def test_wrong_name_or_password_signs_nobody_in(client, login, password):
    PersonFactory(username="Ada Lovelace")
    answer = sign_in(client, login, password)
    assert answer.status_code == 200
    assert who(client) is None


def test_names_that_differ_in_case_only_are_two_people(client):
    first, second = PersonFactory(username="ADA"), PersonFactory(username="Ada")
    sign_in(client, "ADA")
    assert who(client) == first
    sign_in(client, "ada")
    client.logout()
    sign_in(client, "ada")
    assert who(client) == second


def test_sign_up_without_an_address_under_the_canonical_name(client):
    assert client.post("/accounts/signup/", SIGN_UP).status_code == 302
    person = who(client)
    assert (person.username, person.email, person.central_id) == ("Ada lovelace", "", None)
    assert not EmailAddress.objects.exists()


def test_address_counts_once_it_is_confirmed(client):
    client.post("/accounts/signup/", SIGN_UP | {"email": "ada@example.org"})
    assert who(client).email == ""
    assert mail.outbox[0].to == ["ada@example.org"]
    confirm = re.search(r"https?://[^/]+(/accounts/confirm-email/\S+)", mail.outbox[0].body)[1]
    client.post(confirm)
    assert who(client).email == "ada@example.org"
    client.post("/accounts/email/", {"action_remove": "", "email": "ada@example.org"})
    assert who(client).email == ""


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"username": "TAKEN_name"}, "username"),
        ({"username": "tAKEN__name"}, "username"),
        ({"username": "192.0.2.1"}, "username"),
        ({"username": "~2026-1"}, "username"),
        ({"username": "A/b"}, "username"),
        ({"username": "Erased 1"}, "username"),
        ({"password1": "short", "password2": "short"}, "password1"),
        ({"password1": "password123", "password2": "password123"}, "password1"),
        ({"password2": "something else"}, "password2"),
        ({"email": "not an address"}, "email"),
    ],
)
def test_sign_up_says_what_is_wrong_at_its_field(client, sent, field):
    PersonFactory(username="TAKEN name")
    answer = client.post("/accounts/signup/", SIGN_UP | sent)
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert Person.objects.count() == 1


def test_closed_account_cannot_sign_in(client):
    PersonFactory(username="Ada", is_active=False)
    sign_in(client, "Ada")
    assert who(client) is None


def test_second_factor_is_asked_for(client):
    person = PersonFactory(username="Ada", two_factor=True)
    assert sign_in(client, "Ada")["Location"] == "/accounts/2fa/authenticate/"
    assert who(client) is None
    client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert who(client) is None
    client.post("/accounts/2fa/authenticate/", {"code": code_of(person)})
    assert who(client) == person


def test_recovery_code_works_once(client):
    person = PersonFactory(username="Ada", two_factor=True)
    code = RecoveryCodes.activate(person).get_unused_codes()[0]
    for expected in (person, None):
        sign_in(client, "Ada")
        client.post("/accounts/2fa/authenticate/", {"code": code})
        assert who(client) == expected
        client.logout()


@pytest.mark.django_db(transaction=True)
def test_authenticator_app_is_set_up_after_a_fresh_sign_in_and_logged(client):
    person = PersonFactory(username="Ada")
    sign_in(client, "Ada")
    assert client.get("/accounts/2fa/totp/activate/")["Location"].startswith("/accounts/reauthenticate/")
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    client.get("/accounts/2fa/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    client.post("/accounts/2fa/totp/activate/", {"code": code})
    assert Person.objects.get(pk=person.pk).has_two_factor
    assert list(Event.objects.values_list("action", flat=True)) == ["person.authenticator_added"] * 2
    assert {event.details["type"] for event in Event.objects.all()} == {"totp", "recovery_codes"}


def test_password_change_is_logged_and_told():
    client = Client(headers={"User-Agent": FIREFOX}, REMOTE_ADDR="198.51.100.7")
    PersonFactory(username="Ada", email="ada@example.org", verified_email=True)
    sign_in(client, "Ada")
    sent = {"oldpassword": PASSWORD, "password1": "another good one", "password2": "another good one"}
    assert client.post("/accounts/password/change/", sent).status_code == 302
    assert Event.objects.get().action == "person.password_changed"
    assert mail.outbox[0].to == ["ada@example.org"]
    body = mail.outbox[0].body
    assert "Firefox, Linux" in body
    assert "IP" not in body
    assert not re.search(r"198\.51\.100\.7|[0-9a-f]{32}", body)


def test_sessions_know_the_device_and_no_address():
    person = PersonFactory(username="Ada")
    sign_in(Client(headers={"User-Agent": FIREFOX}, REMOTE_ADDR="198.51.100.7"), "Ada")
    session = UserSession.objects.get(user=person)
    assert (session.user_agent, session.ip) == ("Firefox, Linux", "::")


def test_sign_out_everywhere_ends_the_other_sessions():
    PersonFactory(username="Ada")
    here, there = Client(), Client()
    for browser in (here, there):
        sign_in(browser, "Ada")
    assert here.get("/accounts/sessions/").status_code == 200
    here.post("/accounts/sessions/")
    assert here.get("/me/data/").status_code == 200
    assert there.get("/me/data/")["Location"].startswith("/accounts/login/")
    assert UserSession.objects.count() == 1


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (FIREFOX, "Firefox, Linux"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/130.0 Safari/537.36 Edg/130.0", "Edge, Windows"),
        ("Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1", "Safari, macOS"),
        ("Mozilla/5.0 (X11; CrOS x86_64) Chrome/130.0 Safari/537.36", "Chrome, ChromeOS"),
        ("Mozilla/5.0", ""),
        ("curl/8.5.0 (x86_64)", "curl"),
        ("", ""),
    ],
)  # fmt: skip
def test_device_is_named_and_naming_it_again_changes_nothing(user_agent, name):
    assert device(user_agent) == name
    assert device(name) == name


def test_guessing_one_password_is_stopped(client):
    PersonFactory(username="Ada")
    for _ in range(5):
        assert "Too many" not in sign_in(client, "Ada", "wrong").content.decode()
    answer = sign_in(Client(REMOTE_ADDR="198.51.100.7"), "Ada")
    assert "Too many" in answer.content.decode()
    assert who(client) is None


def test_a_whole_class_behind_one_address_can_sign_in():
    for person in PersonFactory.create_batch(40):
        browser = Client(REMOTE_ADDR="198.51.100.7")
        sign_in(browser, person.username)
        assert who(browser) == person


def test_too_many_requests_have_a_page_of_their_own(client, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login": "1/m/ip"}
    sign_in(client, "Ada", "x")
    answer = sign_in(client, "Ada", "x")
    assert answer.status_code == 429
    assert "<main" in answer.content.decode()


def test_rate_limits_remember_no_address(client):
    sign_in(Client(REMOTE_ADDR="198.51.100.7"), "Ada", "wrong")
    keys = [key.decode() for key in cache._cache.get_client().keys("*")]
    assert any("login_failed" in key for key in keys)
    assert not [key for key in keys if re.search(r"198\.51\.100\.7", key)]


def client_of(**meta):
    return AccountAdapter().get_client_ip(RequestFactory().get("/", **meta))


def test_client_is_told_by_network_and_day_only(settings, monkeypatch):
    one = client_of(REMOTE_ADDR="198.51.100.7")
    assert one == client_of(REMOTE_ADDR="198.51.100.7")
    assert one != client_of(REMOTE_ADDR="198.51.100.8")
    assert client_of(REMOTE_ADDR="2001:db8::1") == client_of(REMOTE_ADDR="2001:db8::ffff")
    assert client_of(REMOTE_ADDR="2001:db8::1") != client_of(REMOTE_ADDR="2001:db8:0:1::1")
    assert len(client_of(REMOTE_ADDR="")) == 32
    settings.SECRET_KEY = "another"
    assert one != client_of(REMOTE_ADDR="198.51.100.7")


@pytest.mark.parametrize(("proxies", "forwarded_counts"), [(0, False), (1, True)])
def test_forwarded_address_counts_only_behind_our_proxies(settings, proxies, forwarded_counts):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    proxy = {"REMOTE_ADDR": "10.0.0.1"}
    first = client_of(**proxy, HTTP_X_FORWARDED_FOR="203.0.113.9, 198.51.100.7")
    second = client_of(**proxy, HTTP_X_FORWARDED_FOR="203.0.113.9, 198.51.100.8")
    forged = client_of(**proxy, HTTP_X_FORWARDED_FOR="203.0.113.1, 198.51.100.7")
    assert (first != second) is forwarded_counts
    assert forged == first


def test_sign_in_form_may_lead_to_wikimedia(client):
    """Browsers apply `form-action` to redirects of a form too; without it the Wikimedia button would do nothing."""
    policy = client.get("/accounts/login/")["Content-Security-Policy"]
    assert "form-action 'self' https://*.wikimedia.org" in policy
