"""The kinds of notices that the apps send.

An app registers in `ready()` of its `AppConfig`:

    kinds.register(kind="course_passed", title=_("A course is passed"), template="notices/course_passed.txt")

The template is plain text: its first line is the subject, the rest the message, paragraphs parted by empty lines. It
sees the context given to `notify`, `person`, and whatever `look_up` adds in the language of the reader (names of
topics, say, which the context holds by key).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

LookUp = Callable[[dict[str, Any]], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Kind:
    """`title` names it on the page of preferences; one that is not `optional` always shows on the site.

    One that is `on_wiki` is also told there to people who gave an address on a wiki.
    """

    kind: str
    title: str | Promise
    template: str
    optional: bool = True
    look_up: LookUp | None = None
    on_wiki: bool = False


_kinds: dict[str, Kind] = {}


def register(
    *,
    kind: str,
    title: str | Promise,
    template: str,
    optional: bool = True,
    look_up: LookUp | None = None,
    on_wiki: bool = False,
) -> None:
    """Add a kind; `ValueError` if there is one of that name."""
    if kind in _kinds:
        raise ValueError(kind)
    _kinds[kind] = Kind(kind, title, template, optional, look_up, on_wiki)


def get(kind: str) -> Kind:
    """The kind of that name; `KeyError` for one that nobody registered."""
    return _kinds[kind]


def registered() -> Iterator[Kind]:
    """All kinds, in the order of the apps."""
    yield from _kinds.values()
