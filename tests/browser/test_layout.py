"""The layout that every page shares: looks, languages, colours, menus, error pages."""

import pytest
from playwright.sync_api import expect

from tests.factories.notices import NoticeFactory
from tests.factories.people import PASSWORD, PersonFactory
from wikilearn.people.enums import Role

LOOKS = [
    pytest.param(screen, language, colours, id=f"{screen}-{language}-{colours}")
    for screen in ("phone", "desktop")
    for language, colours in (("en", "light"), ("en", "dark"), ("ar", "light"), ("ar", "dark"))
]
OPEN_TO_ALL = {
    "home": "/",
    "sign-in": "/accounts/login/",
    "create-account": "/accounts/signup/",
    "password-reset": "/accounts/password/reset/",
    "not-found": "/there-is-no-such-page/",
}
OWN_ACCOUNT = {
    "email": "/accounts/email/",
    "password": "/accounts/password/change/",
    "two-factor": "/accounts/2fa/",
    "connections": "/accounts/3rdparty/",
    "sessions": "/accounts/sessions/",
}


@pytest.mark.parametrize(("screen", "language", "colours"), LOOKS)
def test_public_pages_have_no_barriers(browse, axe, fits, snapshot, screen, language, colours):
    page = browse(screen=screen, language=language, colours=colours)
    page.expected_errors.append("404")
    for name, address in OPEN_TO_ALL.items():
        page.goto(address)
        expect(page.locator("html")).to_have_attribute("dir", "rtl" if language == "ar" else "ltr")
        axe(page)
        fits(page)
        snapshot(page, f"{name}-{screen}-{language}-{colours}")


@pytest.mark.parametrize(("screen", "language", "colours"), [LOOKS[0], LOOKS[-1]])
def test_account_pages_have_no_barriers(browse, axe, fits, snapshot, screen, language, colours):
    person = PersonFactory(verified_email=True)
    page = browse(screen=screen, language=language, colours=colours, person=person)
    for name, address in {"home-signed-in": "/", **OWN_ACCOUNT}.items():
        page.goto(address)
        expect(page.locator(".menu__title")).to_have_text(person.username)
        axe(page)
        fits(page)
        snapshot(page, f"{name}-{screen}-{language}-{colours}")


@pytest.mark.parametrize("address", OPEN_TO_ALL.values(), ids=OPEN_TO_ALL)
def test_page_fits_320_pixels(browse, fits, address):
    page = browse(screen="phone", width=320)
    page.expected_errors.append("404")
    page.goto(address)
    fits(page)


def test_menus_open_and_close_by_keyboard(browse, axe):
    page = browse(screen="phone", person=PersonFactory(username="Ada"))
    page.goto("/")
    account = page.get_by_label("Account of Ada")
    account.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    axe(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Sign out")).to_be_hidden()
    expect(account).to_be_focused()


@pytest.mark.parametrize("javascript", [True, False])
def test_language_is_switched_on_the_same_page(browse, javascript):
    page = browse(javascript=javascript)
    page.goto("/accounts/login/")
    page.locator("summary[aria-label^='Language']").click()
    page.get_by_role("button", name="العربية").click()
    expect(page.locator("html")).to_have_attribute("lang", "ar")
    assert page.url.endswith("/accounts/login/")


@pytest.mark.parametrize("javascript", [True, False])
def test_person_signs_in_and_out(browse, javascript):
    PersonFactory(username="Ada")
    page = browse(javascript=javascript)
    page.goto("/accounts/login/")
    page.get_by_label("Username or e-mail address").fill("Ada")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ada")
    page.get_by_label("Account of Ada").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("banner").get_by_role("link", name="Sign in")).to_be_visible()


def test_wrong_password_is_announced_and_gets_the_focus(browse, axe, snapshot):
    PersonFactory(username="Ada")
    page = browse()
    page.goto("/accounts/login/")
    page.get_by_label("Username or e-mail address").fill("Ada")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("alert")).to_be_focused()
    axe(page)
    snapshot(page, "sign-in-wrong")


@pytest.mark.parametrize(("theme", "background"), [("light", "rgb(255, 255, 255)"), ("dark", "rgb(16, 20, 24)")])
def test_own_colours_win_over_the_device(browse, theme, background):
    page = browse(colours="dark" if theme == "light" else "light", person=PersonFactory(theme=theme))
    page.goto("/")
    expect(page.locator("body")).to_have_css("background-color", background)


def test_skip_link_is_first_and_leads_to_the_content(browse):
    page = browse()
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_first_view_weighs_little(browse):
    """At most 150 kB for page, style sheets and scripts (uncompressed sizes are divided by what gzip makes of them)."""
    import gzip

    weights: dict[str, int] = {}
    page = browse()
    page.on("response", lambda response: weights.update({response.url: len(gzip.compress(response.body()))}))
    page.goto("/", wait_until="networkidle")
    assert sum(weights.values()) <= 150_000, weights


OVERLAPPING = """() => {
    const inside = document.querySelectorAll(".site-header__bar :is(a, input, button, summary):not(.menu__panel *)")
    const seen = [...inside].filter((each) => each.getClientRects().length && each.offsetWidth > 1)
    const boxes = seen.map((each) => each.getBoundingClientRect())
    const found = []
    for (const [one, a] of boxes.entries()) {
        for (const [other, b] of boxes.entries()) {
            const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left)
            const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)
            if (one < other && wide > 1.5 && high > 1.5) {
                found.push(seen[one].outerHTML.slice(0, 80) + " over " + seen[other].outerHTML.slice(0, 80))
            }
        }
    }
    return found
}"""
"""What a person can press in the header and lies over something else that can be pressed."""


DRAWN = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
"""Waits until the page was drawn in its new size."""


@pytest.mark.parametrize("language", ["en", "ar", "es", "fr", "ru", "zh-hans"])
def test_nothing_in_the_header_lies_over_something_else(browse, fits, language):
    steward = PersonFactory(username="Wilhelmina of the Stewards", role=Role.STEWARD, interface_language=language)
    for _each in range(12):
        NoticeFactory(person=steward)
    page = browse(language=language, person=steward)
    page.goto("/")
    expect(page.locator(".site-notices__count")).to_contain_text("12")
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans" if language == "zh-hans" else language)
    for width in (320, 400, 640, 1000, 1183, 1184, 1280, 1440, 1900):
        page.set_viewport_size({"width": width, "height": 600})
        page.evaluate(DRAWN)
        assert page.evaluate(OVERLAPPING) == [], width
        fits(page)
