"""What differs between two texts, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

_WORDS = re.compile(r"\s+|[぀-ヿ㐀-鿿豈-﫿]|[^\W぀-ヿ㐀-鿿豈-﫿]+|[^\w\s]")
_MOST = 4_000
"""Words above which whole lines are compared, so that the page comes at once."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text: `deed` is `kept`, `removed` or `added`."""

    deed: str
    text: str


def word_diff(before: str, after: str) -> list[Piece]:
    """The pieces of both texts in order; those kept and removed make `before`, those kept and added make `after`."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if max(len(old), len(new)) > _MOST:
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    pieces = []
    for tag, i, j, k, m in SequenceMatcher(a=old, b=new, autojunk=len(old) > _MOST).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("kept", "".join(old[i:j])))
            continue
        pieces += [Piece("removed", "".join(old[i:j]))] if j > i else []
        pieces += [Piece("added", "".join(new[k:m]))] if m > k else []
    return pieces
