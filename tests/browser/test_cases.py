"""Handlers: a day on a phone, the last one steps back, a case goes to the U4C, an emergency; with axe on all."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from reporting.models import Alarm, Case
from tests.factories.cases import arrived, bodies
from tests.factories.people import PersonFactory
from tests.factories.reporting import PASSPHRASE
from ucoc.enums import Severity
from ucoc.jurisdiction import Question
from wikilearn.people.enums import Role

WORDS = "They wrote to me every night and would not stop."


def unlock(page, case):
    page.goto(reverse("reporting:case", args=[case.reference]))
    page.get_by_role("link", name="Unlock the vault").click()
    page.locator("input[type=password]").first.fill(PASSPHRASE)
    page.locator("main form button[type=submit]").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(case.reference)


def test_handler_on_a_phone_takes_reads_asks_and_closes(browse, axe, fits, snapshot):
    first, last, (ada, _bob), _above = bodies()
    case = arrived(first, last, text=WORDS).case
    page = browse(screen="phone", person=ada.person)
    page.goto(reverse("reporting:cases"))
    expect(page.locator(".case-list")).to_contain_text(case.reference)
    axe(page)
    fits(page)
    snapshot(page, "cases-phone")
    unlock(page, case)
    expect(page.get_by_text(WORDS)).to_be_hidden()
    page.get_by_text("Show the text").first.click()
    expect(page.get_by_text(WORDS)).to_be_visible()
    axe(page)
    fits(page)
    snapshot(page, "case-phone", tour=True)
    page.get_by_role("button", name="Take this case").click()
    expect(page.locator("#messages")).to_contain_text("You have taken this case")
    page.locator("summary", has_text="To the reporter").click()
    page.get_by_label("Message to the reporter").fill("When did it begin?")
    page.get_by_label("We need an answer to go on").check()
    page.get_by_role("button", name="Send to the reporter").click()
    expect(page.locator("#messages")).to_contain_text("The reporter can read it now")
    assert Case.objects.get().state == "waiting"
    page.get_by_role("link", name="Close", exact=True).click()
    page.get_by_label("What the reporter reads").fill("We spoke with them, and they agreed to stop.")
    axe(page)
    page.get_by_role("button", name="Close the case").click()
    expect(page.locator("#messages")).to_contain_text("The case is closed")
    assert Case.objects.get().state == "closed"


def test_last_handler_steps_back_and_the_case_goes_up(browse, axe, fits, snapshot):
    first, last, (ada,), (uma, _ulf) = bodies(local=1)
    case = arrived(first, last, text=WORDS).case
    page = browse(person=ada.person)
    unlock(page, case)
    page.get_by_role("link", name="Step back from this case").click()
    axe(page)
    fits(page)
    snapshot(page, "case-step-back")
    page.get_by_role("button", name="Step back").click()
    expect(page.locator("#messages")).to_contain_text("You will not hear of this case again")
    page.expected_errors.append("404")
    assert page.goto(reverse("reporting:case", args=[case.reference])).status == 404
    above = browse(person=uma.person)
    unlock(above, case)
    above.get_by_text("Show the text").first.click()
    expect(above.get_by_text(WORDS)).to_be_visible()
    assert Case.objects.get().epoch == 2


def test_case_is_escalated_to_the_u4c_with_what_the_reporter_allows(browse, axe, fits, snapshot):
    first, last, (ada, _bob), (uma, _ulf) = bodies()
    opened = arrived(first, last, text=WORDS)
    opened.write("links", "The page where it happened", author=None, shareable=True)
    page = browse(person=ada.person)
    unlock(page, opened.case)
    page.get_by_role("link", name="Escalate or refer").click()
    axe(page)
    page.get_by_label("Escalate: it is beyond us").check()
    page.get_by_label("Enforcement body").select_option(str(last.pk))
    page.get_by_role("button", name="Continue").click()
    expect(page.locator("main")).to_contain_text("2 people can read it.")
    axe(page)
    fits(page)
    snapshot(page, "case-forward")
    page.get_by_label("What your colleagues have to know").fill("Both are administrators here.")
    page.get_by_role("button", name="Pass it on").click()
    expect(page.locator("#messages")).to_contain_text("The case is passed on")
    new = Case.objects.exclude(pk=opened.case.pk).get()
    above = browse(person=uma.person)
    unlock(above, new)
    expect(above.locator("main")).to_contain_text("Both are administrators here.")
    expect(above.locator("main")).not_to_contain_text(WORDS)


@pytest.mark.parametrize(("language", "screen"), [("en", "desktop"), ("ar", "phone")])
def test_emergency_is_seen_at_the_desk_and_acknowledged(browse, axe, fits, snapshot, language, screen):
    first, last, (ada, _bob), _above = bodies()
    case = arrived(first, last, question=Question(severity=Severity.EMERGENCY)).case
    desk = browse(person=PersonFactory(role=Role.TRUST_AND_SAFETY), language=language, screen=screen)
    for name in ("triage", "emergencies", "rota", "relations"):
        desk.goto(reverse(f"reporting:{name}"))
        axe(desk)
        fits(desk)
        snapshot(desk, f"desk-{name}-{screen}-{language}")
    page = browse(person=ada.person, language=language, screen=screen, colours="dark")
    page.goto(reverse("reporting:emergencies"))
    axe(page)
    fits(page)
    page.locator(".case-row form button").click()
    expect(page.locator("#messages")).not_to_be_empty()
    assert Alarm.objects.get().acknowledged_by == ada.person
    assert page.url.endswith(f"/{case.reference}/")
    axe(page)
    fits(page)
    snapshot(page, f"case-{screen}-{language}")
