"""Badges in the browser: what a holder, a visitor and a curator meet."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from certification.badges.models import Credential
from tests.factories.certification import certify
from tests.factories.courses import TopicFactory
from tests.factories.people import PersonFactory
from wikilearn.people.enums import Role


@pytest.fixture
def credential(settings, tmp_path):
    settings.DATA_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"
    person = PersonFactory(username="ليلى Smith", languages=["ar", "en"])
    certify(person, TopicFactory(key="digital-security", name="Digital security", mandatory=True), timezone.now())
    return Credential.objects.get()


@pytest.mark.parametrize(("screen", "language"), [("phone", "ar"), ("desktop", "en")])
def test_holder_finds_files_and_a_visitor_the_verdict(browse, axe, snapshot, credential, screen, language):
    mine = browse(screen=screen, language=language, person=credential.person)
    mine.goto(reverse("badges:mine"))
    axe(mine)
    snapshot(mine, f"badges-mine-{screen}-{language}")
    mine.locator(f"main a[href='{credential.get_absolute_url()}']").first.click()
    expect(mine.locator("a[href*='/download/']")).to_have_count(5)
    axe(mine)
    snapshot(mine, f"badge-{screen}-{language}")
    visitor = browse(screen=screen, language=language)
    for address in (
        credential.get_absolute_url(),
        credential.issuer.get_absolute_url(),
        credential.achievement.get_absolute_url(),
    ):
        visitor.goto(address)
        assert visitor.locator("a[href*='/download/']").count() == 0
        axe(visitor)


def test_file_and_link_are_verified_without_javascript(browse, axe, snapshot, credential, tmp_path):
    page = browse(javascript=False)
    page.goto(reverse("badges:verify"))
    page.set_input_files("input[type=file]", {"name": "b.json", "mimeType": "", "buffer": credential.document.encode()})
    page.locator("main form button").click()
    expect(page.get_by_text("This badge is valid.")).to_be_visible()
    snapshot(page, "badge-verified")
    ends = str(credential.valid_until.year)
    changed = credential.document.replace(ends, f"{ends[:2]}9{ends[3:]}").encode()
    page.set_input_files("input[type=file]", {"name": "b.json", "mimeType": "", "buffer": changed})
    page.locator("main form button").click()
    expect(page.get_by_text("This is not a valid badge.")).to_be_visible()
    page.locator("main form button").click()
    expect(page.get_by_text("Give a link or choose a file.").first).to_be_visible()


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_verification_in_every_state_is_accessible(browse, axe, credential, colours):
    page = browse(screen="phone", colours=colours)
    page.goto(reverse("badges:verify"))
    axe(page)
    for link in (credential.address, "nonsense", ""):
        page.locator("input[name=link]").fill(link)
        page.locator("main form button").click()
        page.wait_for_load_state()
        axe(page)


def test_curator_revokes_and_visitors_see_it(browse, axe, snapshot, credential):
    page = browse(person=PersonFactory(role=Role.CURATOR))
    page.goto(credential.get_absolute_url())
    page.locator("a[href$='/revoke']").click()
    axe(page)
    page.locator("select[name=reason]").select_option("error")
    page.locator("main form button").click()
    visitor = browse(screen="phone")
    visitor.goto(credential.get_absolute_url())
    expect(visitor.get_by_text("This badge was revoked.")).to_be_visible()
    axe(visitor)
    snapshot(visitor, "badge-revoked")
