"""Canonical form by filling in: the canonical lines of a kind of credential are worked out once, then filled.

Badges of one achievement differ in a few values: numbers, days, the place in the status list, how the holder is named.
The rest of the canonical form is the same, so it is made once, by `canonical.nquads`, from a form of the document in
which those values are replaced by marks. What is filled in is only what cannot change the graph: plain addresses, plain
texts, moments. For anything else, and wherever two documents differ in another way, the whole algorithm runs.

A property test holds that both ways give the same bytes. Verifying never takes this way.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pyld import jsonld

from certification.badges.open_badges import pinned
from certification.badges.open_badges.canonical import NotCanonical, nquads

_ADDRESS = re.compile(r"(https?://|urn:uuid:)[A-Za-z0-9:/._~%#-]+")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_MARK = re.compile(r"urn:uuid:mark-(\d+)-end|mark-(\d+)-end")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")

Path = tuple[str, ...]

_SYNONYMS = {"OpenBadgeCredential": "AchievementCredential", "criteria": "Criteria"}
"""Names of types that the context gives to one address; compacting chooses the other one."""


def _is_address(value: str) -> bool:
    return _ADDRESS.fullmatch(value) is not None


def _is_moment(value: str) -> bool:
    return _MOMENT.fullmatch(value) is not None


def _is_text(value: str) -> bool:
    return _CONTROL.search(value) is None


_OPEN: dict[Path, Callable[[str], bool]] = {
    ("id",): _is_address,
    ("validFrom",): _is_moment,
    ("validUntil",): _is_moment,
    ("awardedDate",): _is_moment,
    ("credentialSubject", "id"): _is_address,
    ("credentialSubject", "identifier", "*", "identityHash"): _is_text,
    ("credentialSubject", "identifier", "*", "salt"): _is_text,
    ("credentialSubject", "result", "*", "id"): _is_address,
    ("credentialStatus", "id"): _is_address,
    ("credentialStatus", "statusListIndex"): _is_text,
    ("credentialStatus", "statusListCredential"): _is_address,
    ("evidence", "*", "id"): _is_address,
    ("evidence", "*", "name"): _is_text,
    ("evidence", "*", "narrative"): _is_text,
}
"""What is filled in, by its path (`*` stands for any place in a list), with what it has to look like."""


@dataclass(frozen=True, slots=True)
class _Form:
    """Canonical lines, each cut at its marks: texts and numbers of marks by turns."""

    lines: tuple[tuple[str, ...], ...]

    def filled(self, values: list[str]) -> str:
        """The canonical form with these values; lines that become the same are one."""
        made = {
            "".join(values[int(part)] if number % 2 else part for number, part in enumerate(line))
            for line in self.lines
        }
        return "".join(sorted(made))


def canonical(document: dict[str, Any]) -> str:
    """The same as `canonical.nquads(document)`, a hundred times faster where a form of the document is known."""
    values: list[str] = []
    seen: set[str] = set()
    marked = _marked(document, (), values, seen)
    if marked is None or _collides(seen, marked):
        return nquads(document)
    try:
        form = _form(json.dumps(marked, ensure_ascii=True))
    except NotCanonical:
        return nquads(document)  # which says what is wrong with the document itself
    return form.filled(values)


def _marked(node: Any, path: Path, values: list[str], seen: set[str]) -> Any:
    """A copy with marks, or None where a value looks other than it should, or like a mark."""
    if isinstance(node, dict):
        copy = {}
        for key, inner in node.items():
            copy[key] = made = _marked(inner, (*path, key), values, seen)
            if made is None:
                return None
        return copy
    if isinstance(node, list):
        items = [_marked(inner, (*path, "*"), values, seen) for inner in node]
        return None if any(item is None for item in items) else items
    fits = _OPEN.get(path)
    if fits is None:
        return None if isinstance(node, str) and _MARK.search(node) else node
    return _mark(node, fits, values, seen)


def _mark(value: Any, fits: Callable[[str], bool], values: list[str], seen: set[str]) -> str | None:
    if not isinstance(value, str) or not fits(value):
        return None
    number = len(values)
    if fits is _is_address:
        if value in seen:  # two nodes of one name are one node
            return None
        seen.add(value)
        values.append(value)
        return f"urn:uuid:mark-{number}-end"
    values.append(_escaped(value))
    return f"mark-{number}-end"


def _collides(addresses: set[str], marked: dict[str, Any]) -> bool:
    """Whether an address that is filled in stands somewhere in the fixed part too."""
    return any(isinstance(text, str) and text in addresses for text in _texts(marked))


def _texts(node: Any) -> Iterator[Any]:
    waiting = [node]
    while waiting:
        current = waiting.pop()
        if isinstance(current, dict):
            waiting.extend(current.values())
        elif isinstance(current, list):
            waiting.extend(current)
        elif not (isinstance(current, str) and _MARK.fullmatch(current)):
            yield current


@lru_cache(maxsize=512)
def _form(marked: str) -> _Form:
    """Worked out once for each achievement version, language and kind of naming; `NotCanonical` if it says more than
    its context defines: then compacting what was expanded would not give it back."""
    document = json.loads(marked)
    check_all_terms(document)
    lines = []
    for line in nquads(document).split("\n")[:-1]:
        parts = []
        at = 0
        for mark in _MARK.finditer(line):
            parts += [line[at : mark.start()], mark[1] or mark[2]]
            at = mark.end()
        lines.append((*parts, line[at:] + "\n"))
    return _Form(tuple(lines))


def check_all_terms(document: dict[str, Any]) -> None:
    """Expand, compact and compare: what comes back is what was said. Raises `NotCanonical`."""
    options = {"documentLoader": pinned.load, "base": "https://example.org/base/"}
    back = jsonld.compact(document, {"@context": document["@context"]}, {**options, "skipExpansion": False})
    if _plain(back) != _plain(document):
        raise NotCanonical("the document says things that its contexts do not keep")


def _plain(node: Any) -> Any:
    """Without the differences that mean nothing: a list of one, the order of lists, two names of one type."""
    if isinstance(node, str):
        return _SYNONYMS.get(node, node)
    if isinstance(node, dict):
        return {key: _plain(value) for key, value in node.items() if key != "@context"}
    if isinstance(node, list):
        items = [_plain(item) for item in node]
        return items[0] if len(items) == 1 else sorted(items, key=lambda item: json.dumps(item, sort_keys=True))
    return node


def _escaped(text: str) -> str:
    """As N-Quads write a literal; control characters do not come here."""
    return text.replace("\\", "\\\\").replace('"', '\\"')
