"""Reading the universal code, and what differs between two versions of it."""

from dataclasses import dataclass, field

from courses.editing.differing import Piece, word_diff
from ucoc.enums import ClauseKind
from ucoc.models import Clause, CodeVersion


@dataclass(frozen=True, slots=True)
class Part:
    """The clauses of one kind, in order."""

    kind: ClauseKind
    clauses: list[Clause]


@dataclass(frozen=True, slots=True)
class ClauseChange:
    """What happened to a clause from one version to another: `added`, `removed`, `changed` or `kept`."""

    number: str
    deed: str
    before: Clause | None
    after: Clause | None
    title: list[Piece] = field(default_factory=list)
    summary: list[Piece] = field(default_factory=list)
    items_added: list[str] = field(default_factory=list)
    items_removed: list[str] = field(default_factory=list)


def parts_of(version: CodeVersion) -> list[Part]:
    """The clauses of a version with their items, those of expected behaviour first; two queries."""
    clauses = list(version.clauses.prefetch_related("items").order_by("position"))
    parts = [Part(kind, [clause for clause in clauses if clause.kind == kind]) for kind in ClauseKind]
    return [part for part in parts if part.clauses]


def changes_between(before: CodeVersion, after: CodeVersion) -> list[ClauseChange]:
    """Clause by clause, in the language of the page, in the order of the later version."""
    old = {clause.number: clause for clause in before.clauses.prefetch_related("items")}
    new = {clause.number: clause for clause in after.clauses.prefetch_related("items")}
    numbers = [*new, *(number for number in old if number not in new)]
    return [_change(number, old.get(number), new.get(number)) for number in numbers]


def _change(number: str, old: Clause | None, new: Clause | None) -> ClauseChange:
    if old is None or new is None:
        return ClauseChange(number, "added" if old is None else "removed", old, new)
    was, now = _items(old), _items(new)
    added = [text for key, text in now.items() if was.get(key) != text]
    removed = [text for key, text in was.items() if now.get(key) != text]
    same = (old.title, old.summary, old.kind) == (new.title, new.summary, new.kind) and not added and not removed
    return ClauseChange(
        number,
        "kept" if same else "changed",
        old,
        new,
        title=word_diff(old.title, new.title),
        summary=word_diff(old.summary, new.summary),
        items_added=added,
        items_removed=removed,
    )


def _items(clause: Clause) -> dict[str, str]:
    return {item.key: item.text for item in clause.items.all()}
