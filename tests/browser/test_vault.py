"""A handler's own vault: set up, code, lock, unlock, officers, keys of colleagues, the keys of a case."""

import re

from playwright.sync_api import Page, expect

from tests.factories.cases import arrived, bodies, handler
from tests.factories.enforcing import member_of
from tests.factories.people import PersonFactory

PASSPHRASE = "lantern gravel monsoon thistle"


def send(page: Page, **fields: str) -> None:
    """Fill the form of the page and send it."""
    for name, value in fields.items():
        page.locator(f"main [name={name}]").fill(value)
    page.locator("main form button.cdx-button--weight-primary").first.click()
    page.wait_for_load_state()


def test_a_handler_keeps_a_vault(browse, axe, fits, snapshot):
    local, u4c, (ann, _ben), _above = bodies(local=2, above=3)
    made = arrived(local, u4c)
    carol = member_of(local, PersonFactory(two_factor=True, username="Carol Handler"))
    handler(u4c)
    page = browse(screen="phone", person=carol)

    def look(name: str) -> None:
        axe(page)
        fits(page)
        snapshot(page, f"vault-{name}")

    page.goto("/reporting/vault/")
    look("none")
    page.get_by_role("link", name="Set up my vault").click()
    look("set-up")
    page.expected_errors.append("422")
    send(page, passphrase="short", again="short")
    look("refused")
    send(page, passphrase=PASSPHRASE, again=PASSPHRASE)
    assert len(page.locator("code.secret").inner_text()) == len("00000-00000-00000-00000-00000")
    look("code")
    page.get_by_role("link", name="I have written it down").click()
    look("mine")
    page.get_by_role("button", name="Lock now").click()
    page.goto("/reporting/recovery/officers/")
    expect(page).to_have_url(re.compile("/reporting/vault/unlock/"))
    look("unlock")
    send(page, passphrase=PASSPHRASE)
    look("officers")
    for box in page.locator("main input[type=checkbox]").all()[:3]:
        box.check()
    send(page)
    look("recovery")
    page.goto("/reporting/recovery/begin/")
    look("begin")
    page.goto("/reporting/keys/")
    look("keys")
    page.goto("/reporting/vault/forgotten/")
    look("forgotten")

    arabic = browse(screen="desktop", language="ar", person=ann.person)
    for address in ("vault/", "keys/", "recovery/", f"cases/{made.case.reference}/keys/"):
        arabic.goto(f"/reporting/{address}")
        expect(arabic.locator("html")).to_have_attribute("dir", "rtl")
        axe(arabic)
        fits(arabic)
        snapshot(arabic, f"vault-ar-{address.split('/')[0]}")
