"""Somebody prepares for a right, becomes ready, lists themselves, is found by who selects, and withdraws."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from certification.models import Candidacy
from courses.enums import CoursePath
from tests.factories.certification import RequirementFactory, certify
from tests.factories.courses import PublishedCourseFactory, TopicFactory
from tests.factories.people import PersonFactory
from ucoc.support_data import load_support_resources
from wikilearn.core.dates import today
from wikilearn.movement.models import Right
from wikilearn.movement.reference_data import load_guides, load_rights, load_territories, load_wikis
from wikilearn.people.enums import Role


@pytest.fixture
def topic(db):
    """Rights, wikis and help as they are shipped, and one topic that checkusers need, with a course."""
    for load in (load_territories, load_wikis, load_rights, load_guides, load_support_resources):
        load()
    topic = TopicFactory(key="security", mandatory=True, name="Digital security")
    RequirementFactory(right=Right.objects.get(key="checkuser"), topic=topic)
    PublishedCourseFactory(topic=topic, slug="security", path=CoursePath.FULL)
    return topic


def test_a_candidate_becomes_ready_is_found_and_withdraws(browse, axe, fits, snapshot, topic):
    cleo = PersonFactory(username="Cleo", central_id=4242, languages=["en", "fr"])
    page = browse(screen="phone", person=cleo)
    page.expected_errors.append("400 (Bad Request)")  # the form that is sent without consent
    page.goto(reverse("movement:rights"))
    page.get_by_label("Search").last.fill("checkuser")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name="Checkuser", exact=True).click()
    expect(page.get_by_role("heading", name="How one gets it")).to_be_visible()
    page.get_by_role("link", name="The way to it").click()
    expect(page.get_by_text("All of it takes about 10 minutes.")).to_be_visible()
    axe(page)
    fits(page)
    snapshot(page, "become-not-ready-phone")

    certify(cleo, topic, today())
    page.reload()
    page.get_by_role("link", name="Stand for it").click()
    page.get_by_role("textbox", name="Wiki").fill("dewiki")
    page.get_by_label("What you want to say").fill("I have watched recent changes for years.")
    page.get_by_label("I am at least 18 years old.").check()
    page.get_by_role("button", name="List me").click()
    expect(page.get_by_label("Those who select may see")).to_have_attribute("aria-invalid", "true")
    axe(page)
    snapshot(page, "stand-phone")
    page.get_by_label("Those who select may see").check()
    page.get_by_role("button", name="List me").click()
    expect(page.get_by_text("You are on the list.")).to_be_visible()
    axe(page)
    fits(page)
    snapshot(page, "candidacies-phone")

    steward = browse(person=PersonFactory(username="Sela", role=Role.STEWARD))
    steward.goto(reverse("certification:candidates"))
    expect(steward.get_by_role("rowheader", name="Cleo")).to_be_visible()
    axe(steward)
    snapshot(steward, "candidates-desktop")

    page.goto(reverse("people:lookups"))
    expect(page.get_by_text("Sela")).to_be_visible()
    page.goto(reverse("certification:candidacies"))
    page.get_by_role("button", name="Withdraw").click()
    expect(page.get_by_text("You stand for nothing now")).to_be_visible()
    assert not Candidacy.objects.listed(today()).exists()
    steward.reload()
    expect(steward.get_by_text("Nobody", exact=True)).to_be_visible()


@pytest.mark.parametrize(("screen", "language", "colours"), [("phone", "ar", "light"), ("desktop", "en", "dark")])
@pytest.mark.usefixtures("topic")
def test_the_directory_and_the_help_have_no_barriers(browse, axe, fits, snapshot, screen, language, colours):
    curator = PersonFactory(role=Role.CURATOR, interface_language=language, theme=colours)
    page = browse(screen=screen, language=language, colours=colours, person=curator)
    for name, address in {
        "rights": "/rights/?nonpublic=yes",
        "right": "/rights/checkuser/",
        "edit-right": "/rights/checkuser/edit/",
        "texts": "/rights/checkuser/texts/ar/",
        "support": "/support/?territory=FR&language=fr",
        "support-list": "/support/manage/",
        "support-add": "/support/manage/add/",
    }.items():
        page.goto(address)
        expect(page.locator("h1")).to_be_visible()
        axe(page)
        fits(page)
        snapshot(page, f"directory-{name}-{screen}-{language}")


def test_help_is_found_without_scripts_and_without_an_account(browse, topic):
    page = browse(screen="phone", language="fr", javascript=False)
    page.goto("/support/")
    page.locator("select[name=territory]").select_option("FR")
    page.locator("main form button").click()
    expect(page.get_by_role("link", name="3114")).to_be_visible()
