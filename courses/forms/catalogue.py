"""What a visitor wants to find."""

from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from courses.queries.catalogue import FACETS, WISHES, Wish
from courses.queries.shelf import Order, Shelf

LONGEST = 200


def read_wish(data: QueryDict, shelf: Shelf) -> Wish:
    """What the address asks for. Whatever in it makes no sense is left out, not complained about."""
    said: dict[str, Any] = {name: data[name] for name in FACETS if (name, data.get(name, "")) in shelf.having}
    words = data.get("q", "").strip()
    said["q"] = words[:LONGEST] if "\x00" not in words else ""
    said["mandatory"] = bool(data.get("mandatory"))
    said["complete"] = bool(data.get("complete")) and "language" in said
    said["order"] = data.get("order", "") if data.get("order") in Order.values else ""
    return Wish(**said)


def address_of(wish: Wish) -> str:
    """The query string that asks for it."""
    said = {name: getattr(wish, name) for name in WISHES if getattr(wish, name)}
    return "?" + urlencode({name: "on" if value is True else value for name, value in said.items()})
