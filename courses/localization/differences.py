"""What has changed in a text, word by word."""

import re
from difflib import SequenceMatcher
from typing import Literal

Operation = Literal["same", "removed", "added"]
LONGEST = 4000
"""Words from which on a text is compared by lines: exact comparison takes time that grows with the square."""
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORDS = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+|\s+|[^\w\s]|_")


def word_diff(old: str, new: str) -> list[tuple[Operation, str]]:
    """The way from `old` to `new`: pieces that stay, go and come, in order. Their texts give both texts again.

    >>> word_diff("Ask a steward.", "Ask a bureaucrat.")
    [('same', 'Ask a '), ('removed', 'steward'), ('added', 'bureaucrat'), ('same', '.')]
    """
    before, after = _split(old), _split(new)
    if max(len(before), len(after)) > LONGEST:
        before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    found: list[tuple[Operation, str]] = []
    for tag, start, end, other, last in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(("same", "".join(before[start:end])))
            continue
        if end > start:
            found.append(("removed", "".join(before[start:end])))
        if last > other:
            found.append(("added", "".join(after[other:last])))
    return found


def _split(text: str) -> list[str]:
    return _WORDS.findall(text)
