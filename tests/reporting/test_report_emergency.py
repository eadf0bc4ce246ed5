"""Help at once: answers when nothing else does. These tests have no database: pytest-django refuses any query."""

import pytest
from django.test import Client
from django.urls import reverse

from reporting.emergency import ADDRESS, DIRECTORIES, NUMBERS

SIGNED_IN = {"session": "a-session-that-only-the-database-knows", "csrf": "x" * 32}


@pytest.mark.attack(
    "Faults", "The database is away and the visitor is signed in: the emergency page answers all the same"
)
@pytest.mark.parametrize("cookies", [{}, SIGNED_IN], ids=["a stranger", "somebody with a session"])
def test_emergency_page_needs_neither_database_nor_session(cookies):
    client = Client()
    client.cookies.load(cookies)
    page = client.get(reverse("reporting:emergency"))
    text = page.content.decode()
    assert page.status_code == 200
    assert "Set-Cookie" not in page.headers
    assert all(line.address in text for line in (*NUMBERS, *DIRECTORIES))
    assert f"mailto:{ADDRESS}" in text


@pytest.mark.parametrize(
    ("header", "tag", "direction"), [("ar", "ar", "rtl"), ("fr-CA", "fr", "ltr"), ("xx", "en", "ltr")]
)
def test_emergency_page_speaks_the_language_of_the_browser(header, tag, direction):
    text = Client().get(reverse("reporting:emergency"), headers={"accept-language": header}).content.decode()
    assert f'<html lang="{tag}" dir="{direction}"' in text


@pytest.mark.attack(
    "Malice", "Open redirect on quick exit: whatever the address asks for, it leads to the one fixed page"
)
@pytest.mark.parametrize(
    "query", ["", "?next=//evil.example", "?url=https://evil.example", "?next=javascript:alert(1)"]
)
def test_leaving_leads_to_the_fixed_page(settings, query):
    answer = Client().get(reverse("reporting:leave") + query)
    assert (answer.status_code, answer["Location"]) == (302, settings.REPORTING_EXIT_URL)
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.attack("Malice", "Clickjacking, caches and search engines: no page of reporters is framed, kept or listed")
def test_emergency_page_is_sheltered():
    page = Client().get(reverse("reporting:emergency"))
    assert page["Cache-Control"] == "no-store"
    assert page["Referrer-Policy"] == "same-origin"
    assert page["X-Frame-Options"] == "DENY"
    assert "noindex" in page["X-Robots-Tag"]
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert "default-src 'none'" in page["Content-Security-Policy"]
