"""Clinics and the census in the browser: host, come, say who was there; answer for an affiliate; axe on every page."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from skills_exchange.actions.clinics import plan_clinic
from skills_exchange.models import CensusRound, Clinic
from tests.factories.movement import MembershipFactory, OrganisationFactory
from tests.factories.people import PersonFactory
from tests.factories.skills_exchange import ClaimFactory, PartyFactory, SkillFactory
from wikilearn.core.dates import today
from wikilearn.movement.enums import MemberRole, OrganisationKind


@pytest.fixture
def skill():
    above = SkillFactory(slug="technical", labels={"en": "Technical skills", "ar": "مهارات تقنية"})
    return SkillFactory(slug="lua-modules", labels={"en": "Lua modules", "ar": "وحدات لوا"}, parent=above)


@pytest.fixture
def host(skill):
    return ClaimFactory(skill=skill, party=PartyFactory(person=PersonFactory(username="Huda"))).party


def test_a_clinic_from_the_plan_to_the_thanks(host, skill, browse, axe, fits, snapshot):
    page = browse(person=host.person)
    page.goto("/skills/clinics/")
    axe(page)
    page.get_by_role("link", name="Start a clinic").click()
    expect(page.get_by_role("heading", name="Start a clinic")).to_be_visible()
    page.goto(f"/skills/clinics/new/?skill={skill.slug}&language=en")
    axe(page)
    snapshot(page, "clinic-new")
    page.get_by_label("Begins").fill((timezone.now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M"))
    page.get_by_label("Video link").fill("https://meet.example.org/lua")
    page.get_by_role("button", name="Start the clinic").click()
    expect(page.get_by_role("heading", name="Clinic: Lua modules")).to_be_visible()
    axe(page)
    fits(page)
    snapshot(page, "clinic-host")
    address = page.url

    learner = PersonFactory(username="Amina", interface_language="ar")
    phone = browse(person=learner, screen="phone", language="ar")
    phone.goto("/skills/clinics/")
    axe(phone)
    fits(phone)
    snapshot(phone, "clinics-phone-ar")
    phone.goto(address)
    phone.locator("main form button").first.click()
    expect(phone.get_by_role("link", name="https://meet.example.org/lua")).to_be_visible()
    axe(phone)
    fits(phone)
    snapshot(phone, "clinic-phone-ar")

    now = timezone.now()
    Clinic.objects.update(starts_at=now - timedelta(hours=1), ends_at=now)
    page.goto(address)
    axe(page)
    page.get_by_label("Amina").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Took place")).to_be_visible()
    axe(page)
    phone.goto(address)
    axe(phone)
    phone.locator("input[name=learned][value=yes]").check()
    phone.locator("form:has(input[name=learned]) button").click()
    expect(phone.locator("input[name=learned][value=yes]")).to_be_checked()
    assert Clinic.objects.get().confirmed_at is not None


def test_moving_without_scripts(host, skill, browse, axe, fits):
    starts = timezone.now() + timedelta(days=2)
    plan_clinic(actor=host.person, host=host, skill=skill, language="en", starts=starts, length=timedelta(hours=1))
    clinic = Clinic.objects.get()
    page = browse(person=host.person, javascript=False, width=320)
    page.goto(f"{clinic.get_absolute_url()}change/")
    page.get_by_label("Places").fill("20")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("0 of 20 places taken")).to_be_visible()


def test_an_affiliate_answers_the_census(skill, browse, axe, fits, snapshot):
    census = CensusRound.objects.create(year=2026, opens_on=today(), closes_on=today() + timedelta(days=9))
    affiliate = OrganisationFactory(name="Friends of Lua", kind=OrganisationKind.USER_GROUP)
    person = MembershipFactory(organisation=affiliate, role=MemberRole.COORDINATOR).person
    page = browse(person=person, screen="phone")
    page.goto("/skills/census/")
    axe(page)
    fits(page)
    snapshot(page, "census")
    page.get_by_role("link", name="Friends of Lua").click()
    expect(page.get_by_role("heading", name="Friends of Lua")).to_be_visible()
    axe(page)
    fits(page)
    snapshot(page, "census-answer")
    page.get_by_label("Paid staff").fill("0")
    page.get_by_label("Active volunteers").fill("12")
    page.get_by_role("combobox", name="Skill").first.fill("lua mod")
    page.get_by_role("option", name="Lua modules").click()
    page.get_by_label("How many need it").first.fill("7")
    page.get_by_role("button", name="Submit the answers").click()
    expect(page.get_by_role("button", name="Take it into the profile")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Take it into the profile").click()
    expect(page.get_by_text("1 skill is new in the profile.")).to_be_visible()
    CensusRound.objects.update(opens_on=today() - timedelta(days=9), closes_on=today() - timedelta(days=1))
    page.goto(census.get_absolute_url())
    axe(page)
    fits(page)
    snapshot(page, "census-results")
    page.goto(f"/skills/map/{skill.slug}/call/?language=en")
    axe(page)
    fits(page)
    snapshot(page, "call")
