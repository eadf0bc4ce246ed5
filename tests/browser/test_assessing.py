"""Taking an assessment of all kinds: in Arabic on a phone without JavaScript, by keyboard alone; writing a pool."""

from datetime import timedelta

import pytest
from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import Page, expect

from courses.models import Attempt, CompiledQuestion, Course, Question
from tests.browser.keyboard import tab_to
from tests.factories.courses import EnrolmentFactory
from tests.factories.movement import MembershipFactory, OrganisationFactory
from tests.factories.people import PersonFactory
from wikilearn.demo.assessment import offer_assessment_course
from wikilearn.movement.enums import MemberRole
from wikilearn.people.models import Person


@pytest.fixture
def author() -> Person:
    """A coordinator who can write."""
    return PersonFactory()


@pytest.fixture
def course(author) -> Course:
    """The demo course of all kinds, in English and Arabic."""
    organisation = OrganisationFactory(name="Safety Partners")
    reviewer = PersonFactory()
    MembershipFactory(organisation=organisation, person=author, role=MemberRole.COORDINATOR)
    MembershipFactory(organisation=organisation, person=reviewer, role=MemberRole.REVIEWER)
    return offer_assessment_course(author=author, reviewer=reviewer, organisation=organisation)


def keys(attempt: Attempt) -> dict[str, str]:
    """Kind → key of the questions that were drawn."""
    drawn = {each["key"] for each in attempt.drawn}
    rows = CompiledQuestion.objects.filter(revision=attempt.revision_id, language="en", key__in=drawn)
    return {row.kind: row.key for row in rows}


def start(page: Page, course: Course) -> tuple[Attempt, dict[str, str]]:
    page.goto(f"/learn/courses/{course.slug}/assessment/")
    page.get_by_role("button", name=gettext("Start the assessment")).click()
    attempt = Attempt.objects.latest("pk")
    return attempt, keys(attempt)


def test_learner_takes_all_kinds_in_arabic_on_a_phone_without_javascript(browse, fits, snapshot, course):
    person = PersonFactory(languages=["ar"], interface_language="ar")
    EnrolmentFactory(person=person, course=course, language="ar")
    page = browse(screen="phone", language="ar", javascript=False, person=person)
    with translation.override("ar"):
        _attempt, key = start(page, course)
        fits(page)
        snapshot(page, "assessing-attempt-phone-ar")
        page.locator(f"[name='q-{key['single']}'][value='2']").check(force=True)
        for option in ("1", "3"):
            page.locator(f"[name='q-{key['multiple']}'][value='{option}']").check(force=True)
        for item, option in (("1", "m1"), ("2", "m2")):
            page.locator(f"[name='q-{key['matching']}']").nth(int(item) - 1).select_option(f"{item}={option}")
        page.locator(f"[name='q-{key['numeric']}']").fill("٩٠")
        page.locator(f"[name='q-{key['short_text']}']").fill("دَلِيل")
        put_in_order(page, key["ordering"])
        for step in ("n1.c1", "n2.c1"):
            page.locator(f"input[name='q-{key['scenario']}'][value='{step}']").check(force=True)
            page.locator(f"button[name='step'][value='q-{key['scenario']}']").click()
        expect(page.locator(".question--scenario")).to_contain_text(gettext("The scenario has come to its end."))
        fits(page)
        snapshot(page, "assessing-answered-phone-ar")
        page.get_by_role("button", name=gettext("Hand in")).click()
        expect(page.locator(".result--passed h1")).to_have_text(gettext("You passed"))
        expect(page.locator(".result__score")).to_contain_text("100")
        fits(page)
        snapshot(page, "assessing-result-phone-ar")


def put_in_order(page: Page, key: str) -> None:
    """Move the lines with their buttons until they stand 1, 2, 3; each press is a form that is sent."""
    for place, option in enumerate(("1", "2", "3")):
        while page.locator(f"[name='q-{key}']").nth(place).evaluate("s => s.closest('li').dataset.option") != option:
            page.locator(f"button[value='q-{key}|{option}|up']").click()
    lines = page.locator(f"[name='q-{key}']")
    if lines.first.input_value() == "":
        page.locator(f"button[value='q-{key}|1|up']").click()
    for place in range(3):
        expect(lines.nth(place)).to_have_value(f"{place + 1}={place + 1}")


