"""The skills exchange in the browser: somebody finds a skill on a phone in Arabic, filters, and keeps the search; a
curator merges two skills at a desk; the box for skills works by keyboard.
"""

import re

import pytest
from playwright.sync_api import expect

from skills_exchange.enums import Visibility
from skills_exchange.models import SavedSearch, Skill
from skills_exchange.reference_data import load_skills
from tests.factories.people import PersonFactory
from tests.factories.skills_exchange import ClaimFactory, PartyFactory, SkillFactory
from wikilearn.people.enums import Role


@pytest.fixture
def people():
    """Two who share photography, one of them by call only; one who shares mediation."""
    load_skills()
    photo, night = Skill.objects.get(slug="photography"), Skill.objects.get(slug="photo-editing")
    amal = PartyFactory(person__username="أمل", speaks=["ar", "fr"])
    ClaimFactory(party=amal, skill=photo, visibility=Visibility.EVERYONE, verified=True, formats=["call"])
    ClaimFactory(party=PartyFactory(person__username="Badr"), skill=night, formats=["written"])
    ClaimFactory(party__person__username="Cyd", skill=Skill.objects.get(slug="mediation"))


def test_finding_somebody_on_a_phone_in_arabic(people, browse, axe, fits, snapshot):
    person = PersonFactory(interface_language="ar", languages=["ar"])
    page = browse(screen="phone", language="ar", person=person)
    page.goto("/skills/")
    axe(page)
    fits(page)
    snapshot(page, "skills-index-phone-ar")
    page.goto("/skills/list/")
    axe(page)
    fits(page)
    page.locator("#id_q").fill("تصوير فوتوغرافي")
    page.locator("#id_q").press("Enter")
    page.locator("main").get_by_role("link", name="التصوير الفوتوغرافي").click()
    expect(page.locator("h1")).to_have_text("التصوير الفوتوغرافي")
    axe(page)
    fits(page)
    snapshot(page, "skill-phone-ar")
    page.locator("a[href='/skills/people/?skill=photography']").click()
    expect(page.locator(".person-card")).to_have_count(1)
    axe(page)
    fits(page)
    snapshot(page, "people-phone-ar")
    page.locator(".people-finder__more > summary").click()
    axe(page)
    page.goto("/skills/people/?skill=media")
    expect(page.locator(".person-card")).to_have_count(2)
    page.locator(".people-finder__more > summary").click()
    page.locator("#id_format").select_option("call")
    expect(page.locator(".person-card")).to_have_count(1)
    expect(page).to_have_url(re.compile("format=call"))
    page.reload()
    expect(page.locator(".person-card")).to_have_count(1)
    axe(page)
    page.locator("a[href*='/skills/people/save/']").click()
    axe(page)
    page.locator("main form button[type=submit]").click()
    expect(page.locator("main .card")).to_have_count(1)
    axe(page)
    fits(page)
    assert "format=call" in SavedSearch.objects.get(person=person).query


def test_nobody_found_without_javascript_names_the_nearest(people, browse, axe):
    page = browse(javascript=False)
    page.goto("/skills/people/?skill=photography&language=ru")
    expect(page.get_by_role("heading", name="Nobody found")).to_be_visible()
    page.get_by_role("link", name="Without Language").click()
    expect(page.locator(".person-card")).to_have_count(1)


def test_a_curator_merges_two_skills(people, browse, axe, snapshot):
    curator = PersonFactory(role=Role.SKILLS_CURATOR)
    media = Skill.objects.get(slug="media")
    SkillFactory(slug="picture-taking", labels={"en": "Picture taking"}, parent=media, status="proposed")
    page = browse(person=curator)
    page.goto("/skills/list/curate/")
    axe(page)
    snapshot(page, "skills-curate")
    page.get_by_role("link", name=re.compile("Answer.*Picture taking")).click()
    axe(page)
    page.goto("/skills/skill/picture-taking/")
    axe(page)
    page.get_by_role("link", name="Edit").click()
    axe(page)
    page.goto("/skills/skill/picture-taking/merge/")
    box = page.get_by_role("combobox", name="The skill that stays")
    box.fill("photografy")
    option = page.get_by_role("option", name="Photography Images, sound and video")
    expect(option).to_be_visible()
    axe(page)
    snapshot(page, "skills-merge")
    box.press("ArrowDown")
    box.press("Enter")
    expect(box).to_have_value("Photography")
    page.get_by_label("They mean the same").check(force=True)
    page.get_by_role("button", name="Merge").click()
    expect(page.get_by_role("heading", name="Photography", level=1)).to_be_visible()
    axe(page)
    snapshot(page, "skill-desktop")
    assert Skill.objects.get(slug="picture-taking").merged_into.slug == "photography"
    page.goto("/skills/list/")
    axe(page)
    snapshot(page, "skills-desktop")


def test_pages_in_the_dark(people, browse, axe):
    page = browse(colours="dark")
    for address in ("/skills/", "/skills/list/", "/skills/people/?q=photo", "/skills/skill/media/"):
        page.goto(address)
        axe(page)
