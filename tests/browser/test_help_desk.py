"""The help desk in the browser: look first, ask, answer, solve, keep; a phone in Arabic for whoever answers; axe."""

import pytest
from playwright.sync_api import expect

from skills_exchange.actions.skill_names import write_names
from tests.factories.help_desk import ResourceFactory
from tests.factories.people import PersonFactory
from tests.factories.skills_exchange import ClaimFactory, PartyFactory, SkillFactory


@pytest.fixture
def helper():
    """Somebody who shares a skill in English and reads the pages in Arabic."""
    skill = SkillFactory(slug="lua-modules", labels={"en": "Lua modules", "ar": "وحدات لوا"})
    write_names([skill])
    party = PartyFactory(person=PersonFactory(username="Huda", interface_language="ar"), speaks=["en", "ar"])
    ClaimFactory(skill=skill, party=party)
    ResourceFactory(title="Modules for beginners", summary="Write your first module step by step.", skills=[skill])
    return party.person


def test_a_question_finds_its_answer(helper, browse, axe, fits, snapshot):
    page = browse(person=PersonFactory(username="Bea"))
    page.goto("/skills/help/")
    axe(page)
    page.locator("#id_q").fill("modules for beginers")
    page.get_by_role("button", name="Look").click()
    expect(page.get_by_role("link", name="Modules for beginners")).to_be_visible()
    axe(page)
    fits(page)
    snapshot(page, "help-look")
    page.get_by_role("link", name="None of this helps: ask people").click()
    page.get_by_label("Your question in one sentence").fill("Why does my module return nothing?")
    page.get_by_label("More about it").fill("It is called from a template and the page stays empty.")
    page.get_by_role("combobox", name="What is it about?").fill("lua mod")
    page.get_by_role("option", name="Lua modules").click()
    axe(page)
    snapshot(page, "help-ask")
    page.get_by_role("button", name="Send the question").click()
    expect(page.get_by_text("Nobody has answered yet.")).to_be_visible()
    axe(page)
    question = page.url

    friend = browse(person=helper, screen="phone", language="ar")
    friend.goto("/skills/help/")
    axe(friend)
    fits(friend)
    snapshot(friend, "help-desk-phone-ar")
    friend.get_by_role("link", name="Why does my module return nothing?").click()
    friend.locator("button[name=takes][value=yes]").click()
    expect(friend.locator("button[name=takes][value=yes]")).to_have_count(0)
    friend.locator("textarea[name=text]").fill("It has to end with: return p")
    friend.locator("main form:has(textarea) button").click()
    expect(friend.get_by_text("It has to end with: return p")).to_be_visible()
    axe(friend)
    fits(friend)
    snapshot(friend, "help-question-phone-ar")

    page.goto(question)
    page.get_by_role("button", name="This solved it").click()
    expect(page.get_by_text("This solved it")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Make it an entry of the library").click()
    expect(page.locator("textarea[name=body]")).to_have_value(
        "It is called from a template and the page stays empty.\n\nIt has to end with: return p"
    )
    axe(page)
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("heading", name="Why does my module return nothing?")).to_be_visible()
    axe(page)

    visitor = browse(screen="phone")
    visitor.goto("/skills/search/?q=module")
    expect(visitor.get_by_role("heading", name="Answered questions")).to_be_visible()
    axe(visitor)
    fits(visitor)
    snapshot(visitor, "help-search-phone")
    visitor.goto("/skills/resources/")
    expect(visitor.get_by_role("link", name="Modules for beginners")).to_be_visible()
    axe(visitor)
    fits(visitor)
    snapshot(visitor, "library-phone")
