"""A course leaves as a package, is changed by hand, and comes back: first as a try, then for good."""

import io
import zipfile

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from courses.models import Segment
from tests.courses.test_package import HAND, load
from tests.factories.movement import MembershipFactory
from wikilearn.movement.enums import MemberRole


def rewritten(package: bytes, old: str, new: str) -> bytes:
    """The archive with a word changed in its lessons."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as before, zipfile.ZipFile(changed, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            after.writestr(name, content.replace(old.encode(), new.encode()) if name.endswith(".md") else content)
    return changed.getvalue()


@pytest.mark.parametrize(("screen", "language"), [("phone", "ar"), ("desktop", "en")])
def test_an_author_takes_a_course_along_and_brings_it_back(browse, axe, fits, snapshot, screen, language):
    member = MembershipFactory(role=MemberRole.COORDINATOR)
    assert load(member, HAND).error == ""
    page = browse(screen=screen, language=language, person=member.person)

    def look(name):
        axe(page)
        fits(page)
        snapshot(page, f"package-{name}-{screen}-{language}")

    page.goto(reverse("courses:author_export", args=["safe-editing"]))
    look("export")
    with page.expect_download() as download:
        page.locator("main a[href$='package.zip']").click()
    content = rewritten(download.value.path().read_bytes(), "Hello", "Good day")

    for trial in (True, False):
        page.goto(reverse("courses:imports"))
        page.locator("input[type=file]").set_input_files(
            {"name": "safe-editing.zip", "mimeType": "application/zip", "buffer": content}
        )
        page.locator("input[name=kind][value=minor]").check(force=True)
        page.locator("input[name=trial]").set_checked(trial, force=True)
        look("import")
        page.locator("main form button[type=submit]").click()
        expect(page.locator("main table").first).to_contain_text("Safe editing")
        look("tried" if trial else "report")
        text = Segment.objects.get(key="lesson/welcome/intro/text").source_text
        assert text.startswith("Hello" if trial else "Good day")
