"""A profile in the exchange: by keyboard alone, on a phone in Arabic, by finger, without scripts."""

import pytest
from playwright.sync_api import expect

from skills_exchange import weeks
from skills_exchange.actions.skill_names import write_names
from skills_exchange.enums import ClaimKind, EvidenceKind, Visibility
from skills_exchange.models import Evidence, Party, SkillClaim
from tests.browser.keyboard import tab_to
from tests.factories.movement import TerritoryFactory
from tests.factories.people import PersonFactory
from tests.factories.skills_exchange import ClaimFactory, PartyFactory, SkillFactory


@pytest.fixture
def skills(db):
    """A few skills, named in two languages."""
    TerritoryFactory(code="NG", region="011")
    top = SkillFactory(slug="media", labels={"en": "Media", "ar": "الوسائط"})
    found = [
        SkillFactory(slug="photography", parent=top, labels={"en": "Photography", "ar": "التصوير"}),
        SkillFactory(slug="editing-sound", parent=top, labels={"en": "Editing sound", "ar": "تحرير الصوت"}),
    ]
    write_names([top, *found])
    return found


def hours(person):
    return set(weeks.hours_of(Party.objects.get(person=person).week))


def test_a_profile_by_keyboard_alone(browse, axe, fits, snapshot, skills):
    person = PersonFactory(username="Amaka", languages=["en", "ig"], time_zone="Africa/Lagos")
    page = browse(person=person)
    page.goto("/skills/me/")
    axe(page)
    tab_to(page, page.get_by_role("link", name="Change the time"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="When I have time")).to_be_visible()
    expect(page.get_by_role("grid")).to_be_visible()
    axe(page)
    tab_to(page, "[role=grid] input")
    for key in ("Space", "ArrowDown", "ArrowDown", "ArrowRight", "Space"):  # Monday 0:00, Tuesday 2:00
        page.keyboard.press(key)
    for key in ("End", "Space"):  # Sunday 2:00
        page.keyboard.press(key)
    for key in ("Home", "ArrowRight", "Shift+ArrowRight"):  # nothing: copies an empty hour
        page.keyboard.press(key)
    for key in ("Home", "Enter"):  # the name of the hour is no box: Home leads to it, Enter marks the row
        page.keyboard.press(key)
    expect(page.locator("[data-week-said]")).to_have_text("8 hours a week")
    snapshot(page, "skills-time-desktop", tour=True)
    tab_to(page, page.get_by_role("button", name="Save").last)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert hours(person) == {0} | {day * 24 + 2 for day in range(7)}

    tab_to(page, page.get_by_role("link", name="Add something to share"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Add something to share")).to_be_visible()
    axe(page)
    tab_to(page, page.get_by_role("combobox", name="Skill"))
    page.keyboard.type("photograf")
    expect(page.get_by_role("option").first).to_contain_text("Photography")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("button", name="Save"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Photography", exact=True)).to_be_visible()
    axe(page)
    fits(page)
    snapshot(page, "skills-me-desktop")
    assert SkillClaim.objects.get().kind == ClaimKind.OFFERED


def test_a_profile_on_a_phone_in_arabic(browse, axe, fits, snapshot, skills):
    person = PersonFactory(username="Layla", languages=["ar", "en"], interface_language="ar", time_zone="Asia/Kolkata")
    page = browse(screen="phone", language="ar", person=person)
    page.goto("/skills/me/time/")
    axe(page)
    fits(page)
    snapshot(page, "skills-time-phone-ar")
    grid = page.get_by_role("grid")
    first = grid.locator("input").first
    first.focus()
    page.keyboard.press("ArrowLeft")  # forwards from right to left
    page.keyboard.press("Space")
    page.locator("[data-week-preset]").nth(2).click()
    page.locator(".form__actions button").click()
    expect(page.locator(".free-days")).to_be_visible()
    assert hours(person) == {24} | {day * 24 + hour for day in (5, 6) for hour in range(9, 21)}
    axe(page)
    fits(page)

    other = ClaimFactory(party=PartyFactory(zone="Asia/Kathmandu"), skill=skills[0], verified=True, note="On any phone")
    Evidence.objects.create(claim=other, kind=EvidenceKind.BADGE, source="badge:x", title="Photographer of the year")
    ClaimFactory(party=other.party, skill=skills[1], visibility=Visibility.MATCHES)
    page.goto(other.party.get_absolute_url())
    expect(page.get_by_text("التصوير")).to_be_visible()
    expect(page.get_by_text("تحرير الصوت")).to_have_count(0)
    axe(page)
    fits(page)
    snapshot(page, "skills-party-phone-ar")
    for end in ("edit/", "claims/add/?kind=wanted", "import/", "import/answers/", "confirm/", "blocked/"):
        page.goto(f"/skills/me/{end}")
        expect(page.locator("h1")).to_be_visible()
        axe(page)
        fits(page)
        snapshot(page, f"skills-{end.partition('/')[0]}-phone-ar")


def test_hours_are_painted_with_the_mouse(browse, skills):
    person = PersonFactory()
    page = browse(person=person)
    page.goto("/skills/me/time/")
    boxes = page.get_by_role("grid").locator("input")

    def middle(number):
        box = boxes.nth(number).bounding_box()
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    boxes.nth(7 * 9).scroll_into_view_if_needed()
    page.mouse.move(*middle(7 * 9))
    page.mouse.down()
    page.mouse.move(*middle(7 * 10 + 1), steps=4)
    page.mouse.move(*middle(7 * 11 + 2), steps=4)
    page.mouse.up()
    expect(page.locator("[data-week-said]")).to_have_text("9 hours a week")
    boxes.nth(7 * 9).click()
    expect(page.locator("[data-week-said]")).to_have_text("8 hours a week")
    page.get_by_role("button", name="Save").last.click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert hours(person) == {day * 24 + hour for day in range(3) for hour in (9, 10, 11)} - {9}


def test_hours_are_painted_with_a_finger_that_rests_first(browse, skills):
    person = PersonFactory()
    page = browse(screen="phone", person=person)
    page.goto("/skills/me/time/")
    boxes = page.get_by_role("grid").locator("input")
    boxes.nth(7 * 9).scroll_into_view_if_needed()
    touch = page.context.new_cdp_session(page)

    def finger(kind, number=None):
        box = boxes.nth(number).bounding_box() if number is not None else None
        points = [{"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}] if box else []
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    finger("touchStart", 7 * 9)
    expect(page.locator(".week--painting")).to_be_visible()
    finger("touchMove", 7 * 10)
    finger("touchMove", 7 * 11 + 1)
    finger("touchEnd")
    expect(page.locator(".week--painting")).to_have_count(0)
    expect(page.locator("[data-week-said]")).to_have_text("6 hours a week")
    page.get_by_role("button", name="Save").last.click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert hours(person) == {day * 24 + hour for day in range(2) for hour in (9, 10, 11)}


def test_hours_without_scripts(browse, skills):
    person = PersonFactory()
    page = browse(screen="phone", person=person, javascript=False)
    page.goto("/skills/me/time/")
    page.locator("button[value=evenings]").click()
    page.locator("input[name=hours]").first.check()
    page.locator(".form__actions button").click()
    expect(page.locator(".free-days")).to_be_visible()
    assert hours(person) == {0} | {day * 24 + hour for day in range(5) for hour in range(18, 22)}
