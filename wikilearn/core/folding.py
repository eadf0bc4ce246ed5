"""The same words in spellings that are easy to compare: whatever the script, and however somebody typed them.

What is spelled in another script or wrongly is found by two more spellings of a text: `fold`, in plain Latin letters,
and `skeleton`, of that only the consonants, for scripts that write no vowels and for the many ways to romanise a name.
"""

import re
import unicodedata

from anyascii import anyascii

_HAN = re.compile(r"([\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134f]+)")
_POINTS = re.compile(r"[\u064b-\u0652\u0670\u0640\u0591-\u05c7]")
"""Vowel signs and lengthening of Arabic and Hebrew, which most writers leave out."""
_ARTICLE = re.compile(r"\b(?:ال(?=\w{2})|[ae]l[\s-]|al(?=[a-z]{4}))", re.IGNORECASE)
_SOUNDS = (
    (re.compile(r"shch|sch|sh|ch|zh|ts|tz|[zj](?=h)"), "s"),
    (re.compile(r"kh|gh|[qgc]|k"), "k"),
    (re.compile(r"th|dh|d"), "t"),
    (re.compile(r"ph"), "f"),
    (re.compile(r"x"), "ks"),
    (re.compile(r"[zs]"), "s"),
    (re.compile(r"p"), "b"),
    (re.compile(r"[aeiouyjwvh]"), ""),
    (re.compile(r"(.)\1+"), r"\1"),
)
_LETTERS = 100_000


def fold(text: str) -> str:
    """The text in small Latin letters and digits, words apart: `Edición` → `edicion`, `Викимедия` → `vikimediya`.

    Chinese is spelled syllable by syllable and in one word: `安全` → `an quan anquan`. Folding twice changes nothing.
    """
    words: list[str] = []
    for place, run in enumerate(_HAN.split(_POINTS.sub("", unicodedata.normalize("NFKC", text[:_LETTERS])))):
        if place % 2:
            syllables = [syllable for letter in run if (syllable := _latin(letter).replace(" ", ""))]
            words += syllables
            words += ["".join(syllables)] if len(syllables) > 1 else []
        else:
            words += _latin(run).split()
    return " ".join(words)


def skeleton(text: str) -> str:
    """What is left of the words when vowels, articles and shades of consonants are gone; then all of it in one word.

    `الأمان الرقمي` and `al-aman ar-raqmi` share most of it, `Викимедия` and `Wikimedia` all of it.
    """
    words = [
        bare for word in fold(_ARTICLE.sub(" ", _POINTS.sub("", text[:_LETTERS]))).split() if (bare := _bare(word))
    ]
    return " ".join([*words, "".join(words)] if len(words) > 1 else words)


def _latin(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", re.sub(r"['`´’]", "", anyascii(text).lower())).strip()


def _bare(word: str) -> str:
    for sound, letter in _SOUNDS:
        word = sound.sub(letter, word)
    return word
