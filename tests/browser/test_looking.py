"""How the tests of this folder look at pages that are on their way out."""

import pytest
from playwright.sync_api import Error

from tests.browser.conftest import look_at

LEAVES = "seconds => setTimeout(() => location.assign('/accounts/login/'), seconds * 1000)"
WAITS = "() => new Promise(enough => setTimeout(enough, 1500)).then(() => document.title)"


def test_a_look_at_a_page_that_leaves_is_a_look_at_the_one_that_comes(browse):
    page = browse()
    page.goto("/")
    seen = []

    def look():
        seen.append(page.title())
        if len(seen) == 1:
            page.evaluate(LEAVES, 0.3)
        return page.evaluate(WAITS)

    title = look_at(page, look)
    assert len(seen) == 2
    assert "Sign in" in title


def test_axe_judges_right_after_a_click_that_leads_away(browse, axe, fits):
    page = browse()
    page.goto("/")
    for address in ("/accounts/login/", "/"):
        page.evaluate("address => setTimeout(() => location.assign(address), 0)", address)
        axe(page)
        fits(page)


def test_a_page_without_scripts_is_looked_at_once_it_has_loaded(browse, fits):
    page = browse(javascript=False)
    for address in ("/accounts/login/", "/"):
        page.goto(address, wait_until="commit")
        fits(page)


def test_other_errors_are_not_asked_again(browse):
    page = browse()
    page.goto("/")
    looks = []

    def look():
        looks.append(1)
        page.evaluate("() => { throw new Error('of the test') }")

    with pytest.raises(Error, match="of the test"):
        look_at(page, look)
    assert len(looks) == 1
