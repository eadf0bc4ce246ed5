"""A volunteer finds a course, reads it, is examined: every page of it, without barriers."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from courses.actions.importing import perform_import, start_import
from courses.actions.publishing import publish_course, submit_course
from courses.enums import RevisionKind
from courses.models import Course
from tests.factories.movement import MembershipFactory
from tests.factories.people import PersonFactory
from wikilearn.demo.offering import demo_archive
from wikilearn.movement.enums import MemberRole
from wikilearn.people.enums import Role

LOOKS = [("phone", "en", "light"), ("desktop", "ar", "dark")]


@pytest.fixture
def published():
    """The demo's library, published; the first of its courses."""
    author = MembershipFactory(role=MemberRole.COORDINATOR)
    run = start_import(
        actor=author.person, organisation=author.organisation, file=demo_archive(), filename="x.tar.gz", enqueue=False
    )
    perform_import(run_id=run.pk)
    curator = PersonFactory(role=Role.CURATOR)
    for course in Course.objects.all():
        submit_course(actor=author.person, course=course)
        publish_course(actor=curator, course=course, kind=RevisionKind.MAJOR, note="")
    return Course.objects.order_by("pk").first()


@pytest.mark.parametrize(("screen", "language", "colours"), LOOKS)
def test_pages_of_a_learner_have_no_barriers(browse, axe, fits, snapshot, published, screen, language, colours):
    person = PersonFactory(languages=[language], interface_language=language)
    page = browse(screen=screen, language=language, colours=colours, person=person, javascript=True)

    def look(name):
        expect(page.locator(".error-page")).to_have_count(0)
        axe(page)
        fits(page)
        snapshot(page, f"learn-{name}-{screen}-{language}")

    page.goto("/")
    look("home")
    page.goto(reverse("courses:catalogue"))
    look("catalogue")
    page.goto(reverse("courses:catalogue") + "?q=zzzzzz")
    look("nothing-found")
    page.goto(reverse("courses:course", args=[published.slug]))
    look("course")
    page.locator("aside form button").first.click()
    expect(page.locator("article.lesson")).to_be_visible()
    for number in range(12):
        fits(page)
        if number < 3 or screen == "phone":
            look(f"lesson-{number}")
        step = page.locator(".reader__next button")
        if not step.count():
            break
        step.click()
        page.wait_for_load_state()
        if not page.locator("article.lesson").count():
            break
    page.goto(reverse("courses:assessment", args=[published.slug]))
    look("assessment")
    start = page.locator("main form button[type=submit]").last
    if start.count():
        start.click()
        page.wait_for_load_state()
        look("attempt")
        for fieldset in page.locator("main fieldset").all():
            box = fieldset.locator("input[type=radio], input[type=checkbox]").first
            if box.count():
                box.check(force=True)
        page.locator("main form button[type=submit]").last.click()
        page.wait_for_load_state()
        look("result")
    page.goto(reverse("courses:my_learning"))
    look("my-learning")
    page.goto("/")
    look("home-learning")
