"""What somebody looks for among people, from an address and back."""

from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from skills_exchange.enums import ClaimKind, Format, PartyKind
from wikilearn.core import languages

FACETS = ("skill", "language", "territory", "format", "party", "organisation", "verified", "overlap")
ORDERS = ("", "level", "overlap", "name")
OVERLAPS = (1, 2, 4, 8)


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody looks for; empty means any. `kind`: who shares it, or who wants to learn it.

    `skill` is a slug, `language` a tag, `territory` a code, `organisation` a slug, `party` a kind of party, `overlap`
    hours a week in common with the reader.
    """

    q: str = ""
    kind: str = ClaimKind.OFFERED
    skill: str = ""
    language: str = ""
    territory: str = ""
    format: str = ""
    party: str = ""
    organisation: str = ""
    verified: bool = False
    overlap: int = 0
    order: str = ""

    @property
    def chosen(self) -> list[str]:
        """The facets in which something is chosen."""
        return [name for name in FACETS if getattr(self, name)]

    def without(self, name: str) -> "Wish":
        """The same with one thing less."""
        empty: dict[str, Any] = {name: {"verified": False, "overlap": 0}.get(name, "")}
        return replace(self, **empty)


WISHES = tuple(each.name for each in fields(Wish))
LONGEST = 100
KINDS = (ClaimKind.OFFERED, ClaimKind.WANTED)


def read_wish(data: QueryDict) -> Wish:
    """What the address asks for. Whatever in it makes no sense is left out, not complained about."""
    told = {name: text for name in WISHES if "\x00" not in (text := data.get(name, "").strip()[:LONGEST])}
    said: dict[str, Any] = {name: told.get(name, "") for name in ("q", "skill", "organisation")}
    said["kind"] = _one_of(told.get("kind"), KINDS) or ClaimKind.OFFERED.value
    said["format"] = _one_of(told.get("format"), Format.values)
    said["party"] = _one_of(told.get("party"), PartyKind.values)
    said["order"] = _one_of(told.get("order"), ORDERS)
    said["language"] = _tag(told.get("language", ""))
    code = told.get("territory", "")
    said["territory"] = code if len(code) == 2 and code.isascii() and code.isupper() else ""
    said["verified"] = bool(told.get("verified"))
    hours = told.get("overlap", "")
    said["overlap"] = int(hours) if hours in map(str, OVERLAPS) else 0
    return Wish(**said)


def query_of(wish: Wish) -> str:
    """The query string that asks for it, the same for the same wish."""
    said = {name: getattr(wish, name) for name in WISHES if getattr(wish, name)}
    if said.get("kind") == ClaimKind.OFFERED:
        del said["kind"]
    return urlencode({name: "on" if value is True else str(value) for name, value in said.items()})


def _one_of(value: str | None, known: Any) -> str:
    return str(value) if value in {str(each) for each in known} else ""


def _tag(text: str) -> str:
    try:
        return languages.canonical(text) if text else ""
    except ValueError:
        return ""
