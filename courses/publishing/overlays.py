"""What a local adaptation makes of the shared lessons, without asking the database.

A change is applied to the compiled blocks of a lesson: it replaces one, hides one, or adds text after one. Core blocks
and whatever asks questions (`FIXED`) are never hidden or replaced, whatever a change says; text can be added to them.
An addition whose block is no longer there stands at the end of its lesson.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.urls import reverse

from courses.enums import BlockKind, OverlayMode, OverlayStanding
from courses.models.texts import text_hash
from courses.publishing.compiling import HIGHEST_HEADING, Compiler
from courses.publishing.snapshot import Document
from wikilearn.core import languages, markdown

FIXED = frozenset({BlockKind.QUIZ, BlockKind.SCENARIO, BlockKind.EXERCISE})
"""Kinds of blocks that assess: an adaptation leaves them alone."""
BASE_CHANGED = "base_changed"
"""Notice of a local text that was added to a core block which has changed since."""

Block = dict[str, Any]
"""A compiled block, as `CompiledLesson.blocks` holds it."""
Place = tuple[str, str]
"""Key of a lesson and key of a block."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change, as a revision of an adaptation keeps it."""

    id: int
    lesson: str
    block: str
    mode: str
    position: int = 0
    text: str = ""
    base_hash: str = ""

    @property
    def adds(self) -> bool:
        """It leaves the block as it is."""
        return self.mode == OverlayMode.ADD_AFTER


@dataclass(frozen=True, slots=True)
class BaseBlock:
    """A block of the shared course in one language. `core`: cannot be hidden or replaced by rule; `fixed`: at all."""

    lesson: str
    key: str
    kind: str
    text: str
    core: bool

    @property
    def hash(self) -> str:
        """Of its text."""
        return text_hash(self.text)

    @property
    def fixed(self) -> bool:
        """Text can be added to it, and nothing else be done."""
        return self.core or self.kind in FIXED


def changes_of(rows: Iterable[dict[str, Any]]) -> list[Change]:
    """The changes of a revision, in the order in which they are applied."""
    return sorted((Change(**row) for row in rows), key=lambda change: (change.position, change.id))


def base_blocks(document: Document, language: str, *, core: Collection[Place] = ()) -> dict[Place, BaseBlock]:
    """The blocks of a course in a language, as learners are served them. `core`: places that are core by now."""
    compiler = Compiler(document, language)
    return {
        (lesson["key"], block["key"]): BaseBlock(
            lesson=lesson["key"],
            key=block["key"],
            kind=block["kind"],
            text="\n\n".join(compiler.said(key).text for key in block["texts"].values()),
            core=bool(block.get("core")) or (lesson["key"], block["key"]) in core,
        )
        for module in document["modules"]
        for lesson in module["lessons"]
        for block in lesson["blocks"]
    }


def standing_of(change: Change, base: BaseBlock | None) -> OverlayStanding:
    """How a change fits the shared course as it is now: it asks only where both sides have changed.

    Hiding a block that has changed asks too. Text that was added asks only if its block is core.
    """
    if base is None:
        return OverlayStanding.GONE
    if not change.adds and base.fixed:
        return OverlayStanding.CORE
    if change.base_hash == base.hash or (change.mode == OverlayMode.REPLACE and change.text == base.text):
        return OverlayStanding.FITS
    if change.adds and not base.core:
        return OverlayStanding.FITS
    return OverlayStanding.CONFLICT


def adapt(
    blocks: Sequence[Block], changes: Iterable[Change], *, fixed: Collection[str], local: Callable[[Change], Block]
) -> list[Block]:
    """The blocks of one lesson with the changes applied, in a stable order.

    `fixed` are keys of blocks that stay whatever a change says; `local` renders the text of a change.
    """
    at: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        at[change.block].append(change)
    out: list[Block] = []
    for block in blocks:
        here = at.pop(block["key"], [])
        instead = next((change for change in here if not change.adds), None)
        if instead is None or block["key"] in fixed:
            out.append(block)
        elif instead.mode == OverlayMode.REPLACE:
            out.append(local(instead) | {"key": block["key"]})
        out.extend(local(change) for change in here if change.adds)
    homeless = sorted((each for rest in at.values() for each in rest if each.adds), key=lambda c: (c.position, c.id))
    return [*out, *(local(change) for change in homeless)]


@dataclass(slots=True)
class Adapter:
    """One adaptation of a published course: `owner_name` stands on its blocks. `core`: places that are core by now."""

    document: Document
    language: str
    changes: list[Change]
    owner_name: str
    core: Collection[Place] = ()

    def lessons(self, compiled: Iterable[Any]) -> Iterator[tuple[Any, list[Block]]]:
        """Of the compiled lessons in the language (anything with `lesson_key` and `blocks`) those that differ."""
        base = base_blocks(self.document, self.language, core=self.core)
        for lesson in compiled:
            mine = [change for change in self.changes if change.lesson == lesson.lesson_key]
            if not mine:
                continue
            here = {key: block for (of, key), block in base.items() if of == lesson.lesson_key}
            fixed = {key for key, block in here.items() if block.fixed}
            blocks = adapt(lesson.blocks, mine, fixed=fixed, local=partial(self._block, here=here))
            if blocks != lesson.blocks:
                yield lesson, blocks

    def _block(self, change: Change, here: dict[str, BaseBlock]) -> Block:
        spoken = languages.get(self.language)
        base = here.get(change.block)
        changed = base is not None and base.core and base.hash != change.base_hash
        return {
            "key": f"local-{change.id}",
            "place": change.block,
            "kind": BlockKind.PROSE.value,
            "html": self.html(change.text),
            "language": spoken.tag,
            "dir": spoken.dir,
            "notice": BASE_CHANGED if changed else "",
            "questions": [],
            "local": self.owner_name,
        }

    def html(self, text: str) -> str:
        """Local text as safe HTML; links to lessons of the course work as in its own texts."""
        return markdown.render(text, highest=HIGHEST_HEADING, resolve=self._resolve)

    def _resolve(self, address: str) -> str | None:
        scheme, _colon, key = address.partition(":")
        keys = {lesson["key"] for module in self.document["modules"] for lesson in module["lessons"]}
        if scheme != "lesson" or key not in keys:
            return None
        return reverse("courses:lesson", args=[self.document["course"]["slug"], key])
