"""Pages about certifications, badges and the movement, as a steward finds them before there is anything in them."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.factories.people import PersonFactory
from wikilearn.people.enums import Role

PAGES = [
    "certification:mine",
    "certification:steward",
    "certification:requirements",
    "badges:verify",
    "badges:mine",
    "movement:wikis",
    "movement:organisations",
    "movement:rights",
]


@pytest.mark.parametrize(("screen", "language", "colours"), [("phone", "en", "light"), ("desktop", "ar", "dark")])
def test_pages_of_a_steward_have_no_barriers(browse, axe, fits, snapshot, screen, language, colours):
    person = PersonFactory(role=Role.STEWARD, interface_language=language, theme=colours)
    page = browse(screen=screen, language=language, colours=colours, person=person)
    for name in PAGES:
        page.goto(reverse(name))
        expect(page.locator(".menu__title")).to_have_text(person.username)
        axe(page)
        fits(page)
        snapshot(page, f"{name.replace(':', '-')}-{screen}-{language}")
