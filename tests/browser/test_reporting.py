"""People who report, in a browser: without JavaScript in Arabic, signed in, a witness; and the way to help at once."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from reporting.actions.sealing import unlock_case
from reporting.models import Case
from tests.factories.people import PersonFactory
from tests.factories.reports import STORY, ready_site
from wikilearn.core import languages

START = reverse("reporting:start")


@pytest.fixture
def site():
    """Bodies that can read."""
    return ready_site(local=3, above=1, safety=1)


def press(page, step):
    """Press the visible button of a step."""
    page.locator(f"main button[name=step][value={step}]:not(.visually-hidden)").last.click()
    page.wait_for_load_state()


def digits_on(page):
    """The receipt on the page."""
    return "".join(page.locator(".receipt__digits bdi").all_inner_texts())


def test_anonymous_reporter_in_arabic_without_javascript(browse, axe, fits, snapshot, site):
    page = browse(screen="phone", language="ar", javascript=False)
    page.expected_errors.append("429")
    twin = browse(screen="phone", language="ar")

    def look(name, *, reload=True):
        if reload:
            twin.goto(page.url)
            axe(twin)
        fits(page)
        snapshot(page, f"report-{name}-phone-ar")

    page.goto("/")
    page.locator("header .site-report").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    look("start")
    page.locator("main form button").click()
    look("write")
    page.locator("[name=what]").fill(STORY)
    page.locator("[name=who]").fill(site["local"][0].person.username)
    page.locator("[name=wiki]").fill("de.wikipedia.org")
    page.locator("main form .form__actions button").click()
    page.wait_for_load_state()
    look("check", reload=False)
    assert page.url.endswith(reverse("reporting:write"))
    press(page, "send")
    if not page.locator(".receipt__digits").count():  # too quick for a person: the page says how long to wait
        look("wait", reload=False)
        Waiting.over(page)
        press(page, "send")
    look("receipt", reload=False)
    digits = digits_on(page)
    assert len(digits) == 30
    assert digits not in page.url
    page.locator("[name=last]").fill(digits[-5:])
    page.locator("main form .form__actions button").click()
    look("sent", reload=False)
    assert digits[-10:] not in re.sub(r"\D", "", page.content())

    page.goto(reverse("reporting:return"))
    look("return")
    page.locator("[name=receipt]").fill(digits.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")))
    page.locator("main form button").last.click()
    expect(page.locator(".talk")).to_contain_text("CANARY-STORY")
    look("messages", reload=False)
    page.locator("[name=text]").fill("شكرا")
    page.locator(f'form[action="{reverse("reporting:say")}"] button').click()
    expect(page.locator(".talk > li").last).to_contain_text("شكرا")
    opened = unlock_case(case=Case.objects.get(), vault=site["local"][1])
    assert STORY in [opened.read(item) for item in opened.items()]


class Waiting:
    """The clock of a ticket, moved on: nobody waits for real in a test."""

    @staticmethod
    def over(page):
        """Give the page a ticket that has waited long enough."""
        from reporting.intake import tickets

        token = tickets.issue(bits=1, wait=0).token
        page.locator("main form [name=ticket]").evaluate_all(
            "(fields, token) => fields.forEach(f => f.value = token)", token
        )


@pytest.mark.parametrize("screen", ["phone", "desktop"])
def test_signed_in_witness_sends_by_work_of_the_browser(browse, axe, fits, snapshot, site, screen):
    page = browse(screen=screen, person=PersonFactory(), colours="dark" if screen == "phone" else "light")
    page.expected_errors.append("400")
    page.goto(START + "?wiki=dewiki&user=Mallory&diff=123")
    axe(page)
    fits(page)
    snapshot(page, f"report-start-{screen}", tour=True)
    page.locator("main form button").click()
    expect(page.locator("[name=who]")).to_have_value("Mallory")
    expect(page.locator("[name=where]")).to_have_value("diff=123")
    page.locator("[name=teller][value=witness]").check(force=True)
    page.locator("main form .form__actions button").click()  # an empty story is an error that is announced
    expect(page.locator("[data-error-summary]")).to_be_visible()
    axe(page)
    fits(page)
    snapshot(page, f"report-error-{screen}")
    expect(page.locator("[name=teller][value=witness]")).to_be_checked()
    page.locator("[name=what]").fill("I saw it")
    page.locator("main form .form__actions button").click()
    axe(page)
    fits(page)
    snapshot(page, f"report-check-{screen}")
    page.locator("[name=files]").set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": b"proof"})
    page.locator("form[data-paid]").wait_for(state="attached")
    press(page, "send")
    assert len(digits_on(page)) == 30
    axe(page)
    fits(page)
    snapshot(page, f"report-receipt-{screen}", tour=True)
    digits = digits_on(page)
    page.goto(reverse("reporting:return"))
    page.locator("[name=receipt]").fill(digits)
    page.locator("main form button").last.click()
    expect(page.get_by_role("link", name="a.png")).to_be_visible()
    axe(page)
    fits(page)
    snapshot(page, f"report-messages-{screen}")


@pytest.mark.parametrize(("screen", "language"), [("phone", "ar"), ("desktop", "en")])
def test_help_at_once_and_the_way_out(browse, axe, fits, snapshot, site, screen, language, settings):
    settings.REPORTING_EXIT_URL = "/courses/"
    page = browse(screen=screen, language=language)
    page.goto(START)
    page.locator(f'main .choices a[href="{reverse("reporting:emergency")}"]').click()
    expect(page.locator('a[href="tel:112"]')).to_be_visible()
    expect(page.locator("html")).to_have_attribute("dir", languages.get(language).dir)
    axe(page)
    fits(page)
    snapshot(page, f"report-emergency-{screen}-{language}")
    for _each in range(3):
        page.keyboard.press("Escape")
    page.wait_for_url(re.compile("/courses/$"))
    page.go_back()
    assert reverse("reporting:emergency") not in page.url
    page.goto(reverse("reporting:safety"))
    axe(page)
    fits(page)
    snapshot(page, f"report-safety-{screen}-{language}")
