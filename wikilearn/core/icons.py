"""Codex icons as inline SVG: they take the colour of the text, need no request and work in forced colours."""

import re
from functools import cache, lru_cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

POINTING = frozenset(
    {"arrowNext", "arrowPrevious", "next", "previous", "logIn", "logOut", "linkExternal", "newWindow", "listBullet"}
    | {"redo", "undo", "doubleChevronStart", "doubleChevronEnd", "help", "userTalk", "speechBubble", "speechBubbles"}
)
"""Icons that are mirrored where the text runs from right to left."""


@cache
def drawing(name: str) -> SafeString:
    """The shapes inside the icon's SVG, on a canvas of 20 × 20; raises `ValueError` for a name that Codex lacks."""
    svg = _source(f"codex-icons/{name}.svg")
    inner = re.search(r"<svg[^>]*>(?:\s*<title>.*?</title>)?(.*)</svg>", svg, re.DOTALL)
    if inner is None:
        raise ValueError(name)
    return mark_safe(inner[1].strip())


@lru_cache(maxsize=1024)
def icon(name: str, label: str = "") -> SafeString:
    """The icon as SVG; with a `label` it is an image of that name, without one it is decoration."""
    return format_html(
        '<svg class="icon{}" viewBox="0 0 20 20" width="20" height="20" fill="currentColor" {}>{}</svg>',
        " icon--pointing" if name in POINTING else "",
        format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"'),
        drawing(name),
    )


def _source(path: str) -> str:
    found = finders.find(path)
    if found:
        return Path(found).read_text(encoding="utf-8")
    try:
        with staticfiles_storage.open(path) as collected:
            return collected.read().decode()
    except FileNotFoundError as error:
        raise ValueError(path) from error
