"""A learner's way from the catalogue to the pass, in a real browser."""

import io
import tarfile
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import Page, expect

from courses.actions.importing import perform_import, start_import
from courses.actions.localizing import review_localization
from courses.actions.publishing import publish_course, submit_course
from courses.actions.settings import configure_course
from courses.enums import RevisionKind
from courses.models import Attempt, CompiledQuestion, Completion, Course, Enrolment
from tests.browser.keyboard import tab_to
from tests.factories.movement import MembershipFactory, OrganisationFactory
from tests.factories.people import PersonFactory
from wikilearn.demo.offering import LIBRARY
from wikilearn.movement.enums import MemberRole

WAYS = [
    pytest.param("phone", "en", "light", False, id="phone-en-without-javascript"),
    pytest.param("desktop", "en", "dark", True, id="desktop-en-dark"),
    pytest.param("phone", "ar", "light", True, id="phone-ar"),
]


@pytest.fixture
def course() -> Course:
    """A course in English, Spanish and Arabic, imported, reviewed and published by the actions of the site.

    It serves no topic: what follows from a pass (certification, badge) has journeys of its own.
    """
    organisation = OrganisationFactory(name="Safety Partners")
    author, reviewer = PersonFactory(), PersonFactory()
    MembershipFactory(organisation=organisation, person=author, role=MemberRole.COORDINATOR)
    MembershipFactory(organisation=organisation, person=reviewer, role=MemberRole.REVIEWER)
    run = start_import(
        actor=author, organisation=organisation, file=packed(LIBRARY), filename="l.tar.gz", enqueue=False
    )
    assert not perform_import(run_id=run.pk).error
    course = Course.objects.get(external_key="digital-security")
    configure_course(actor=author, course=course, questions_per_attempt=5)
    Course.objects.filter(pk=course.pk).update(settings={"localization": {"threshold": 20}})  # Arabic is half done
    for localization in course.localizations.all():
        review_localization(actor=reviewer, course=course, language=localization.language)
    submit_course(actor=author, course=course)
    publish_course(actor=reviewer, course=course, kind=RevisionKind.MAJOR)
    course.refresh_from_db()
    return course


