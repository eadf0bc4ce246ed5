"""What differs between two states of a course."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from courses.editing.differing import Piece, word_diff
from courses.publishing.snapshot import Document


@dataclass(slots=True)
class Change:
    """One element that differs. `deed`: `added`, `removed`, `moved` or `changed`; `texts`: part and its word diff;
    `settings`: name, before, after.
    """

    place: str
    what: str
    title: str
    deed: str
    texts: list[tuple[str, list[Piece]]] = field(default_factory=list)
    settings: list[tuple[str, Any, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Part:
    what: str
    title: str
    order: tuple[str, int]
    texts: dict[str, str]
    settings: dict[str, Any]


def compare(before: Document, after: Document) -> list[Change]:
    """What has been done from one document to the other, in the order of reading."""
    old, new = dict(_parts(before)), dict(_parts(after))
    moved = _moved(old, new)
    changes = []
    for place in [*new, *(place for place in old if place not in new)]:
        change = _change(place, old.get(place), new.get(place), place in moved)
        if change is not None:
            changes.append(change)
    return changes


def _change(place: str, old: _Part | None, new: _Part | None, moved: bool) -> Change | None:
    shown = new or old
    if shown is None:
        return None
    before, after = (old.texts if old else {}), (new.texts if new else {})
    texts = [
        (part, word_diff(before.get(part, ""), after.get(part, "")))
        for part in dict.fromkeys([*after, *before])
        if before.get(part, "") != after.get(part, "")
    ]
    settings = [
        (name, old.settings.get(name), new.settings.get(name))
        for name in (dict.fromkeys([*old.settings, *new.settings]) if old and new else ())
        if old and new and old.settings.get(name) != new.settings.get(name)
    ]
    deed = "added" if old is None else "removed" if new is None else "moved" if moved else "changed"
    if deed == "changed" and not texts and not settings:
        return None
    return Change(place, shown.what, shown.title, deed, texts, settings)


def _parts(document: Document) -> Iterator[tuple[str, _Part]]:
    yield "course", _part(document, "course", document, ("", 0), dict(document["course"]))
    for number, module in enumerate(document["modules"]):
        yield f"module/{module['key']}", _part(document, "module", module, ("course", number), module["settings"])
        for place, lesson in enumerate(module["lessons"]):
            settings = lesson["settings"] | {"minutes": lesson["minutes"]}
            parent = f"module/{module['key']}"
            yield f"lesson/{lesson['key']}", _part(document, "lesson", lesson, (parent, place), settings)
            for order, block in enumerate(lesson["blocks"]):
                settings = block["settings"] | {"core": block["core"], "questions": block["questions"]}
                name = f"lesson/{lesson['key']}/{block['key']}"
                yield name, _part(document, block["kind"], block, (f"lesson/{lesson['key']}", order), settings)
    for number, question in enumerate(document["questions"]):
        settings = question["settings"] | {"answer": question["answer"]}
        pool = (f"questions/{question['module']}", number)
        yield f"question/{question['key']}", _part(document, "question", question, pool, settings)


def _part(document: Document, what: str, element: Document, order: tuple[str, int], settings: dict[str, Any]) -> _Part:
    texts = {part: document["segments"][key]["text"] for part, key in element["texts"].items()}
    title = texts.get("title") or texts.get("prompt") or texts.get("text") or texts.get("alt") or ""
    return _Part(what, " ".join(title.split())[:120], order, texts, settings)


def _moved(old: dict[str, _Part], new: dict[str, _Part]) -> set[str]:
    """Elements of both that are in another parent, or in another order among those that both parents have."""
    both = [place for place in new if place in old]
    moved = {place for place in both if old[place].order[0] != new[place].order[0]}
    families: dict[str, list[str]] = {}
    for place in both:
        if place not in moved:
            families.setdefault(new[place].order[0], []).append(place)
    for places in families.values():
        was = sorted(places, key=lambda place: old[place].order[1])
        keep = _longest_run([was.index(place) for place in places])
        moved |= {place for number, place in enumerate(places) if number not in keep}
    return moved


def _longest_run(numbers: list[int]) -> set[int]:
    """The places of a longest rising run, so that one element moved to the top is one move and not many."""
    best: list[list[int]] = []
    for place, number in enumerate(numbers):
        fitting = [run for run in best if numbers[run[-1]] < number]
        best.append([*_longest(fitting), place])
    return set(_longest(best))


def _longest(runs: list[list[int]]) -> list[int]:
    return max(runs, key=lambda run: len(run), default=[])
