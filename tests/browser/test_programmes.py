"""A mentoring programme in the browser: apply, accept, pair fairly, check in; a phone in Arabic for the mentee; axe."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from skills_exchange.actions.matches import accept_match
from skills_exchange.actions.programme_check_ins import ask_check_ins
from skills_exchange.models import Match, Programme, ProgrammePair
from tests.factories.movement import MembershipFactory
from tests.factories.people import PersonFactory
from tests.factories.programmes import ProgrammeFactory
from tests.factories.skills_exchange import PartyFactory, SkillFactory
from wikilearn.core.dates import today
from wikilearn.movement.enums import MemberRole

PROGRAMME = "/skills/programmes/mentors/"


@pytest.fixture
def programme():
    skill = SkillFactory(slug="lua-modules", labels={"en": "Lua modules", "ar": "وحدات لوا"})
    return ProgrammeFactory(slug="mentors", title="Mentors of modules", skills=[skill])


def test_a_round_of_a_programme(programme, browse, axe, fits, snapshot):
    boss = MembershipFactory(organisation=programme.organisation, role=MemberRole.COORDINATOR).person
    mentee = PartyFactory(person=PersonFactory(username="Huda", interface_language="ar"), speaks=["en", "ar"])
    mentor = PartyFactory(person=PersonFactory(username="Moe"))

    phone = browse(person=mentee.person, screen="phone", language="ar")
    phone.goto(PROGRAMME)
    axe(phone)
    fits(phone)
    snapshot(phone, "programme-phone-ar")
    phone.locator("a[href$='/apply/mentee/']").click()
    phone.get_by_role("checkbox", name="وحدات لوا").check()
    axe(phone)
    fits(phone)
    snapshot(phone, "programme-apply-phone-ar")
    phone.locator("main form button").click()
    expect(phone.locator("#mine")).to_be_visible()

    page = browse(person=mentor.person)
    page.goto("/skills/programmes/")
    axe(page)
    page.get_by_role("link", name="Mentors of modules").click()
    page.get_by_role("link", name="Apply as a mentor").click()
    page.get_by_role("checkbox", name="Lua modules").check()
    axe(page)
    page.get_by_role("button", name="Send the application").click()
    expect(page.get_by_role("heading", name="Your application")).to_be_visible()
    axe(page)

    desk = browse(person=boss)
    for name in ("Huda", "Moe"):
        desk.goto(f"{PROGRAMME}applications/")
        axe(desk)
        desk.get_by_role("link", name=name).click()
        desk.get_by_role("radio", name="Accept").check()
        axe(desk)
        desk.get_by_role("button", name="Decide and tell them").click()
        expect(desk.get_by_text("Decided. They are told.")).to_be_visible()
    snapshot(desk, "programme-applications")
    desk.get_by_role("link", name="Pairs", exact=True).click()
    desk.get_by_role("button", name="Begin a round").click()
    desk.get_by_role("link", name="Dry run").click()
    expect(desk.get_by_text("This is a dry run")).to_be_visible()
    axe(desk)
    desk.get_by_role("button", name="Work it out").click()
    expect(desk.get_by_role("link", name="Publish …")).to_be_visible()
    desk.goto(f"{PROGRAMME}pairs/")
    expect(desk.get_by_role("row", name=re.compile("Huda.*Moe"))).to_be_visible()
    axe(desk)
    snapshot(desk, "programme-pairs")
    desk.get_by_role("link", name="Publish …").click()
    desk.get_by_role("button", name="Publish").click()
    expect(desk.get_by_text("1 match is suggested now.")).to_be_visible()

    match = Match.objects.get()
    for person in (mentee.person, mentor.person):
        accept_match(actor=person, match=match)
    ProgrammePair.objects.update(created_at=programme.created_at - timedelta(weeks=4))
    Programme.objects.update(
        opens_on=today() - timedelta(weeks=9),
        closes_on=today() - timedelta(weeks=8),
        begins_on=today() - timedelta(weeks=4),
    )
    assert ask_check_ins(pk=programme.pk) == 2
    check_in = ProgrammePair.objects.get().check_ins.get(by_learner=True)
    phone.goto(check_in.get_absolute_url())
    axe(phone)
    fits(phone)
    snapshot(phone, "programme-check-in-phone-ar")
    phone.locator("input[value=trouble]").check()
    phone.locator("textarea").fill("I get no answer.")
    phone.locator("main form button").last.click()
    expect(phone).to_have_url(re.compile("/skills/matches/"))

    desk.goto(f"{PROGRAMME}check-ins/")
    expect(desk.get_by_text("I get no answer.")).to_be_visible()
    axe(desk)
    snapshot(desk, "programme-check-ins")
    desk.get_by_role("button", name="Looked after: Huda").click()
    expect(desk.get_by_role("button", name="Looked after: Huda")).to_have_count(0)
    for path in ("questions/", "edit/", "report/"):
        desk.goto(PROGRAMME + path)
        axe(desk)
        fits(desk)
    snapshot(desk, "programme-report")
