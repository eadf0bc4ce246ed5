"""Who is signed in stays so, and what they see stays theirs."""

from base64 import urlsafe_b64encode

import pytest
from django.contrib.sessions.backends.cached_db import KEY_PREFIX
from django.core.cache import caches
from django.test import Client
from redis import from_url

from tests.factories.people import PASSWORD, PersonFactory
from wikilearn.core import caching
from wikilearn.launcher.valkey import Valkey

pytestmark = pytest.mark.django_db


@pytest.fixture
def valkey(settings, tmp_path):
    """A server of its own that keeps what it holds, as the site's only cache; asked again at once after an outage."""
    server = Valkey(tmp_path / "valkey", log=tmp_path / "log")
    server.start()
    here = {"LOCATION": f"{server.url}?db=0", "PAUSE": 0}
    caches = {name: settings.CACHES[name] | here for name in ("default", "sessions", "fleeting")}
    settings.CACHES = settings.CACHES | caches
    yield server
    server.stop()


def test_people_sign_in_go_on_and_sign_out_while_the_cache_is_away(client, valkey):
    person, leaving = PersonFactory(username="Ada"), Client()
    for browser in (client, leaving):
        browser.force_login(person)
        assert browser.get("/me/data/").status_code == 200
    cookies = leaving.cookies.copy()
    valkey.child.end(30)

    assert client.get("/me/data/").context["user"] == person
    assert Client().get("/health/ready").json() == {"database": True, "cache": False}
    leaving.post("/accounts/logout/")
    assert sign_in("Ada", PASSWORD).status_code == 302
    assert {sign_in("Ada", "wrong").status_code for _ in range(5)} == {200}
    assert sign_in("Ada", PASSWORD).status_code == 200  # guessed too often

    valkey.start()
    leaving.cookies = cookies  # what the server kept on its disk must not sign anybody in again
    assert leaving.get("/me/data/").status_code == 302
    assert client.get("/me/data/").context["user"] == person
    assert Client().get("/health/ready").json() == {"database": True, "cache": True}


def test_no_process_accepts_a_session_whose_end_the_cache_did_not_hear_of(client, valkey):
    """The process that answers now is another one than the one at which they signed out: it has missed nothing."""
    person, leaving = PersonFactory(username="Ada"), Client()
    for browser in (client, leaving):
        browser.force_login(person)
        assert browser.get("/me/data/").status_code == 200
    cookies = leaving.cookies.copy()
    valkey.child.end(30)
    leaving.post("/accounts/logout/")
    valkey.start()
    for server in caching._servers.values():
        server.missed.clear()
    leaving.cookies = cookies
    copy = KEY_PREFIX + cookies["session"].value
    assert caches["sessions"].get(copy)
    assert leaving.get("/me/data/").status_code == 302
    assert caches["sessions"].get(copy) is None
    assert client.get("/me/data/").context["user"] == person


def test_nobody_guesses_without_limit_while_the_cache_is_full(valkey):
    PersonFactory(username="Ada")
    from_url(valkey.url).config_set("maxmemory", "1")
    assert {sign_in("Ada", "wrong").status_code for _ in range(5)} == {200}
    assert sign_in("Ada", PASSWORD).status_code == 200  # guessed too often
    from_url(valkey.url).config_set("maxmemory", "0")
    assert sign_in("Ada", PASSWORD).status_code == 302


def sign_in(login, password):
    return Client().post("/accounts/login/", {"login": login, "password": password})


def test_open_vaults_are_kept_nowhere_else_while_the_cache_is_away(settings):
    settings.CACHES = settings.CACHES | {
        "fleeting": settings.CACHES["fleeting"] | {"LOCATION": "redis://127.0.0.1:1/0"}
    }
    client = Client(raise_request_exception=False)
    client.force_login(PersonFactory())
    client.cookies[settings.VAULT_COOKIE_NAME] = urlsafe_b64encode(bytes(48)).decode()
    assert client.get("/reporting/vault/").status_code == 503


def test_pages_of_signed_in_people_are_kept_by_no_shared_cache(client):
    assert "Cache-Control" not in client.get("/courses/").headers
    client.force_login(PersonFactory())
    for address in ["/", "/courses/", "/me/data/", "/notices/", "/nowhere/"]:
        assert client.get(address)["Cache-Control"] == "private, no-cache"
    assert "no-store" in client.get("/me/tokens/")["Cache-Control"]
