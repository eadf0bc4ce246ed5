"""People who use the keyboard alone: the Tab key leads everywhere, or the test fails."""

from playwright.sync_api import Locator, Page

MOST = 150
"""So many presses of the Tab key are enough for any page."""


def tab_to(page: Page, wanted: str | Locator) -> None:
    """Press the Tab key until the element has the focus; of several radio buttons any will do."""
    locator = page.locator(wanted) if isinstance(wanted, str) else wanted
    if locator.first.get_attribute("type") != "radio":
        locator = locator.first
    for _ in range(MOST):
        if locator.evaluate_all("all => all.includes(document.activeElement)"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the Tab key does not reach {wanted}")
