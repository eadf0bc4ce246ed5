"""Two people in two zones: one asks in Arabic on a phone, the other shares at a desk."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from skills_exchange.enums import ClaimKind
from skills_exchange.models import ExchangeSession, Match, MatchMessage, Thanks
from tests.factories.people import PersonFactory
from tests.factories.skills_exchange import ClaimFactory, PartyFactory, SkillFactory


@pytest.fixture
def look(axe, fits, snapshot):
    """Nothing in the way, nothing sticks out, and a picture."""

    def check(page, name):
        expect(page.locator(".error-page")).to_have_count(0)
        axe(page)
        fits(page)
        snapshot(page, f"exchanges-{name}")

    return check


@pytest.fixture
def two():
    """Layla in Cairo wants to learn what Sam in Kathmandu shares."""
    skill = SkillFactory(slug="subtitling", labels={"en": "Subtitling videos", "ar": "ترجمة المقاطع المرئية"})
    layla = PersonFactory(
        username="Layla Learner", languages=["ar", "en"], interface_language="ar", time_zone="Africa/Cairo"
    )
    sam = PersonFactory(username="Sam Sharer", time_zone="Asia/Kathmandu")
    evenings = sum(1 << (24 * day + hour) for day in range(7) for hour in range(14, 23))
    learner = PartyFactory(person=layla, zone="Africa/Cairo", week=evenings, speaks=["ar", "en"])
    sharer = PartyFactory(person=sam, zone="Asia/Kathmandu", week=evenings)
    ClaimFactory(party=learner, skill=skill, kind=ClaimKind.WANTED)
    ClaimFactory(party=sharer, skill=skill)
    return layla, sam, sharer


def post(page, name, *args):
    """The button of the form that posts to a page."""
    return page.locator(f'form[action="{reverse(f"skills_exchange:{name}", args=args)}"] button').first


def success(page):
    expect(page.locator(".cdx-message--success")).to_be_visible()


def test_two_people_in_two_zones_exchange(browse, look, two):
    layla, sam, sharer = two
    phone = browse(screen="phone", language="ar", person=layla)
    desk = browse(person=sam)

    phone.goto(reverse("skills_exchange:request_match", args=[sharer.uid], query={"skill": "subtitling"}))
    expect(phone.locator("html")).to_have_attribute("dir", "rtl")
    expect(phone.locator(".hours li").first).to_be_visible()
    phone.locator("#id_message").fill("أود أن أتعلم")
    look(phone, "ask-phone-ar")
    phone.locator("main form button[type=submit]").last.click()
    success(phone)
    match = Match.objects.get()

    desk.goto(reverse("skills_exchange:matches"))
    expect(desk.locator(".exchange--waits")).to_have_count(1)
    look(desk, "list")
    desk.get_by_role("link", name="Subtitling videos").click()
    expect(desk.get_by_role("button", name="Yes, let us do it")).to_be_visible()
    look(desk, "asked")
    desk.get_by_role("button", name="Yes, let us do it").click()
    expect(desk.get_by_role("link", name="Propose times")).to_be_visible()
    desk.locator("#write textarea").fill("Welcome! See https://example.org/subtitles")
    desk.locator("#write button").click()
    expect(desk.locator(".talk__said")).to_have_count(1)
    desk.get_by_role("link", name="Propose times").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Propose times")
    boxes = desk.locator("input[name=starts]")
    for number in (0, 1):
        boxes.nth(number).check(force=True)
    look(desk, "times")
    desk.get_by_role("button", name="Send the proposal").click()
    expect(desk.locator(".exchange")).to_have_count(2)

    phone.goto(match.get_absolute_url())
    expect(phone.locator(".talk__said")).to_have_count(1)
    look(phone, "proposed-phone-ar")
    session = match.sessions.order_by("starts_at").first()
    post(phone, "agree_session", match.uid, session.uid).click()
    success(phone)
    expect(phone.locator(".exchange")).to_have_count(1)
    phone.locator("#write textarea").fill("شكرا، إلى اللقاء")
    phone.locator("#write button").click()
    expect(phone.locator(".talk__said")).to_have_count(2)
    assert MatchMessage.objects.filter(read_at=None).count() == 1

    over = timezone.now() - timedelta(hours=1)
    ExchangeSession.objects.update(starts_at=over - timedelta(hours=1), ends_at=over)
    desk.goto(match.get_absolute_url())
    look(desk, "held")
    desk.get_by_role("button", name="It took place").click()
    expect(desk.get_by_text("Took place")).to_be_visible()
    desk.get_by_role("button", name="We are done").click()
    expect(desk.get_by_text("You have confirmed.")).to_be_visible()

    phone.goto(match.get_absolute_url())
    look(phone, "confirm-phone-ar")
    post(phone, "match_done", match.uid).click()
    expect(phone.locator("#thanks")).to_be_visible()
    match.refresh_from_db()
    assert (match.state, match.exchange.minutes) == ("confirmed", 60)
    feedback = phone.locator(f'form[action="{reverse("skills_exchange:match_feedback", args=[match.uid])}"]')
    feedback.locator("input[name=useful]").first.check(force=True)
    feedback.locator("button").click()
    success(phone)
    thanks = phone.locator(f'form[action="{reverse("skills_exchange:match_thanks", args=[match.uid])}"]')
    thanks.locator("textarea").fill("شكرا جزيلا")
    thanks.locator("input[type=checkbox]").check(force=True)
    thanks.locator("button").click()
    success(phone)
    look(phone, "thanked-phone-ar")
    post(phone, "match_know", match.uid).click()
    success(phone)

    desk.goto(match.get_absolute_url())
    look(desk, "confirmed")
    desk.get_by_role("button", name="Show it on my profile").click()
    expect(desk.get_by_role("button", name="Take it off my profile")).to_be_visible()
    assert Thanks.objects.get().sharer_shows
