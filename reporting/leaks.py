"""Whether a text gives away what somebody else wrote: runs of words that stand in both."""

import re
import unicodedata
from collections.abc import Iterable

RUN = 4
"""So many words in a row are a quotation."""
_WORD = re.compile(r"[^\W_]+")
_NO_SPACES = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


def quotes(text: str, others: Iterable[str], *, allowed: Iterable[str] = ()) -> bool:
    """Whether `text` shares a run of words with one of `others` that stands in none of `allowed`."""
    said = _runs(text) - set().union(*(_runs(one) for one in allowed), set())
    return any(said & _runs(one) for one in others)


def _runs(text: str) -> set[tuple[str, ...]]:
    """Each run of words, in scripts without spaces of signs, in one spelling; also the name-like single words."""
    words = []
    for word in _WORD.findall(unicodedata.normalize("NFKC", text).casefold()):
        words += list(word) if _NO_SPACES.search(word) else [word]
    size = RUN if not _NO_SPACES.search(text) else 2 * RUN
    return {tuple(words[start : start + size]) for start in range(len(words) - size + 1)}
