"""Codes of conduct in the browser: a community writes and ratifies its code, a member affirms, everybody reads the
report; on a phone, in Arabic, with axe.
"""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.factories.movement import HoldingFactory, RightFactory, WikiFactory
from tests.factories.people import PersonFactory
from tests.factories.ucoc import universal
from ucoc.actions.transparency import publish_report
from ucoc.enums import BodyKind, Conduct, Severity
from ucoc.models import CaseStep, EnforcementBody, LocalVersion
from ucoc.transparency import Quarter
from wikilearn.core.dates import today


@pytest.fixture
def community():
    """Three who hold a right on a wiki."""
    universal()
    wiki = WikiFactory(dbname="arwiki", name="ويكيبيديا", language="ar")
    people = [PersonFactory(username=name) for name in ("Amal", "Badr", "Camelia")]
    for person in people:
        HoldingFactory(person=person, username=person.username, wiki=wiki, right=RightFactory(key="sysop"))
    return people


def test_a_community_writes_and_ratifies_its_code(community, browse, axe, fits, snapshot):
    writer, first, second = community
    page = browse(person=writer)
    page.goto("/conduct/local/")
    axe(page)
    page.get_by_role("link", name="Start a local code").click()
    page.get_by_label("Wiki or organisation").fill("arwiki")
    page.get_by_label("Languages").fill("ar, en")
    axe(page)
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_text("Gap", exact=True)).to_have_count(3)
    axe(page)
    for number in ("3.1", "3.2", "3.3"):
        page.get_by_role("link", name=f"Write a clause {number}").click()
        page.get_by_label("Heading").fill(f"بند {number}")
        page.get_by_label("Text").fill("لا أحد **يُبعد** أحدًا.")
        if number == "3.1":
            axe(page)
            snapshot(page, "conduct-clause")
        page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Gap", exact=True)).to_have_count(0)
    snapshot(page, "conduct-write", tour=True)
    page.get_by_role("link", name="Open the consultation").click()
    page.get_by_label("Last day").fill((today() + timedelta(days=20)).isoformat())
    page.get_by_role("button", name="Open").click()
    expect(page.get_by_text("After that you can submit it for review")).to_be_visible()
    member = browse(person=PersonFactory(username="Dalal"), screen="phone", language="ar")
    member.goto("/conduct/local/arwiki/")
    member.locator("textarea[name=text]").fill("لماذا؟")
    member.locator("form[action$='comments/'] button").last.click()
    expect(member.get_by_text("لماذا؟")).to_be_visible()
    axe(member)
    fits(member)
    snapshot(member, "conduct-consultation-phone-ar")
    LocalVersion.objects.update(
        consultation_from=today() - timedelta(days=20), consultation_until=today() - timedelta(days=1)
    )
    page.reload()
    page.get_by_role("button", name="Submit for review").click()
    for person in (first, second):
        reviewer = browse(person=person)
        reviewer.goto("/conduct/local/arwiki/")
        reviewer.get_by_role("link", name="Review it").click()
        axe(reviewer)
        reviewer.get_by_label("It does not fall below the universal code").check()
        reviewer.get_by_role("button", name="Send").click()
        expect(reviewer.get_by_text("Your review is on record")).to_be_visible()
    snapshot(reviewer, "conduct-version")
    page.reload()
    page.get_by_role("link", name="Ratify this version").click()
    page.get_by_label("Page of the decision").fill("https://ar.example.org/wiki/Decision")
    page.get_by_role("button", name="Ratify").click()
    expect(page.get_by_text("This version is in force now")).to_be_visible()
    phone = browse(screen="phone", language="ar", width=320)
    for address in ("/conduct/local/arwiki/", "/conduct/local/", "/conduct/local/coverage/"):
        phone.goto(address)
        axe(phone)
        fits(phone)
    phone.goto("/conduct/local/arwiki/")
    snapshot(phone, "conduct-local-phone-ar")


def test_a_member_affirms_without_being_stopped(community, browse, axe, fits, snapshot):
    page = browse(person=community[0], screen="phone", language="ar")
    page.goto("/me/")
    page.locator("aside a[href='/conduct/affirm/']").click()
    axe(page)
    fits(page)
    snapshot(page, "conduct-affirm-phone-ar")
    page.locator("main form button[type=submit]").click()
    expect(page.locator("main table tbody tr")).to_have_count(2)
    axe(page)
    expect(page.locator("aside a[href='/conduct/affirm/']")).to_have_count(0)


def test_everybody_reads_the_code_and_the_report(browse, axe, fits, snapshot):
    universal()
    kinds = (BodyKind.U4C, BodyKind.STEWARDS, BodyKind.LEGAL)
    bodies = [EnforcementBody.objects.get_or_create(slug=k, defaults={"kind": k, "name": k})[0] for k in kinds]
    CaseStep.objects.bulk_create(
        CaseStep(
            case=f"00000000-0000-4000-8000-{number:012}",
            body=bodies[0 if number < 40 else 1 if number < 70 else 2],
            step="received",
            on="2026-02-01",
            at="2026-02-01T00:00Z",
            conduct=Conduct.HARASSMENT if number % 3 else Conduct.HATE,
            severity=Severity.NORMAL if number % 2 else Severity.HIGH,
        )
        for number in range(74)
    )
    publish_report(actor=None, quarter=Quarter(2026, 1))
    for screen, language in (("desktop", "en"), ("phone", "ar")):
        page = browse(screen=screen, language=language)
        for name, address in (
            ("code", "/conduct/"),
            ("clause", "/conduct/versions/1/3.1/"),
            ("report", "/conduct/transparency/"),
        ):
            page.goto(address)
            axe(page)
            fits(page)
            snapshot(page, f"conduct-{name}-{screen}-{language}")
