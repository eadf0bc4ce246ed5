"""A learner who looks at suggestions, and an affiliate that organises a round."""

import pytest
from playwright.sync_api import expect

from skills_exchange.enums import ClaimKind, Format, LanguageLevel
from skills_exchange.models import Match, NotForMe
from tests.factories.movement import MembershipFactory, OrganisationFactory
from tests.factories.people import PersonFactory
from tests.factories.skills_exchange import ClaimFactory, PartyFactory, SkillFactory
from wikilearn.movement.enums import MemberRole
from wikilearn.people.enums import Role


@pytest.fixture
def skill():
    return SkillFactory(slug="mediation", labels={"en": "Mediation", "ar": "الوساطة"})


@pytest.fixture
def learner(skill):
    party = PartyFactory(person=PersonFactory(username="Lina"), speaks=["en", "ar"])
    ClaimFactory(party=party, skill=skill, kind=ClaimKind.WANTED, formats=[])
    ClaimFactory(
        party=party, skill=SkillFactory(labels={"en": "Glaze", "ar": "تزجيج"}), kind=ClaimKind.WANTED, formats=[]
    )
    for name in ("Samir", "Ngozi"):
        sharer = PartyFactory(person=PersonFactory(username=name), speaks=["en"])
        sharer.speaks.create(language="ar", level=LanguageLevel.NATIVE)
        ClaimFactory(party=sharer, skill=skill, formats=[Format.CALL], verified=True)
    return party


def test_a_learner_says_not_for_me_and_takes_it_back(browse, axe, fits, snapshot, learner):
    page = browse(screen="phone", person=learner.person)
    page.goto("/skills/suggestions/")
    expect(page.locator(".suggestion")).to_have_count(2)
    expect(page.get_by_text("Nobody shares this skill yet.")).to_be_visible()
    axe(page)
    fits(page)
    snapshot(page, "suggestions-phone", tour=True)
    first = page.locator(".suggestion").first
    first.locator("summary", has_text="How this adds up").click()
    expect(first.get_by_text("Evidence for the skill")).to_be_visible()
    first.locator("summary", has_text="Not for me").click()
    first.get_by_label("Why?").select_option("time")
    axe(page)
    first.get_by_role("button", name="Do not suggest again").click()
    expect(page.get_by_text("is not suggested to you")).to_be_visible()
    expect(page.locator(".suggestion")).to_have_count(1)
    axe(page)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("They can be suggested to you again.")).to_be_visible()
    expect(page.locator(".suggestion")).to_have_count(2)
    assert not NotForMe.objects.exists()


def test_suggestions_in_arabic_on_a_phone(browse, axe, fits, snapshot, learner):
    page = browse(screen="phone", language="ar", person=learner.person)
    page.goto("/skills/suggestions/")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.get_by_role("heading", name="الوساطة")).to_be_visible()
    expect(page.locator(".suggestion")).to_have_count(2)
    axe(page)
    fits(page)
    snapshot(page, "suggestions-phone-ar")
    page.goto("/skills/how-matching-works/")
    expect(page.locator("table")).to_be_visible()
    axe(page)
    fits(page)
    snapshot(page, "how-matching-works-phone-ar")


def test_a_coordinator_runs_a_round(browse, axe, fits, snapshot, learner):
    organisation = OrganisationFactory(name="Wikimedia Test")
    coordinator = MembershipFactory(organisation=organisation, role=MemberRole.COORDINATOR).person
    MembershipFactory(organisation=organisation, person=learner.person, role=MemberRole.AUTHOR)
    page = browse(person=coordinator)
    page.goto("/skills/rounds/")
    expect(page.get_by_role("heading", name="Rounds of matching")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Set up a round").click()
    page.get_by_label("Title").fill("Mentors of spring")
    page.get_by_label("Address part").fill("mentors-of-spring")
    page.get_by_label("Organisation").select_option(organisation.slug)
    axe(page)
    snapshot(page, "new-round")
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_role("heading", name="Mentors of spring")).to_be_visible()
    page.get_by_role("link", name="Dry run").click()
    expect(page.get_by_text("Nothing was written")).to_be_visible()
    axe(page)
    snapshot(page, "round-dry-run")
    assert not Match.objects.exists()
    page.get_by_role("button", name="Work it out").click()
    page.get_by_role("link", name="Publish …").click()
    expect(page.get_by_role("heading", name="Publish this round?")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("1 match is suggested now.")).to_be_visible()
    assert Match.objects.get().learner == learner
    public = browse(screen="phone")
    public.goto("/skills/rounds/mentors-of-spring/")
    expect(public.get_by_role("heading", name="Mentors of spring")).to_be_visible()
    axe(public)
    fits(public)
    snapshot(public, "round-public-phone")


def test_a_curator_changes_the_numbers_by_keyboard(browse, axe, snapshot):
    page = browse(person=PersonFactory(role=Role.SKILLS_CURATOR))
    page.goto("/skills/how-matching-works/")
    axe(page)
    snapshot(page, "how-matching-works")
    page.get_by_role("link", name="Change the numbers").press("Enter")
    field = page.get_by_label("The level fits")
    field.press("Control+a")
    field.type("25")
    page.get_by_label("Reason").fill("Levels matter more")
    axe(page)
    page.get_by_role("button", name="Save").press("Enter")
    expect(page.get_by_text("The numbers are in force.")).to_be_visible()
    expect(page.get_by_role("row", name="The level fits")).to_contain_text("25")
