"""A learner takes a pack by keyboard alone, passes its course, finds the badge; then marks and rates."""

from playwright.sync_api import expect

from certification.badges.models import Credential
from courses.models import Bookmark, Feedback, PackCompletion
from tests.factories.learning import learner, serve_course
from tests.factories.packs import PackFactory


def press(page, role, name):
    """Reach it by Tab, as somebody without a pointer does, and press it."""
    target = page.get_by_role(role, name=name).first
    for _step in range(80):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
    raise AssertionError(f"{name} cannot be reached by keyboard")


def test_pack_by_keyboard_with_its_badge(browse, axe, fits, snapshot):
    course = serve_course(lessons=2, questions=0, languages=("en",), slug="only-course")
    PackFactory(courses=[course], title="Your first days", slug="first-days")
    person = learner(serve_course(slug="another")).person
    page = browse(screen="desktop", person=person)
    page.goto("/packs/")
    axe(page)
    press(page, "link", "Your first days")
    press(page, "button", "Take this learning pack")
    expect(page.get_by_text("0 of 1 course passed")).to_be_visible()
    axe(page)
    snapshot(page, "pack-desktop")
    press(page, "link", "Start with this course")
    press(page, "button", "Enrol and start")
    press(page, "link", "Bookmark and note")
    page.get_by_label("Note").fill("Ask about this")
    axe(page)
    press(page, "button", "Keep the bookmark")
    press(page, "button", "Next")
    press(page, "button", "Finish the course")
    press(page, "link", "Rate this course")
    axe(page)
    page.get_by_label("4 – good").check(force=True)
    press(page, "button", "Send")
    expect(page.get_by_text("Thank you")).to_be_visible()
    assert PackCompletion.objects.filter(person=person).exists()
    assert Credential.objects.get(person=person).valid_until is None
    assert Feedback.objects.get(person=person).rating == 4
    assert Bookmark.objects.get(person=person).note == "Ask about this"
    for address in ("/packs/first-days/", "/learn/", "/learn/bookmarks/", "/learn/activity/", "/courses/?q=only"):
        page.goto(address)
        axe(page)
        fits(page)


def test_pages_fit_a_phone_in_arabic(browse, axe, fits, snapshot):
    taking = learner(serve_course(languages=("ar", "en"), slug="phone-course"), language="ar")
    PackFactory(courses=[taking.course], slug="phone-pack")
    page = browse(screen="phone", language="ar", colours="dark", person=taking.person, width=320)
    for name, address in (
        ("catalogue", "/courses/?language=ar"),
        ("packs", "/packs/"),
        ("pack", "/packs/phone-pack/"),
        ("my-learning", "/learn/"),
        ("bookmarks", "/learn/bookmarks/"),
    ):
        page.goto(address)
        axe(page)
        fits(page)
        snapshot(page, f"phone-ar-{name}")
