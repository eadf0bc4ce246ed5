"""Pages about oneself: settings, tokens, data, notices, roles."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.factories.people import PersonFactory
from wikilearn.people.enums import Role

PAGES = ["settings", "tokens", "data", "erase", "lookups", "roles"]
LOOKS = [("phone", "en", "light"), ("desktop", "ar", "dark")]


@pytest.mark.parametrize(("screen", "language", "colours"), LOOKS)
def test_pages_about_oneself_have_no_barriers(browse, axe, fits, snapshot, screen, language, colours):
    person = PersonFactory(role=Role.STEWARD, interface_language=language, theme=colours)
    page = browse(screen=screen, language=language, colours=colours, person=person)
    addresses = {name: reverse(f"people:{name}") for name in PAGES}
    addresses["notices"] = reverse("notices:list")
    addresses["notice-preferences"] = reverse("notices:preferences")
    for name, address in addresses.items():
        page.goto(address)
        expect(page.locator(".menu__title")).to_have_text(person.username)
        axe(page)
        fits(page)
        snapshot(page, f"{name}-{screen}-{language}-{colours}")
