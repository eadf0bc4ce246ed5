"""Two-factor authentication as people set it up: its scripts run under the content security policy."""

from playwright.sync_api import Page, expect

from tests.factories.people import PASSWORD, PersonFactory
from wikilearn.people.models import Person


def plug_in_a_key(page: Page) -> None:
    """A virtual authenticator that holds passkeys and says yes."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def enter(page: Page, person: Person) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("Username or e-mail address").fill(person.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(person.username)


def go_past_the_password(page: Page, address: str) -> None:
    """Changes of two-factor authentication ask for the password again."""
    page.goto(address)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.wait_for_url(f"**{address}")


def test_passkey_is_added_and_signs_in(browse, axe, snapshot):
    person = PersonFactory(username="Ada", verified_email=True)
    page = browse(screen="phone")
    plug_in_a_key(page)
    enter(page, person)
    go_past_the_password(page, "/accounts/2fa/webauthn/add/")
    page.get_by_label("Name").fill("My phone")
    page.get_by_label("Passwordless").check()
    axe(page)
    snapshot(page, "passkey-add")
    page.locator("#mfa_webauthn_add").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery Codes")
    axe(page)
    snapshot(page, "recovery-codes")
    page.goto("/accounts/2fa/webauthn/")
    expect(page.get_by_role("heading", name="My phone")).to_be_visible()
    axe(page)
    snapshot(page, "passkeys")

    page.get_by_label("Account of Ada").click()
    page.get_by_role("button", name="Sign out").click()
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ada")


def test_authenticator_app_is_set_up_with_a_picture_of_its_secret(browse, axe, fits, snapshot):
    page = browse(screen="phone")
    enter(page, PersonFactory(username="Ada", verified_email=True))
    go_past_the_password(page, "/accounts/2fa/totp/activate/")
    page.wait_for_load_state()
    assert page.locator("img.qr").evaluate("image => image.naturalWidth") > 0
    axe(page)
    fits(page)
    snapshot(page, "authenticator-app")
