"""Two texts compared, and three brought together, word by word. No word is lost on the way.

Texts are cut into words, signs and white space (characters for scripts without spaces), long ones into lines, and put
together from these pieces again.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_PIECES = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]|[^\W_]+|\s+|[\W_]")
_LINES = re.compile(r"[^\n]*\n|[^\n]+")
MOST_PIECES = 4_000
"""Texts of more pieces are compared line by line: comparing takes time with the square of it."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a comparison: `same` in both, `gone` from the first, `new` in the second."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Chunk:
    """A stretch of a merge. `kind`: `same`, `ours` or `theirs` (changed on one side), `both` (alike), `conflict`."""

    kind: str
    base: str
    ours: str
    theirs: str

    @property
    def text(self) -> str:
        """What the merged text says here; where both differ, ours."""
        return self.theirs if self.kind == "theirs" else self.ours


@dataclass(frozen=True, slots=True)
class Merge:
    """Three texts brought together."""

    chunks: list[Chunk]

    @property
    def text(self) -> str:
        """The merged text; where both sides differ, ours."""
        return "".join(chunk.text for chunk in self.chunks)

    @property
    def conflicts(self) -> list[Chunk]:
        """Where both sides say something else than the base, and not the same."""
        return [chunk for chunk in self.chunks if chunk.kind == "conflict"]

    @property
    def fits(self) -> bool:
        """Both changes fit together."""
        return not self.conflicts


def difference(before: str, after: str) -> list[Piece]:
    """What changed from one text to the other, in reading order."""
    first, second = _cut(before, after)
    pieces: list[Piece] = []
    for kind, i, j, k, m in SequenceMatcher(None, first, second, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Piece("same", "".join(first[i:j])))
            continue
        if i < j:
            pieces.append(Piece("gone", "".join(first[i:j])))
        if k < m:
            pieces.append(Piece("new", "".join(second[k:m])))
    return pieces


def merge(*, base: str, ours: str, theirs: str) -> Merge:
    """The two sides that came from `base` brought together. A side that changed nothing yields the other."""
    was, left, right = _cut(base, ours, theirs)
    chunks: list[Chunk] = []
    at = to_left = to_right = 0
    for start, end, in_left, in_right in _common(was, left, right):
        chunk = _chunk(was[at:start], left[to_left:in_left], right[to_right:in_right])
        if chunk is not None:
            chunks.append(chunk)
        if start < end:
            same = "".join(was[start:end])
            chunks.append(Chunk("same", same, same, same))
        at, to_left, to_right = end, in_left + end - start, in_right + end - start
    return Merge(chunks)


def _common(was: Sequence[str], left: Sequence[str], right: Sequence[str]) -> list[tuple[int, int, int, int]]:
    """Stretches that all three share: start and end in the base, start on each side; the last one is empty."""
    ours, theirs = _matches(was, left), _matches(was, right)
    found, i, j = [], 0, 0
    while i < len(ours) and j < len(theirs):
        (a, in_left, length), (b, in_right, other) = ours[i], theirs[j]
        start, end = max(a, b), min(a + length, b + other)
        if start < end:
            found.append((start, end, in_left + start - a, in_right + start - b))
        if a + length < b + other:
            i += 1
        else:
            j += 1
    return [*found, (len(was), len(was), len(left), len(right))]


def _matches(one: Sequence[str], other: Sequence[str]) -> list[tuple[int, int, int]]:
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return [(block.a, block.b, block.size) for block in blocks if block.size]


def _chunk(was: Sequence[str], left: Sequence[str], right: Sequence[str]) -> Chunk | None:
    base, ours, theirs = "".join(was), "".join(left), "".join(right)
    if not (base or ours or theirs):
        return None
    if ours == theirs:
        return Chunk("both", base, ours, theirs)
    if theirs == base:
        return Chunk("ours", base, ours, theirs)
    return Chunk("theirs" if ours == base else "conflict", base, ours, theirs)


def _cut(*texts: str) -> list[list[str]]:
    pieces = [_PIECES.findall(text) for text in texts]
    if max(len(each) for each in pieces) <= MOST_PIECES:
        return pieces
    return [_LINES.findall(text) for text in texts]
