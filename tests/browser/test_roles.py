"""A new steward is led to two-factor authentication, sets up a passkey, and goes on; staff reads who did what."""

from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.test_two_factor import enter, plug_in_a_key
from tests.factories.people import PASSWORD, PersonFactory, RoleGrantFactory
from wikilearn.people.enums import Role


def test_steward_sets_up_a_passkey_before_anything_else(browse, axe, fits, snapshot):
    person = PersonFactory(username="Ada", verified_email=True)
    page = browse(screen="phone")
    plug_in_a_key(page)
    enter(page, person)
    RoleGrantFactory(person=person)
    page.goto("/roles/")
    expect(page).to_have_url(f"{page.url.split('/me/')[0]}{reverse('people:two_factor')}")
    expect(page.locator("main")).to_contain_text("Steward")
    axe(page)
    fits(page)
    snapshot(page, "two-factor-needed")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.get_by_label("Name").fill("My phone")
    page.locator("#mfa_webauthn_add").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery Codes")
    page.goto("/roles/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Roles of this site")


def test_staff_gives_a_role_and_finds_it_on_the_log(browse, axe, fits, snapshot):
    PersonFactory(username="Ada")
    for screen in ("phone", "desktop"):
        page = browse(screen=screen, javascript=screen == "desktop", person=PersonFactory(role=Role.STAFF))
        page.goto(reverse("people:role", args=["steward" if screen == "phone" else "curator"]))
        page.get_by_label("Username").fill("ada")
        page.get_by_label("Reason").fill("Elected")
        page.get_by_role("button", name="Give this role").click()
        expect(page.get_by_role("cell", name="Elected")).to_be_visible()
        page.goto(f"{reverse('people:events')}?action=role.granted&target=Ada")
        expect(page.locator("tbody tr").first).to_contain_text("Ada")
        if screen == "desktop":
            axe(page)
        fits(page)
        snapshot(page, f"audit-{screen}")
