"""Asking a wiki whether somebody has saved an edit, by the Action API.

Two or three small requests: the name that the account has today (`meta=globaluserinfo`, by its central id, so that a
rename does not matter), the page as it is found today (`titles`, through redirects, so that a move does not matter),
and the person's contributions since they began (`list=usercontribs`).
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from courses.enums import Finding
from wikilearn.movement.mediawiki import Api

MOST_ANSWERS = 10
"""Parts of 500 contributions that are read; whoever edits more than 5,000 times since they began tries again."""
REVERTED = "mw-reverted"
_HIDDEN = ("userhidden", "texthidden", "suppressed")


@dataclass(frozen=True, slots=True)
class Wanted:
    """The edit that an exercise asks for: on this page, in this namespace, with this tag, as far as they are given."""

    page: str = ""
    namespace: int | None = None
    tag: str = ""

    @classmethod
    def of(cls, settings: dict[str, Any]) -> "Wanted":
        """From the settings of a block."""
        return cls(settings.get("page", ""), settings.get("namespace"), settings.get("tag", ""))


@dataclass(frozen=True, slots=True)
class Found:
    """What the wiki says; `revision_id` is the edit, where there is one."""

    finding: Finding
    revision_id: int | None = None


def find_edit(api: Api, *, central_id: int, since: datetime, wanted: Wanted) -> Found:
    """Look for an edit that still stands. Raises `ApiError` where the wiki cannot be asked."""
    name = _name(api, central_id)
    if name is None:
        return Found(Finding.NO_ACCOUNT)
    page_id = None
    if wanted.page:
        page_id = _page_id(api, wanted.page)
        if page_id is None:
            return Found(Finding.NOT_FOUND)
    return _judge(_contributions(api, name, since, wanted), page_id)


def _name(api: Api, central_id: int) -> str | None:
    answer = api.answer(action="query", meta="globaluserinfo", guiid=str(central_id))
    found = answer.get("query", {}).get("globaluserinfo", {})
    return found.get("name") if "missing" not in found else None


def _page_id(api: Api, title: str) -> int | None:
    answer = api.answer(action="query", titles=title, redirects="1")
    pages = answer.get("query", {}).get("pages", {})
    ids = [page.get("pageid") for page in (pages.values() if isinstance(pages, dict) else pages)]
    return next((page_id for page_id in ids if page_id), None)


def _contributions(api: Api, name: str, since: datetime, wanted: Wanted) -> list[dict[str, Any]]:
    asked = {
        "action": "query",
        "list": "usercontribs",
        "ucuser": name,
        "ucdir": "newer",
        "ucstart": since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "ucprop": "ids|title|timestamp|tags",
        "uclimit": "500",
    }
    if wanted.namespace is not None:
        asked["ucnamespace"] = str(wanted.namespace)
    if wanted.tag:
        asked["uctag"] = wanted.tag
    found: list[dict[str, Any]] = []
    for number, answer in enumerate(api.answers(**asked), start=1):
        found += answer.get("query", {}).get("usercontribs", [])
        if number == MOST_ANSWERS:
            break
    return found


def _judge(edits: list[dict[str, Any]], page_id: int | None) -> Found:
    fitting = [edit for edit in edits if page_id is None or edit.get("pageid") == page_id]
    shown = [edit for edit in fitting if not any(flag in edit for flag in _HIDDEN)]
    standing = [edit for edit in shown if REVERTED not in edit.get("tags", [])]
    if standing:
        return Found(Finding.FOUND, standing[0].get("revid"))
    if shown:
        return Found(Finding.REVERTED)
    return Found(Finding.HIDDEN if fitting else Finding.NOT_FOUND)
