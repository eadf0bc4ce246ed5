"""The seven full courses of the starter curriculum, read on a phone from the first lesson to the pass, in Chromium."""

import re

from playwright.sync_api import Page, expect

from courses.curriculum import packages, topic_of
from courses.models import Attempt, Completion, Course
from tests.courses.answering import right_values
from tests.courses.curriculum_school import open_school
from tests.factories.people import PersonFactory

FULL = [key for key, path in packages().items() if topic_of(path) and not key.endswith("-refresher")]
IN_ARABIC = "universal-code-of-conduct"
NEXT = ".reader__next button"


def read_every_lesson(page: Page, course: Course, look) -> None:
    """From the page of the course to its assessment, each lesson by the button that leads on."""
    page.goto(f"/courses/{course.slug}/")
    page.locator("form[action$='/enrol/'] button").first.click()
    modules = course.published_revision.document["modules"]
    lessons = [lesson["key"] for module in modules for lesson in module["lessons"]]
    for number, key in enumerate(lessons):
        expect(page).to_have_url(_ends_with(f"/courses/{course.slug}/{key}/"))
        expect(page.locator("h1")).not_to_be_empty()
        look(number)
        page.locator(NEXT).click()
    expect(page).to_have_url(_ends_with("/assessment/"))


def hand_in_what_is_right(page: Page) -> None:
    """Answer as somebody who knows the keys, each kind by its own controls."""
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("form.sheet")).to_be_visible()
    answers = list(right_values(Attempt.objects.latest("pk")))
    for key, kind, values in answers:  # a step of a scenario sends the page: the rest is filled in after that
        if kind == "scenario":
            walk(page, key, values)
    for key, kind, values in answers:
        if kind != "scenario":
            fill(page, f"[name='q-{key}']", kind, values)
    page.locator("button[name='hand_in']").click()
    expect(page.locator(".result--passed h1")).to_be_visible()
    expect(page.locator(".result__score")).to_contain_text("100")


def walk(page: Page, key: str, steps: list[str]) -> None:
    for number, step in enumerate(steps, start=1):
        page.locator(f"input[type=radio][name='q-{key}'][value='{step}']").check(force=True)
        page.locator(f"button[name='step'][value='q-{key}']").click()
        expect(page.locator(f"input[type=hidden][name='q-{key}']")).to_have_count(number)


def fill(page: Page, field: str, kind: str, values: list[str]) -> None:
    if kind in ("single", "multiple"):
        for value in values:
            page.locator(f"{field}[value='{value}']").check(force=True)
    elif kind in ("ordering", "matching"):
        for value in values:
            page.locator(f"{field}:has(option[value='{value}'])").select_option(value)
    else:
        page.locator(field).fill(values[0])


def _ends_with(path: str):
    return re.compile(re.escape(path) + r"(\?|#|$)")


def test_a_learner_reads_every_lesson_of_six_courses_on_a_phone_and_passes(browse, axe, fits):
    courses = open_school(*[key for key in FULL if key != IN_ARABIC])
    person = PersonFactory(languages=["en"])
    page = browse(screen="phone", person=person)
    for course in courses:
        read_every_lesson(page, course, lambda _number: fits(page))
        hand_in_what_is_right(page)
        fits(page)
    axe(page)
    assert set(Completion.objects.filter(person=person).values_list("course__slug", flat=True)) == {*FULL} - {IN_ARABIC}


def test_a_learner_reads_the_code_of_conduct_in_arabic_and_passes(browse, axe, fits, snapshot):
    (course,) = open_school(IN_ARABIC, reviewed=("ar",))
    person = PersonFactory(languages=["ar", "en"], interface_language="ar")
    page = browse(screen="phone", language="ar", person=person)

    def look(number: int) -> None:
        fits(page)
        expect(page.locator("article.lesson")).to_have_attribute("lang", "ar")
        expect(page.locator("article.lesson [data-block][lang=en]")).to_have_count(0)
        snapshot(page, f"curriculum-ar-{number}")
        if number == 0:
            axe(page)
            page.reload()  # axe leaves styles behind

    read_every_lesson(page, course, look)
    hand_in_what_is_right(page)
    fits(page)
    snapshot(page, "curriculum-ar-result")
    assert Completion.objects.get(person=person).language == "ar"
