"""An affiliate uploads a library in the browser and brings a course to publication."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from courses.models import Course
from tests.courses.archives import library
from tests.factories.movement import MembershipFactory
from wikilearn.movement.enums import MemberRole

LOOKS = [("phone", "en", "light"), ("desktop", "ar", "dark")]


@pytest.mark.parametrize(("screen", "language", "colours"), LOOKS)
def test_coordinator_uploads_a_library(browse, axe, fits, snapshot, screen, language, colours):
    member = MembershipFactory(role=MemberRole.COORDINATOR)
    page = browse(screen=screen, language=language, colours=colours, person=member.person)

    def look(name):
        axe(page)
        fits(page)
        snapshot(page, f"author-{name}-{screen}-{language}")

    page.goto(reverse("courses:author"))
    look("empty")
    page.goto(reverse("courses:imports"))
    look("imports")
    page.locator("input[type=file]").set_input_files(
        {"name": "library.tar.gz", "mimeType": "application/gzip", "buffer": library().read()}
    )
    page.locator("select[name=organisation]").select_option(str(member.organisation.pk))
    page.locator("main form button[type=submit]").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("library.tar.gz")
    look("report")
    page.goto(reverse("courses:author"))
    look("courses")
    course = Course.objects.order_by("pk").first()
    for name in ("author_course", "author_settings", "author_publish", "author_withdraw", "author_return"):
        response = page.goto(reverse(f"courses:{name}", args=[course.slug]))
        if response.status == 200:
            look(name)
        else:
            page.expected_errors.append(str(response.status))
    lesson = course.modules.first().lessons.first()
    page.goto(reverse("courses:author_preview", args=[course.slug, lesson.key]))
    look("preview")
