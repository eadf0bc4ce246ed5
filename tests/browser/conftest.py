"""Pages in a real browser: Chromium, a live server, axe, and the ways in which people come.

`browse(…)` opens a page as somebody would have it: phone or desktop, language, colours, with or without JavaScript,
signed in or not. `axe(page)` asserts that nothing in it breaks WCAG 2.2 AA. With `SCREENSHOTS=1` in the environment
`snapshot(page, "name")` keeps pictures under `tests/browser/output/` (not in git) and `docs/screenshots/`.
"""

import logging
import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Error, Page, expect

from tests.browser.confided import Typed
from wikilearn.people.models import Person

ROOT = Path(__file__).resolve().parent.parent.parent
HERE = Path(__file__).resolve().parent
OUTPUT = HERE / "output"
SIZES = {"phone": {"width": 360, "height": 740}, "desktop": {"width": 1280, "height": 900}}
JUDGED = "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})"
"""Only what is broken is described: describing all that is well takes longer than judging it."""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
SETTLED = """() => Promise.race([
  Promise.allSettled(document.getAnimations().map(animation => animation.finished)),
  new Promise(enough => setTimeout(enough, 10000)),
])"""
"""Colours are judged when nothing fades any more; what moves for ever is judged as it is."""
PATIENCE = 45
"""Seconds until something that should be on a page counts as missing: a busy machine is slow, not wrong."""
STICKS_OUT = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.querySelectorAll("body *")]
    .filter(e => { const r = e.getBoundingClientRect(); return r.right > width + 1 || r.left < -1; })
    .slice(0, 8).map(e => e.outerHTML.slice(0, 120));
}"""
"""The beginnings of what sticks out of a page that scrolls sideways."""
GONE = ("Execution context was destroyed", "Cannot find context", "reading 'documentElement'", "axe is not defined")
"""What Chromium and axe say of a document that another one replaced while they looked at it."""
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs its loop in our thread
expect.set_options(timeout=PATIENCE * 1000)


def chromium() -> str | None:
    """Chromium or Chrome as the system has it; without windows it opens a page in a third of the time."""
    names = (os.environ.get("CHROMIUM"), "chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if name and (path := shutil.which(name))), None)


def look_at(page: Page, look: Callable[[], Any]) -> Any:
    """What `look` sees on a page that has loaded; when another page came meanwhile, it looks again at that one."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            page.wait_for_load_state()
            return look()
        except Error as error:
            if time.monotonic() > end or not any(part in error.message for part in GONE):
                raise


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder needs a browser and a database that the live server sees."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system's Chromium; without one the tests skip on a developer's machine and fail in CI."""
    path = chromium()
    if path is None and os.environ.get("CI"):
        pytest.fail("No Chromium: apt-get install chromium, or name one in CHROMIUM.")
    if path is None:
        pytest.skip("no Chromium here: apt-get install chromium, or name one in CHROMIUM")
    return {**browser_type_launch_args, "executable_path": path, "args": FLAGS}


@pytest.fixture
def typed(live_server: Any, caplog: pytest.LogCaptureFixture) -> Iterator[Typed]:
    """What was typed into the pages of incident reporting: none of it lies in the open when the test ends."""
    caplog.set_level(logging.INFO)
    found = Typed()
    yield found
    logs = "\n".join(record.getMessage() for when in ("setup", "call") for record in caplog.get_records(when))
    leaks = found.leaks(logs=logs)
    assert not leaks, "What was told in confidence lies in the open:\n" + "\n".join(leaks)


@pytest.fixture
def browse(new_context: Callable[..., Any], live_server: Any, typed: Typed) -> Iterator[Callable[..., Page]]:
    """`browse(screen="phone", language="en", colours="light", javascript=True, person=None)` → a page.

    A visit ends well only without errors in the console: scripts that fail, what the content security policy blocked,
    files that are missing. `page.expected_errors` holds parts of messages that a test provokes.
    """
    visits: list[tuple[Page, list[str], list[str]]] = []

    def open_page(
        *,
        screen: str = "desktop",
        language: str = "en",
        colours: str = "light",
        javascript: bool = True,
        person: Person | None = None,
        width: int | None = None,
    ) -> Page:
        size = dict(SIZES[screen], **({"width": width} if width else {}))
        context = new_context(
            base_url=live_server.url,
            locale=language,
            color_scheme=colours,
            java_script_enabled=javascript,
            viewport=size,
            has_touch=screen == "phone",
            is_mobile=screen == "phone",
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE * 1000)
        if person is not None:
            sign_in(context, person, live_server.url)
        context.on("request", typed.note)
        page: Page = context.new_page()
        errors: list[str] = []
        expected: list[str] = []
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.expected_errors = expected  # type: ignore[attr-defined]
        visits.append((page, errors, expected))
        return page

    yield open_page
    unexpected = [
        error for _page, errors, expected in visits for error in errors if not any(part in error for part in expected)
    ]
    assert not unexpected, "Errors in the console of the browser:\n" + "\n".join(unexpected)


def sign_in(context: Any, person: Person, url: str) -> None:
    """Give the browser a fresh session of that person, without walking through the sign-in page."""
    client = Client()
    client.force_login(person)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": url}])


@pytest.fixture(scope="session")
def axe_source() -> str:
    """axe-core as npm brought it."""
    return (ROOT / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")


@pytest.fixture
def axe(axe_source: str) -> Callable[[Page], None]:
    """`axe(page)`: nothing on the page as it stands breaks WCAG 2.2 AA or axe's best practices."""

    def judge(page: Page) -> Any:
        expect(page.locator(".htmx-request, .htmx-swapping, .htmx-settling")).to_have_count(0)
        page.evaluate(SETTLED)
        page.evaluate(axe_source)
        return page.evaluate(JUDGED, RULES)

    def check(page: Page) -> None:
        found = look_at(page, lambda: judge(page))
        lines = [
            f"{violation['id']} ({violation['impact']}): {violation['help']}\n"
            + "\n".join(f"    {node['html'][:200]}\n      {node['failureSummary']}" for node in violation["nodes"][:5])
            for violation in found["violations"]
        ]
        assert not lines, f"{len(lines)} kinds of barriers on {page.url}:\n" + "\n".join(lines)

    return check


@pytest.fixture
def fits() -> Callable[[Page], None]:
    """`fits(page)`: the page does not scroll sideways; the assertion names what sticks out."""

    def check(page: Page) -> None:
        sticking_out = look_at(page, lambda: page.evaluate(STICKS_OUT))
        assert not sticking_out, f"{page.url} is wider than the screen:\n" + "\n".join(sticking_out)

    return check


@pytest.fixture
def snapshot() -> Callable[..., None]:
    """`snapshot(page, "home-phone")`: keep a picture of the whole page, if asked for; `tour=True` for README."""

    def keep(page: Page, name: str, *, tour: bool = False) -> None:
        if not os.environ.get("SCREENSHOTS"):
            return
        OUTPUT.mkdir(exist_ok=True)
        page.screenshot(path=OUTPUT / f"{name}.png", full_page=True)
        if tour:
            folder = ROOT / "docs" / "screenshots"
            folder.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=folder / f"{name}.png", full_page=False)

    return keep
