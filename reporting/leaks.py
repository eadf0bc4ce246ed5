"""Whether a text gives away what somebody else wrote: runs of words that stand in both."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable
from itertools import accumulate

RUN = 4
"""So many words in a row are a quotation; of scripts without spaces, twice as many signs."""
_SIGNS = [(code, unicodedata.category(chr(code))) for code in range(0x20000)]
_MARKS = "".join(re.escape(chr(code)) for code, category in _SIGNS if category[0] == "M")
"""Signs that belong to the letter before them, as the vowels of Devanagari do: they end no word."""
_UNSEEN = {code: None for code, category in _SIGNS if category == "Cf"}
"""Joiners, marks of direction and the like: a word with them is the same word."""
_NO_SPACES = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"(?P<sign>(?=[^\W_])[{_NO_SPACES}])|[^\W_{_NO_SPACES}](?:[^\W_{_NO_SPACES}]|[{_MARKS}])*")
_SIGN, _WHOLE = 1, 2
"""What a sign and a word count towards a run."""


def quotes(text: str, others: Iterable[str], *, allowed: Iterable[str] = ()) -> bool:
    """Whether `text` shares a run of words with one of `others` that stands in none of `allowed`."""
    said = _runs(text) - set().union(*(_runs(one) for one in allowed), set())
    return any(said & _runs(one) for one in others)


def _runs(text: str) -> set[tuple[str, ...]]:
    """The run that begins at each word, in one spelling.

    How long one is depends on nothing but its own words: the rest of the text must not decide what is compared.
    """
    plain = unicodedata.normalize("NFKC", text.translate(_UNSEEN)).casefold()
    found = list(_WORD.finditer(plain))
    words = [match[0] for match in found]
    ends = list(accumulate((_SIGN if match["sign"] else _WHOLE for match in found), initial=0))
    runs = set()
    for start in range(len(words)):
        end = bisect_left(ends, ends[start] + RUN * _WHOLE)
        if end < len(ends):
            runs.add(tuple(words[start:end]))
    return runs
