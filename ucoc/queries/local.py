"""Reading local codes: texts by language, what differs between versions, and wikis without any."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q, QuerySet

from courses.editing.differing import Piece, word_diff
from ucoc.enums import LocalState
from ucoc.models import Clause, LocalClause, LocalEdit, LocalText, LocalVersion
from ucoc.queries.bodies import with_local_body
from wikilearn.core import languages
from wikilearn.core.markdown import render
from wikilearn.movement.models import Wiki
from wikilearn.people.models import Person


@dataclass(frozen=True, slots=True)
class Said:
    """A text in the language in which it is shown; `html` is safe."""

    text: LocalText
    html: str
    language: languages.Language


@dataclass(frozen=True, slots=True)
class Beside:
    """A universal clause with the local ones that build on it."""

    clause: Clause
    local: list[tuple[LocalClause, Said | None, list[str]]]


@dataclass(frozen=True, slots=True)
class Reading:
    """A version in one language, with what has no text in it in the main one."""

    language: languages.Language
    introduction: Said | None
    parts: list[Beside]
    missing: int


@dataclass(frozen=True, slots=True)
class Change:
    """A clause that differs between two versions: `added`, `removed` or `changed`, language by language."""

    key: str
    deed: str
    heading: str
    number: str
    texts: list[tuple[str, list[Piece], list[Piece]]] = field(default_factory=list)
    relation: tuple[str, str] | None = None


def read(version: LocalVersion, wanted: Iterable[str]) -> Reading:
    """The version in the first language of `wanted` that it has, otherwise in its main one."""
    chain = languages.fallback_chain(wanted, last=version.main_language)
    tag = next((tag for tag in chain if tag in version.languages), version.main_language)
    by_clause: dict[int, list[tuple[LocalClause, Said | None, list[str]]]] = {}
    missing = 0
    for local in version.clauses.prefetch_related("texts").order_by("position", "pk"):
        texts = {text.language: text for text in local.texts.all()}
        missing += tag not in texts
        chosen = texts.get(tag) or texts.get(version.main_language) or next(iter(texts.values()), None)
        have = [each for each in version.languages if each in texts]
        by_clause.setdefault(local.covers_id, []).append((local, _said(chosen), have))
    introductions = {text.language: text for text in version.texts.filter(clause=None)}
    introduction = introductions.get(tag) or introductions.get(version.main_language)
    clauses = Clause.objects.filter(version_id=version.builds_on_id).prefetch_related("items").order_by("position")
    parts = [Beside(clause, by_clause.get(clause.pk, [])) for clause in clauses]
    return Reading(languages.get(tag), _said(introduction), parts, missing)


def changes_of(before: LocalVersion, after: LocalVersion) -> list[Change]:
    """What differs between two versions of a code, the introduction first."""
    old, new = _told(before), _told(after)
    changes = []
    for key in [*new, *(key for key in old if key not in new)]:
        change = _change(key, old.get(key), new.get(key))
        if change is not None:
            changes.append(change)
    return changes


def differences(edits: Sequence[LocalEdit]) -> list[tuple[LocalEdit, list[Piece]]]:
    """Each edit of a version with what it changed; one query however many they are."""
    if not edits:
        return []
    keys = {edit.key for edit in edits}
    before: dict[int, str] = {}
    last: dict[tuple[str, str], str] = {}
    every = LocalEdit.objects.filter(version=edits[0].version_id, key__in=keys).order_by("pk")
    for pk, key, language, text in every.values_list("pk", "key", "language", "text"):
        before[pk] = last.get((key, language), "")
        last[key, language] = text
    return [(edit, word_diff(before[edit.pk], edit.text)) for edit in edits]


def wikis_lacking(what: str = "", words: str = "") -> QuerySet[Wiki]:
    """Open public wikis without a ratified code of their own (`code`), a local body (`body`), both, or either (empty).

    Each carries `has_code` and `has_local_body`.
    """
    ratified = LocalVersion.objects.filter(local__wiki=OuterRef("pk"), state=LocalState.RATIFIED)
    wikis = with_local_body(Wiki.objects.filter(closed=False, private=False).matching(words))
    wikis = wikis.annotate(has_code=Exists(ratified))
    lacks = {
        "code": Q(has_code=False),
        "body": Q(has_local_body=False),
        "both": Q(has_code=False, has_local_body=False),
    }
    return wikis.filter(lacks.get(what, Q(has_code=False) | Q(has_local_body=False))).order_by("dbname")


def _said(text: LocalText | None) -> Said | None:
    return Said(text, render(text.text, heading_shift=3), languages.get(text.language)) if text else None


@dataclass(frozen=True, slots=True)
class _Told:
    number: str
    relation: str
    texts: dict[str, tuple[str, str]]


def _told(version: LocalVersion) -> dict[str, _Told]:
    found = {"": _Told("", "", {})}
    for clause in version.clauses.select_related("covers").order_by("position", "pk"):
        found[clause.key] = _Told(clause.covers.number, clause.get_relation_display(), {})
    for text in version.texts.select_related("clause").order_by("language"):
        found[text.clause.key if text.clause else ""].texts[text.language] = (text.heading, text.text)
    return found


def _change(key: str, old: _Told | None, new: _Told | None) -> Change | None:
    was, now = (old.texts if old else {}), (new.texts if new else {})
    tags = [tag for tag in dict.fromkeys([*now, *was]) if now.get(tag) != was.get(tag)]
    relation = (old.relation, new.relation) if old and new and old.relation != new.relation else None
    if not tags and relation is None:
        return None
    nothing = ("", "")
    texts = [
        (
            tag,
            word_diff(was.get(tag, nothing)[0], now.get(tag, nothing)[0]),
            word_diff(was.get(tag, nothing)[1], now.get(tag, nothing)[1]),
        )
        for tag in tags
    ]
    shown = next(iter((now or was).values()), nothing)
    deed = "added" if old is None else "removed" if new is None else "changed"
    number = new.number if new else old.number if old else ""
    return Change(key, deed, shown[0], number, texts, relation)


def writers_of(version: LocalVersion) -> QuerySet[Person]:
    """Who wrote a version, or was asked to write with the community."""
    wrote = Q(pk=version.started_by_id) | Q(pk__in=version.edits.order_by().values("author"))
    return Person.objects.filter(wrote | Q(pk__in=version.local.editors.values("person")), is_active=True)
