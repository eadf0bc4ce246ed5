"""The map of skills in the browser: what is missing, and what hangs on one person; phone, Arabic, axe."""

import re

import pytest
from playwright.sync_api import expect

from skills_exchange.actions.counting_gaps import count_gaps
from skills_exchange.enums import ClaimKind
from tests.factories.movement import MembershipFactory, TerritoryFactory
from tests.factories.people import PersonFactory
from tests.factories.skills_exchange import ClaimFactory, PartyFactory, SkillFactory
from wikilearn.movement.enums import MemberRole


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
    expect(page.get_by_role("row", name="Eastern Africa 0 7 Wanted, and nobody shares it")).to_be_visible()
    axe(page)
    fits(page)
    snapshot(page, "skills-map")
    page.locator("a[href='#place-014']").press("Enter")
    expect(page).to_have_url(re.compile("#place-014$"))


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
