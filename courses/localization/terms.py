"""Words of a glossary in a text."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Term:
    """A term and how it is said in the language at hand: `preferred` first, `forbidden` never."""

    term: str
    note: str = ""
    untranslated: bool = False
    preferred: tuple[str, ...] = field(default=())
    forbidden: tuple[str, ...] = field(default=())


def occurs(word: str, text: str) -> bool:
    """The word, or words, stand in the text as such, in any case; in scripts without spaces anywhere."""
    return bool(word.strip()) and _pattern(word).search(unicodedata.normalize("NFC", text).casefold()) is not None


def found_in(text: str, terms: Iterable[Term]) -> list[Term]:
    """The terms that occur in the text."""
    return [term for term in terms if occurs(term.term, text)]


@lru_cache(maxsize=4096)
def _pattern(word: str) -> re.Pattern[str]:
    folded = unicodedata.normalize("NFC", word.strip()).casefold()
    body = r"\s+".join(re.escape(part) for part in folded.split())
    before = r"(?<!\w)" if _spaced(folded[0]) else ""
    after = r"(?!\w)" if _spaced(folded[-1]) else ""
    return re.compile(before + body + after)


def _spaced(character: str) -> bool:
    """Written with spaces between words; Arabic and Hebrew words carry prefixes, so their beginnings are open."""
    name = unicodedata.name(character, "")
    unspaced = ("CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR", "TIBETAN", "ARABIC", "HEBREW")
    return not name.startswith(unspaced)
