import time
from http.client import HTTPConnection
from types import SimpleNamespace
from unittest.mock import patch
from urllib.parse import urlsplit

import pytest
from allauth.socialaccount.providers.mediawiki.views import MediaWikiOAuth2Adapter
from django.core.cache import cache

from tests.servers.mediawiki_oauth import CLIENT_ID, CLIENT_SECRET, mediawiki


@pytest.fixture(autouse=True)
def _fresh_rate_limits():
    cache.clear()


@pytest.fixture(autouse=True)
def _one_code():
    """The half-minute of an authenticator app's code does not end between its making and its use."""
    now = time.time()
    with patch("allauth.mfa.totp.internal.auth.time", SimpleNamespace(time=lambda: now)):
        yield


@pytest.fixture
def wiki(settings, monkeypatch):
    """A wiki to sign in with; allauth reads its address when it is imported, so the address is set there."""
    with mediawiki() as served:
        settings.SOCIALACCOUNT_PROVIDERS = {
            "mediawiki": settings.SOCIALACCOUNT_PROVIDERS["mediawiki"]
            | {"APPS": [{"client_id": CLIENT_ID, "secret": CLIENT_SECRET}]}
        }
        for name, path in [
            ("authorize_url", "authorize"),
            ("access_token_url", "access_token"),
            ("profile_url", "resource/profile"),
        ]:
            monkeypatch.setattr(MediaWikiOAuth2Adapter, name, f"{served.rest_api}/oauth2/{path}")
        yield served


@pytest.fixture
def through_wikimedia(wiki, client):
    """Walk a browser from our form to the wiki and back; gives the answer to the last step here."""

    def walk(*, sub, process="login", browser=client):
        wiki.signed_in_as = sub
        leave = browser.post("/accounts/mediawiki/login/", {"process": process})
        assert leave.status_code == 302, leave.content
        there = urlsplit(leave["Location"])
        connection = HTTPConnection(there.hostname, there.port, timeout=30)
        connection.request("GET", f"{there.path}?{there.query}")
        back = urlsplit(connection.getresponse().headers["Location"])
        connection.close()
        return browser.get(f"{back.path}?{back.query}")

    return walk
