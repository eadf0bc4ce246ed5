"""Journeys around bodies: whom to turn to, a decision with a course that is passed, an appeal, the table."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from courses.actions.completing import complete_course
from tests.factories.courses import PublishedCourseFactory
from tests.factories.enforcing import BodyFactory, LocalBodyFactory, member_of
from tests.factories.movement import WikiFactory
from tests.factories.people import PersonFactory
from ucoc.actions.decisions import record_decision
from ucoc.actions.figures import record_case_step, watch_bodies
from ucoc.actions.measures import MeasureWish
from ucoc.enums import MeasureKind
from ucoc.models import BodyFailure, Decision, DecisionAppeal, Measure
from ucoc.reference_data_bodies import load_bodies, load_jurisdiction, load_thresholds
from wikilearn.core.dates import today
from wikilearn.people.enums import Role


@pytest.fixture
def local():
    """A wiki whose administrators can work, the U4C, and trust and safety."""
    load_bodies()
    load_jurisdiction()
    load_thresholds()
    u4c, trust = BodyFactory(slug="u4c"), BodyFactory(slug="trust-and-safety")
    u4c.quorum = 2
    u4c.save()
    trust.topics.clear()
    for name in ("Uma", "Ulf"):
        member_of(u4c, PersonFactory(username=name, two_factor=True))
    member_of(trust)
    wiki = WikiFactory(dbname="dewiki", url="https://de.wikipedia.org")
    body = LocalBodyFactory(slug="dewiki-admins", name="Administrators", wiki=wiki)
    member_of(body, PersonFactory(username="Ada", two_factor=True))
    return body


def person(name):
    from wikilearn.people.models import Person

    return Person.objects.get(username=name)


def test_somebody_finds_whom_to_turn_to_on_a_phone_without_javascript(browse, local, fits, snapshot):
    page = browse(screen="phone", javascript=False)
    page.goto(reverse("ucoc:finder"))
    page.get_by_label("Which wiki?").fill("de.m.wikipedia.org")
    page.get_by_label("What is it about?").select_option("harassment")
    page.get_by_role("button", name="Show who is responsible").click()
    expect(page.locator(".body-step--first")).to_contain_text("Administrators")
    fits(page)
    snapshot(page, "finder-phone")
    page.get_by_label("Somebody is in danger now").check()
    page.get_by_role("button", name="Show who is responsible").click()
    expect(page.locator(".body-step--first")).to_contain_text("Trust and safety")


def test_the_finder_and_the_pages_of_bodies_in_arabic(browse, local, axe, fits, snapshot):
    page = browse(screen="phone", language="ar")
    for name, args in (("finder", []), ("bodies", []), ("body", ["u4c"]), ("jurisdiction", []), ("thresholds", [])):
        page.goto(reverse(f"ucoc:{name}", args=args))
        expect(page.locator("html")).to_have_attribute("dir", "rtl")
        axe(page)
        fits(page)
    page.goto(reverse("ucoc:finder") + "?place=one_wiki&wiki=dewiki&conduct=hate")
    axe(page)
    fits(page)
    snapshot(page, "finder-phone-ar")


def test_a_body_assigns_a_course_it_is_passed_and_the_measure_closes(browse, local, axe, fits, snapshot):
    course = PublishedCourseFactory(slug="kind-words")
    accused = PersonFactory(username="Concerned", central_id=4)
    page = browse(person=person("Ada"))
    page.goto(reverse("ucoc:decide", args=[local.slug]))
    page.locator("#id_person").fill("Concerned")
    page.get_by_role("button", name="Ask the ladder").click()
    expect(page.get_by_role("status").first).to_contain_text("Warning")
    axe(page)
    fits(page)
    page.get_by_label("What is it about?").select_option("harassment")
    page.get_by_label("Reasons").fill("Insults on a talk page.")
    first = page.locator(".measure-form").first
    first.locator("#id_m1-kind").select_option("course")
    first.get_by_label("Username of the person concerned").fill("Concerned")
    first.get_by_label("Last day").fill((today() + timedelta(days=20)).isoformat())
    first.get_by_label("Assigned course").select_option("kind-words")
    snapshot(page, "decide")
    page.get_by_role("button", name="Record the decision").click()
    expect(page.get_by_role("heading", name="Decision", exact=True)).to_be_visible()
    axe(page)
    fits(page)
    reader = browse(screen="phone", person=accused)
    reader.goto(reverse("ucoc:my_measures"))
    expect(reader.get_by_role("link", name="Go to the course")).to_be_visible()
    axe(reader)
    fits(reader)
    snapshot(reader, "my-measures-phone")
    complete_course(actor=accused, course=course, revision_id=course.published_revision_id, language="en")
    assert Measure.objects.get().passed
    page.reload()
    expect(page.locator("main")).to_contain_text("The course was passed")
    assert "Concerned" not in page.goto(reverse("courses:course", args=["kind-words"])).text()


def test_an_appeal_goes_to_others_who_overturn_it(browse, local, axe, fits, snapshot):
    accused = PersonFactory(username="Concerned")
    wish = MeasureWish(MeasureKind.TEMPORARY_BLOCK, accused, until=today() + timedelta(days=30))
    record_decision(actor=person("Ada"), body=local, case=uuid.uuid4(), reasons="Insults.", measures=[wish])
    page = browse(screen="phone", person=accused)
    page.goto(reverse("ucoc:my_measures"))
    page.get_by_role("link", name="Appeal against this").click()
    expect(page.locator("main")).to_contain_text("U4C")
    axe(page)
    fits(page)
    page.get_by_label("Something was lost between languages or cultures.").check()
    page.get_by_label("In your own words").fill("It was a proverb.")
    page.get_by_role("button", name="Send the appeal").click()
    expect(page.locator("main")).to_contain_text("Withdraw the appeal")
    axe(page)
    judge = browse(person=person("Uma"))
    judge.goto(reverse("ucoc:body_desk", args=["u4c"]))
    axe(judge)
    judge.get_by_role("link", name="Appeal against a decision of").click()
    expect(judge.locator("blockquote")).to_contain_text("It was a proverb.")
    axe(judge)
    fits(judge)
    snapshot(judge, "appeal")
    judge.get_by_label("Overturned: the measures end").check()
    judge.get_by_label("Reasons").fill("It was a proverb indeed.")
    judge.get_by_label("Ulf").check()
    judge.get_by_role("button", name="Answer the appeal").click()
    expect(judge.get_by_role("status")).to_be_visible()
    assert DecisionAppeal.objects.get().status == "overturned"
    page.reload()
    expect(page.locator("main")).to_contain_text("It was a proverb indeed.")
    assert Decision.objects.get().measures.get().closed_as == "overturned"


def test_staff_set_up_a_body_change_the_table_and_close_a_file(browse, local, axe, fits, snapshot):
    page = browse(person=PersonFactory(username="Staff", role=Role.STAFF))
    page.goto(reverse("ucoc:new_body"))
    axe(page)
    fits(page)
    page.goto(reverse("ucoc:body", args=[local.slug]))
    axe(page)
    page.get_by_role("link", name="Confirm what is needed").click()
    axe(page)
    page.goto(reverse("ucoc:draft_jurisdiction"))
    page.get_by_label("What changes and why?").fill("Hate goes to the U4C.")
    page.get_by_role("button", name="Begin").click()
    axe(page)
    page.get_by_role("link", name="Add a rule").click()
    axe(page)
    fits(page)
    page.goto(reverse("ucoc:jurisdiction_version", args=[2]))
    fits(page)
    snapshot(page, "jurisdiction-draft")
    for _ in range(6):
        case = uuid.uuid4()
        for step in ("received", "all_recused"):
            record_case_step(case=case, body=local, step=step, conduct="hate", severity="low", wiki=local.wiki)
    watch_bodies()
    page.goto(reverse("ucoc:watch"))
    axe(page)
    fits(page)
    snapshot(page, "figures-of-bodies")
    page.get_by_role("listitem").filter(has_text="Open").get_by_role("link", name="Administrators").click()
    axe(page)
    fits(page)
    page.get_by_label("Reason").fill("New members.")
    page.get_by_role("button", name="Close the file").click()
    expect(page.locator("main")).to_contain_text("New members.")
    assert BodyFailure.objects.get().state == "closed"
