"""Short answers in words, compared as a kind reader would."""

import unicodedata

LONGEST = 200
"""Characters that an answer may have."""


def folded(text: str) -> str:
    """The text without what does not change its meaning: case, accents and vowel signs, punctuation, extra spaces.

    Arabic letters with and without hamza are one, as people type them; so are the two forms of yeh and kaf, and
    teh marbuta and heh.
    """
    letters = unicodedata.normalize("NFKD", text.casefold().translate(_ALIKE))
    kept = "".join(" " if _parts(char) else char for char in letters if not _is_mark(char))
    return " ".join(unicodedata.normalize("NFC", kept.translate(_ALIKE)).casefold().split())


_ALIKE = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ـ": "", "ı": "i"}
)


def _is_mark(char: str) -> bool:
    """Accents, vowel points and directional marks; not the vowel signs of Indic scripts, which are letters there."""
    category = unicodedata.category(char)
    return category == "Cf" or (category == "Mn" and not _is_indic(char))


def _is_indic(char: str) -> bool:
    return "\u0900" <= char <= "\u1cff"


def _parts(char: str) -> bool:
    return unicodedata.category(char)[0] in "PZS"
