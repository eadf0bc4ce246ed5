"""Journeys about certifications: a curator and a requirement, a break in Arabic, two people, and a list of records."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext
from playwright.sync_api import expect

from certification.models import Fact, Period, Requirement, WaitingRecord
from tests.factories.certification import RequirementFactory, certify
from tests.factories.courses import TopicFactory
from tests.factories.movement import HoldingFactory, RightFactory, WikiFactory
from tests.factories.people import PersonFactory
from wikilearn.core.dates import add_months, today
from wikilearn.people.enums import Role

BAD = "username,topic,from,until\nAda,digital-security,01.03.2025,2027-03-01\nBob,cooking,2025-03-01,2027-03-01\n"
GOOD = "username;topic;from;until\nAda;digital-security;2025-03-01;2027-03-01\n"


def security():
    return TopicFactory(key="digital-security", name="Digital security", mandatory=True)


def holder(topic, username="Ada", days=630):
    person = PersonFactory(username=username, central_id=77)
    right = RightFactory(key="checkuser", name="Checkuser")
    HoldingFactory(right=right, wiki=WikiFactory(dbname="dewiki"), username=username, person=person)
    certify(person, topic, timezone.now() - timedelta(days=days))
    return person, right


def test_curator_adds_a_requirement_after_seeing_its_effect(browse, axe, fits, snapshot):
    topic = security()
    _person, right = holder(topic, days=100)
    RequirementFactory(right=right, topic=topic)
    TopicFactory(key="self-care", name="Self-care", mandatory=True)
    page = browse(person=PersonFactory(role=Role.CURATOR))
    page.goto(reverse("certification:requirements"))
    axe(page)
    page.get_by_role("link", name="Add a requirement").click()
    page.get_by_label("Right").select_option(label="Checkuser")
    page.get_by_label("Topic").select_option(label="Self-care")
    page.get_by_role("button", name="Show the effect").click()
    expect(page.get_by_role("alert")).to_contain_text("1 holder enters transition")
    expect(page.get_by_role("alert")).to_contain_text("1 holder loses “certified”")
    assert Requirement.objects.count() == 1
    axe(page)
    fits(page)
    snapshot(page, "requirement-effect")
    page.get_by_role("button", name="Add it").click()
    expect(page.locator("tbody")).to_contain_text("Self-care")
    assert Requirement.objects.count() == 2


def test_functionary_takes_a_break_and_ends_it_on_a_phone_in_arabic(browse, axe, fits, snapshot):
    person, _right = holder(security())
    person.interface_language = "ar"
    person.save()
    until = Period.objects.get().valid_until
    page = browse(screen="phone", language="ar", person=person)
    with translation.override("ar"):
        start, end = gettext("Start the break"), gettext("End the break now")
    page.goto(reverse("certification:pause"))
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    axe(page)
    fits(page)
    snapshot(page, "break-phone-ar")
    page.locator("input[name=category][value=private]").check()
    page.get_by_role("button", name=start).click()
    expect(page.get_by_role("button", name=end)).to_be_visible()
    assert Period.objects.get().valid_until == until + (add_months(today(), 6) - today())
    axe(page)
    fits(page)
    snapshot(page, "break-running-phone-ar")
    page.get_by_role("button", name=end).click()
    expect(page.get_by_role("button", name=end)).to_have_count(0)
    assert Period.objects.get().valid_until == until


def test_two_people_extend_a_certification_the_second_with_the_keyboard_only(browse, axe, fits, snapshot):
    topic = security()
    person, _right = holder(topic)
    first = browse(person=PersonFactory(username="Steward", role=Role.STEWARD))
    first.goto(reverse("certification:person_history", args=[person.username]))
    axe(first)
    snapshot(first, "person-history")
    first.get_by_role("link", name="Extend or exempt").click()
    first.get_by_label("Extension", exact=True).check()
    first.get_by_label("Topic").select_option(label="Digital security")
    first.get_by_label("Last day").fill((today() + timedelta(days=200)).isoformat())
    first.get_by_label("Reason", exact=True).fill("No refresher in Swahili yet")
    axe(first)
    fits(first)
    first.get_by_role("button", name="Propose").click()
    expect(first.locator("#messages")).to_contain_text("Another authorised person")
    second = browse(person=PersonFactory(username="Curator", role=Role.CURATOR))
    second.goto(reverse("certification:decisions"))
    axe(second)
    walk(second, "Decide")
    second.keyboard.press("Enter")
    expect(second.get_by_role("heading", level=1)).to_have_text("Extension")
    axe(second)
    snapshot(second, "proposal")
    walk(second, "Confirm")
    second.keyboard.press("Enter")
    expect(second.locator("#messages")).to_contain_text("Confirmed")
    assert Period.objects.get().valid_until == today() + timedelta(days=200)
    assert Fact.objects.get(kind="extended").reason == "No refresher in Swahili yet"


def walk(page, beginning, most=80):
    """Press Tab until what has the focus begins with these words."""
    for _step in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText || ''").strip().startswith(beginning):
            return
    raise AssertionError(f"{beginning} cannot be reached with the keyboard")


def test_curator_imports_a_list_that_was_wrong_at_first(browse, axe, fits, snapshot):
    security()
    page = browse(person=PersonFactory(role=Role.CURATOR))
    page.goto(reverse("certification:histories"))
    axe(page)
    fits(page)
    upload(page, BAD)
    expect(page.get_by_role("alert").or_(page.locator("main"))).to_contain_text("2 rows have to be corrected")
    expect(page.locator("tbody")).to_contain_text("Write the day as 2026-03-01")
    axe(page)
    snapshot(page, "history-errors")
    page.get_by_role("link", name="Upload another file").click()
    upload(page, GOOD)
    expect(page.locator("main")).to_contain_text("Waiting for their account")
    assert not WaitingRecord.objects.exists()
    axe(page)
    snapshot(page, "history-checked")
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.locator("main")).to_contain_text("Imported")
    assert WaitingRecord.objects.get().username == "Ada"


def upload(page, text):
    page.get_by_label("CSV file").set_input_files(
        {"name": "records.csv", "mimeType": "text/csv", "buffer": text.encode()}
    )
    page.get_by_role("button", name="Check the file").click()
    page.wait_for_url("**/histories/*-*/")
