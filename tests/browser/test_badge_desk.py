"""The desk of badges in the browser: an organisation becomes an issuer with a look, staff issue what is missing."""

import pytest
from django.urls import reverse

from certification.badges import looks
from certification.badges.enums import TemplateState
from certification.badges.models import Credential, Template
from tests.badges.test_templates import CIRCLE, png, svg
from tests.factories.courses import CompletionFactory
from tests.factories.learning import serve_course
from tests.factories.movement import OrganisationFactory
from tests.factories.people import PersonFactory
from wikilearn.people.enums import Role


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    looks._look.cache_clear()  # templates are numbered from the first again
    settings.DATA_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"


@pytest.mark.parametrize(("screen", "language"), [("phone", "ar"), ("desktop", "en")])
def test_curator_makes_an_issuer_with_a_look_and_staff_issue(browse, axe, fits, snapshot, screen, language):
    organisation = OrganisationFactory(slug="wm-ar", name="Wikimedia Argentina")
    course = serve_course(organisation=organisation)
    learner = CompletionFactory(course=course, person=PersonFactory(username="ليلى")).person
    page = browse(screen=screen, language=language, person=PersonFactory(role=Role.STAFF))
    button = "main form button:not([name])"

    def check(name: str) -> None:
        axe(page)
        fits(page)
        snapshot(page, f"badge-desk-{name}-{screen}-{language}")

    page.goto(reverse("badges:desk"))
    check("empty")
    page.goto(reverse("badges:new_issuer"))
    page.select_option("select[name=organisation]", str(organisation.pk))
    page.fill("input[name=name]", "Asociación Civil Wikimedia Argentina")
    page.fill("input[name=url]", "https://ar.example/")
    check("new-issuer")
    page.locator(button).first.click()
    page.wait_for_url("**/issuers/wm-ar/edit/")
    check("issuer")
    page.goto(reverse("badges:new_template", args=["wm-ar"]))
    check("new-template")
    page.fill("input[name=name]", "Sol")
    page.set_input_files("input[name=picture]", {"name": "s.svg", "mimeType": "image/svg+xml", "buffer": svg(CIRCLE)})
    page.set_input_files("input[name=raster]", {"name": "s.png", "mimeType": "image/png", "buffer": png()})
    page.locator(button).first.click()
    page.wait_for_url("**/templates/100/")
    check("template")
    page.locator(button).first.click()
    page.wait_for_url("**/templates/100/")
    assert Template.objects.get().state == TemplateState.ACTIVE
    page.goto(reverse("badges:alignments"))
    check("items")
    page.goto(reverse("badges:issue"))
    page.fill("input[name=course]", course.slug)
    page.fill("textarea[name=people]", learner.username)
    check("issue")
    page.locator(button).first.click()
    page.wait_for_url("**/badge-desk/runs/*/")
    check("run")
    credential = Credential.objects.get()
    assert (credential.person, credential.template_version) == (learner, 100)