def packed(folder: Path) -> io.BytesIO:
    """The folder as an archive that the importer knows."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as archive:
        archive.add(folder, arcname="training_content/movement")
    file.seek(0)
    return file


@pytest.mark.parametrize(("screen", "language", "colours", "javascript"), WAYS)
def test_learner_reads_switches_the_language_and_passes(
    browse, axe, fits, snapshot, course, screen, language, colours, javascript
):
    person = PersonFactory(languages=["en"])
    page = browse(screen=screen, language=language, colours=colours, javascript=javascript, person=person)

    def look(name: str) -> None:
        if javascript:
            axe(page)
        fits(page)
        snapshot(page, f"learning-{name}-{screen}-{language}", tour=language == "en")

    with translation.override(language):
        page.goto("/courses/")
        look("catalogue")
        page.locator(".course-card a", has_text="Digital security for volunteers").click()
        look("course")
        page.get_by_role("button", name=gettext("Enrol and start")).click()
        expect(page.locator("article.lesson")).to_have_attribute("lang", "en")
        look("lesson")
        title = read_half(page)
        switch_to_spanish(page, title)
        look("lesson-es")
        check_yourself(page, look)
        read_the_rest(page)
        take_the_assessment(page, look)
    completion = Completion.objects.get(person=person)
    assert (completion.course, completion.language) == (course, "es")
    page.goto("/learn/")
    look("my-learning")


def next_button(page: Page):
    return page.locator(".reader__next button")


def read_half(page: Page) -> str:
    """Three lessons in English; gives the address of the fourth."""
    for _ in range(3):
        next_button(page).click()
    return page.url


def switch_to_spanish(page: Page, address: str) -> None:
    page.get_by_label(gettext("Language of the course")).select_option("es")
    page.get_by_role("button", name=gettext("Switch")).click()
    expect(page.locator("article.lesson")).to_have_attribute("lang", "es")
    assert page.url.partition("#")[0] == address
    assert Enrolment.objects.latest("pk").language == "es"


def check_yourself(page: Page, look) -> None:
    """Go on to the first lesson with a quiz and answer it wrongly."""
    while not page.locator("form.quiz").count():
        next_button(page).click()
        page.wait_for_load_state()
    look("quiz")
    quiz = page.locator("form.quiz").first
    for name in names(quiz.locator("input[type=radio], input[type=checkbox]")):
        quiz.locator(f"[name='{name}']").last.check(force=True)
    quiz.get_by_role("button", name=gettext("Check")).click()
    expect(page.locator("form.quiz .question__verdict").first).to_be_visible()
    look("quiz-answered")


def read_the_rest(page: Page) -> None:
    while page.locator("article.lesson").count():
        next_button(page).click()
        page.wait_for_load_state()


def take_the_assessment(page: Page, look) -> None:
    look("assessment")
    page.get_by_role("button", name=gettext("Start the assessment")).click()
    look("attempt")
    page.get_by_role("button", name=gettext("Hand in")).click()
    expect(page.locator("[data-error-summary]")).to_be_visible()
    look("attempt-unanswered")
    attempt = Attempt.objects.latest("pk")
    for drawn in attempt.drawn:
        question = CompiledQuestion.objects.get(revision=attempt.revision, key=drawn["key"], language=attempt.language)
        for option in question.question_revision.document["answer"]["correct"]:
            page.locator(f"[name='q-{drawn['key']}'][value='{option}']").check(force=True)
    page.get_by_role("button", name=gettext("Hand in")).click()
    expect(page.locator(".result--passed h1")).to_have_text(gettext("You passed"))
    look("result")


def names(inputs) -> list[str]:
    return list(dict.fromkeys(each.get_attribute("name") for each in inputs.all()))


def test_visitor_searches_and_reads_without_an_account(browse, axe, fits, snapshot, course):
    page = browse(screen="phone")
    page.goto("/courses/")
    page.locator("#id_q").fill("digitl securty")
    page.locator(".finder").get_by_role("button", name="Search").click()
    expect(page.locator("#results")).to_contain_text("close")
    axe(page)
    snapshot(page, "learning-catalogue-typo")
    page.goto("/courses/")  # axe leaves styles behind, which the policy of the next swap would report
    page.locator("#id_q").fill("zzzzzz")
    page.locator(".finder").get_by_role("button", name="Search").click()
    expect(page.locator("#results")).to_contain_text("No course found")
    axe(page)
    fits(page)
    snapshot(page, "learning-catalogue-empty")
    page.goto(f"/courses/{course.slug}/?lang=ar")
    axe(page)
    fits(page)
    snapshot(page, "learning-course-visitor-ar")
    page.get_by_role("link", name="Read without an account").click()
    expect(page.locator("article.lesson")).to_have_attribute("dir", "rtl")
    axe(page)
    fits(page)
    snapshot(page, "learning-lesson-visitor-ar")
    page.get_by_label("Language of the course").select_option("es")
    page.get_by_role("button", name="Switch").click()
    expect(page.locator("article.lesson")).to_have_attribute("lang", "es")
    page.get_by_role("link", name="Next").click()
    expect(page.locator("article.lesson")).to_have_attribute("lang", "es")


def test_switching_the_language_scrolls_back_to_the_block(browse, course):
    page = browse(screen="phone", person=PersonFactory())
    page.goto(f"/courses/{course.slug}/")
    page.get_by_role("button", name="Enrol and start").click()
    blocks = page.locator("[data-block]")
    last = blocks.last.get_attribute("data-block")
    blocks.last.evaluate("block => window.scrollTo(0, block.getBoundingClientRect().top + window.scrollY - 100)")
    page.get_by_label("Language of the course").select_option("es")
    page.get_by_role("button", name="Switch").evaluate("button => button.click()")
    expect(page.locator("article.lesson")).to_have_attribute("lang", "es")
    assert page.url.endswith(f"#block-{last}") or blocks.count() == 1


def test_a_learner_switches_the_language_and_goes_on_by_keyboard(browse, axe, course):
    page = browse(screen="phone", person=PersonFactory(languages=["en"]))
    page.goto(f"/courses/{course.slug}/")
    tab_to(page, page.get_by_role("button", name="Enrol and start"))
    page.keyboard.press("Enter")
    expect(page.locator("article.lesson")).to_have_attribute("lang", "en")
    address = page.url
    tab_to(page, page.get_by_label("Language of the course"))
    page.keyboard.type("Español")
    tab_to(page, page.get_by_role("button", name="Switch"))
    page.keyboard.press("Enter")
    expect(page.locator("article.lesson")).to_have_attribute("lang", "es")
    assert page.url.split("?")[0].split("#")[0] == address.split("?")[0].split("#")[0]
    axe(page)
    tab_to(page, ".reader__next button")
    page.keyboard.press("Enter")
    expect(page.locator("article.lesson")).to_have_attribute("lang", "es")
    expect(page).not_to_have_url(address)
