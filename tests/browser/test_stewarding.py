"""A steward's morning: a pasted list, who lapses when, holders of a right, a view to keep, and a right that stays."""

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from certification import outlooks
from certification.models import Following, Outlook, Recommendation, SavedView
from tests.factories.certification import RequirementFactory, certify
from tests.factories.courses import TopicFactory
from tests.factories.movement import HoldingFactory, RightFactory, WikiFactory
from tests.factories.people import PersonFactory
from wikilearn.core.dates import today
from wikilearn.people.enums import Role

DAY = timedelta(days=1)


@pytest.fixture
def steward(db):
    """Somebody who may look up, on a site where one is certified, one lapses soon and one lapsed long ago."""
    right = RightFactory(key="checkuser", name="Checkuser", minimum_holders=2)
    topic, wiki = TopicFactory(name="Digital security", mandatory=True), WikiFactory(dbname="dewiki")
    RequirementFactory(right=right, topic=topic)
    for name, ago in (("Amira", 10), ("Bola", 650), ("Chidi", 800)):
        person = PersonFactory(username=name)
        HoldingFactory(right=right, wiki=wiki, person=person, username=name)
        certify(person, topic, today() - ago * DAY)
    Outlook.objects.update(changed_on=today() - 15 * DAY)  # as if it had been seen so for two weeks
    outlooks.refresh()
    return PersonFactory(username="Steward", role=Role.STEWARD)


def send(page, action: str = "") -> None:
    """Send the form of the main part, or the one whose address ends in `action`."""
    selector = f'form[action$="{action}"]' if action else "form:not([method=get])"
    page.locator(f"main {selector} button[type=submit]").last.click()
    page.wait_for_load_state()


@pytest.mark.parametrize(("screen", "language", "colours"), [("desktop", "en", "light"), ("phone", "ar", "dark")])
def test_steward_looks_ahead_and_keeps_what_matters(browse, axe, fits, snapshot, steward, screen, language, colours):
    steward.interface_language, steward.theme = language, colours
    steward.save()
    page = browse(screen=screen, language=language, colours=colours, person=steward)

    def look(name: str) -> None:
        axe(page)
        fits(page)
        snapshot(page, f"steward-{name}-{screen}-{language}")

    page.goto(reverse("certification:steward"))
    page.locator("textarea[name=names]").fill("amira\nBola\n127.0.0.1\nNobody here\nChidi")
    page.locator("main form[method=post] button:not([name=format])").last.click()
    expect(page.locator("#answers")).to_be_visible()
    expect(page.locator("main table").first).to_contain_text("Chidi")
    look("list")

    page.goto(reverse("certification:forecast"))
    expect(page.locator("main svg[role=img]").first).to_be_visible()
    expect(page.locator("main")).to_contain_text("dewiki")
    look("forecast")

    page.goto(reverse("certification:steward_right", args=["checkuser"]) + "?state=lapsed")
    expect(page.locator("main table").first).to_contain_text("Chidi")
    expect(page.locator("main table").first).not_to_contain_text("Amira")
    look("right")
    page.locator('main a[href*="following"]').click()
    page.locator('form[action$="/save/"] input[name=name]').fill("Lapsed checkusers")
    send(page, "/following/save/")
    page.locator('form[action$="/follow/"] input[name=wiki]').fill("dewiki")
    send(page, "/following/follow/")
    look("following")
    assert SavedView.objects.get().query == "state=lapsed"
    assert Following.objects.get().wiki.dbname == "dewiki"

    page.goto(reverse("certification:recommendations"))
    look("recommendations")
    page.locator('main a[href*="/keep/"]').first.click()
    look("keep")
    page.locator("textarea[name=reason]").fill("Is ill, and will take it in May.")
    send(page)
    assert Recommendation.objects.get(note="Is ill, and will take it in May.").closed_on == today()

    page.goto(reverse("certification:steward_wiki", args=["dewiki"]))
    expect(page.locator("main table").first).to_contain_text("Bola")
    look("wiki")
    page.goto(reverse("certification:coverage"))
    look("coverage")
