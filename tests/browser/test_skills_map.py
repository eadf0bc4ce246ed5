"""The map of skills in the browser: what is missing, and what hangs on one person; phone, Arabic, axe."""

import re

import pytest
from playwright.sync_api import expect

from skills_exchange.actions.counting_gaps import count_gaps
from skills_exchange.enums import ClaimKind
from skills_exchange.models import Clinic
from tests.factories.movement import MembershipFactory, TerritoryFactory
from tests.factories.people import PersonFactory
from tests.factories.skills_exchange import ClaimFactory, PartyFactory, SkillFactory
from wikilearn.movement.enums import MemberRole
from wikilearn.movement.models import Territory


@pytest.fixture
def gap():
    """Seven people in Kenya want a skill that nobody shares in Swahili and one person in English."""
    skill = SkillFactory(slug="facilitation", labels={"en": "Facilitation", "ar": "التيسير"}, parent=SkillFactory())
    kenya = TerritoryFactory(code="KE", region="014")
    for _each in range(7):
        party = PartyFactory(speaks=["sw", "en"])
        party.territories.add(kenya)
        ClaimFactory(skill=skill, party=party, kind=ClaimKind.WANTED)
    ClaimFactory(skill=skill)
    count_gaps()
    return skill


def test_a_coordinator_finds_a_gap(gap, browse, axe, fits, snapshot):
    page = browse(person=MembershipFactory(role=MemberRole.COORDINATOR).person)
    page.goto("/skills/map/")
    expect(page.get_by_role("heading", name="Only one person")).to_be_visible()
    axe(page)
    fits(page)
    snapshot(page, "skills-gaps")
    page.get_by_role("row", name="Facilitation Kiswahili").get_by_role("link").click()
    expect(page.get_by_role("heading", name="Facilitation", level=1)).to_be_visible()
    expect(page.get_by_role("row", name="Eastern Africa 0 5 Wanted, and nobody shares it")).to_be_visible()
    axe(page)
    fits(page)
    snapshot(page, "skills-map", tour=True)
    page.locator("a[href='#place-014']").press("Enter")
    expect(page).to_have_url(re.compile("#place-014$"))


def test_an_affiliate_closes_a_gap(gap, browse, axe, fits, snapshot):
    """From the gap to a call and a clinic; somebody volunteers on a phone in Arabic, and the number rises."""
    kenya = Territory.objects.get(code="KE")
    parties = [PartyFactory(speaks=["sw"], hours_a_week=1) for _each in range(5)]
    volunteer = PartyFactory(person=PersonFactory(interface_language="ar"), speaks=["sw", "ar"], hours_a_week=1)
    for party in [*parties, volunteer]:
        party.territories.add(kenya)
        ClaimFactory(skill=gap, party=party, kind=ClaimKind.KNOWN if party == volunteer else ClaimKind.OFFERED)
    count_gaps()
    page = browse(person=MembershipFactory(role=MemberRole.COORDINATOR, organisation__name="Friends of Lamu").person)
    page.goto("/skills/map/")
    page.get_by_role("row", name="Facilitation Kiswahili 5 5").get_by_role("link").click()
    expect(page.get_by_role("row", name="Eastern Africa 5 5 Less than half of what is wanted")).to_be_visible()
    page.get_by_role("link", name="Call for helpers").click()
    expect(page.locator("#id_language")).to_have_value("sw")
    page.get_by_role("button", name="Call for helpers").click()
    expect(page.get_by_text("1 participant is asked.")).to_be_visible()
    axe(page)

    phone = browse(person=volunteer.person, screen="phone", language="ar")
    phone.goto("/notices/")
    phone.locator("main a[href*='facilitation']").first.click()
    expect(phone.get_by_role("heading", name="التيسير", level=1)).to_be_visible()
    axe(phone)
    fits(phone)
    snapshot(phone, "skill-phone-ar")
    phone.locator("main a[href*='/claims/add/']").click()
    expect(phone.locator("[name=skill]")).to_have_value("facilitation")
    axe(phone)
    phone.locator(".form__actions button").click()
    expect(phone.locator("#messages .cdx-message--success")).to_be_visible()

    page.goto("/skills/map/?skill=facilitation&language=sw")
    page.get_by_role("link", name="Start a clinic").click()
    expect(page.locator("[name=skill]")).to_have_value("facilitation")
    page.get_by_label("Host").select_option("Somebody else: look for a host")
    page.get_by_role("button", name="Start the clinic").click()
    expect(page.get_by_role("heading", name="Clinic: Facilitation")).to_be_visible()
    axe(page)
    assert Clinic.objects.get().language == "sw"
    count_gaps()
    page.goto("/skills/map/?skill=facilitation&language=sw")
    expect(page.get_by_role("row", name="Eastern Africa 6 5")).to_be_visible()


def test_a_visitor_on_a_phone_in_arabic(gap, browse, axe, fits, snapshot):
    page = browse(screen="phone", language="ar", person=PersonFactory(interface_language="ar"))
    page.goto("/skills/map/?skill=facilitation&language=sw")
    expect(page.get_by_role("heading", name="التيسير", level=1)).to_be_visible()
    axe(page)
    fits(page)
    snapshot(page, "skills-map-phone-ar")
    page.goto("/skills/indicators/")
    expect(page.locator("#aim")).to_be_visible()
    axe(page)
    fits(page)