def test_keyboard_alone_is_enough(browse, axe, fits, snapshot, course):
    person = PersonFactory()
    EnrolmentFactory(person=person, course=course, language="en")
    Course.objects.filter(pk=course.pk).update(time_limit=timedelta(minutes=30))
    page = browse(person=person, colours="dark")
    attempt, key = start(page, course)
    expect(page.locator(".remaining")).to_contain_text("30 minutes left")
    axe(page)
    snapshot(page, "assessing-attempt-desktop-dark")
    tab_to(page, f"[name='q-{key['single']}']")
    choose_by_arrows(page, "2")
    for option in ("1", "3"):
        tab_to(page, f"[name='q-{key['multiple']}'][value='{option}']")
        page.keyboard.press("Space")
    move_by_keyboard(page, key["ordering"])
    axe(page)
    for place in (0, 1):
        tab_to(page, page.locator(f"[name='q-{key['matching']}']").nth(place))
        page.keyboard.type(("Sees", "Hides")[place])
    tab_to(page, f"[name='q-{key['numeric']}']")
    page.keyboard.type("90")
    tab_to(page, f"[name='q-{key['short_text']}']")
    page.keyboard.type("Evidence")
    for _step in range(2):
        tab_to(page, f".step--now input[name='q-{key['scenario']}']")
        page.keyboard.press("Space")
        tab_to(page, "button[name='step']")
        with page.expect_navigation():
            page.keyboard.press("Enter")
    tab_to(page, "button[name='hand_in']")
    page.keyboard.press("Enter")
    expect(page.locator(".result--passed")).to_be_visible()
    axe(page)
    fits(page)
    attempt.refresh_from_db()
    wrong = [answer.question_key for answer in attempt.answers.filter(correct=False)]
    assert not wrong
    tab_to(page, ".result__appeal a")
    page.keyboard.press("Enter")
    tab_to(page, "#id_reason")
    page.keyboard.type("Two answers are right.")
    axe(page)
    fits(page)
    snapshot(page, "assessing-appeal-desktop-dark")
    tab_to(page, "form.form button")
    page.keyboard.press("Enter")
    expect(page.locator("body")).to_contain_text("You told the authors that this question is wrong.")


def choose_by_arrows(page: Page, value: str) -> None:
    for _ in range(5):
        page.keyboard.press("ArrowDown")
        if page.evaluate("document.activeElement.value") == value:
            return
    raise AssertionError(value)


def move_by_keyboard(page: Page, key: str) -> None:
    """With JavaScript the lines move at once, the focus stays on the button, and the new place is said."""
    for place, option in enumerate(("1", "2", "3")):
        page.locator(f"button[value='q-{key}|{option}|up']").focus()
        page.keyboard.press("Enter")
        for _ in range(3):
            if page.locator(f"[name='q-{key}']").nth(place).evaluate("s => s.closest('li').dataset.option") == option:
                break
            page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.dataset.move") == "up"
    order = [line.get_attribute("data-option") for line in page.locator("[data-order] > li").all()]
    while order != ["1", "2", "3"]:
        late = next(option for place, option in enumerate(("1", "2", "3")) if order[place] != option)
        page.locator(f"button[value='q-{key}|{late}|up']").focus()
        page.keyboard.press("Enter")
        order = [line.get_attribute("data-option") for line in page.locator("[data-order] > li").all()]
    expect(page.locator("[data-order-said]")).to_contain_text("of 3")


def test_author_edits_a_pool(browse, axe, fits, snapshot, course, author):
    page = browse(person=author, width=1280)
    page.expected_errors.append("status of 400")
    page.goto(f"/author/courses/{course.slug}/questions/")
    axe(page)
    fits(page)
    snapshot(page, "assessing-pool-desktop")
    page.get_by_text("New question").click()
    page.locator(".disclosure").get_by_role("link", name="Match", exact=True).click()
    page.get_by_label("Question", exact=True).fill("Which tool for what?")
    page.locator("[name='item.1']").fill("Addresses")
    page.locator("[name='match.1']").fill("Checkuser")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("[data-error-summary]")).to_contain_text("at least two")
    axe(page)
    page.locator("[name='item.2']").fill("Hidden edits")
    page.locator("[name='match.2']").fill("Oversight")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("h1")).to_contain_text("Change the question")
    axe(page)
    fits(page)
    snapshot(page, "assessing-edit-desktop")
    page.get_by_role("link", name="Preview").click()
    axe(page)
    page.locator("select").first.select_option(index=1)
    page.locator("select").nth(1).select_option(index=2)
    page.get_by_role("button", name="Check").click()
    axe(page)
    fits(page)
    scenario = Question.objects.filter(kind="scenario", course=course).latest("pk")
    phone = browse(person=author, screen="phone", language="ar")
    phone.goto(f"/author/courses/{course.slug}/questions/edit/{scenario.key}/")
    axe(phone)
    fits(phone)
    snapshot(phone, "assessing-scenario-phone-ar")
    phone.goto(f"/author/courses/{course.slug}/questions/")
    axe(phone)
    fits(phone)
    lesson = course.lessons.latest("pk")
    block = lesson.blocks.get(settings__mode="wiki")
    phone.goto(f"/learn/courses/{course.slug}/exercises/{lesson.key}/{block.key}/")
    axe(phone)
    fits(phone)
    snapshot(phone, "assessing-exercise-phone-ar")
    page.goto(f"/author/extra-time/in/{course.organisation.slug}/")
    axe(page)
    fits(page)
    snapshot(page, "assessing-extra-time-desktop")
