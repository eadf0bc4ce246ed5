"""How words are found: each language by the stemmer that PostgreSQL has for it, accents aside.

The vector of a catalogue entry is kept by a trigger of the database, so that whoever writes entries (compiler, bulk
load) cannot forget it; what is typed into the search box goes through the same functions.

What is spelled in another script or wrongly is found by two more spellings of a title: `fold`, in plain Latin letters,
and `skeleton`, of that only the consonants, for scripts that write no vowels and for the many ways to romanise a name.
"""

import re
import unicodedata
from collections.abc import Callable
from typing import Any

from anyascii import anyascii
from django.db import models

_STEMMERS = {
    "ar": "arabic",
    "ca": "catalan",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "eu": "basque",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "nb": "norwegian",
    "ne": "nepali",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
    "yi": "yiddish",
}


def configuration(language: str) -> str:
    """PostgreSQL's text search configuration for a BCP 47 tag; `simple`, which splits but does not stem, for others."""
    return _STEMMERS.get(language.split("-", maxsplit=1)[0], "simple")


def vector_trigger() -> str:
    """The body of the trigger: title before summary before the rest. A vector may hold 1 MB, so a text is cut."""
    whens = " ".join(f"WHEN '{tag}' THEN '{name}'" for tag, name in _STEMMERS.items())
    return f"""
        DECLARE
            stemmer regconfig := CASE split_part(NEW.language, '-', 1) {whens} ELSE 'simple' END;
        BEGIN
            NEW.search_vector :=
                setweight(to_tsvector(stemmer, unaccent(NEW.title)), 'A') ||
                setweight(to_tsvector(stemmer, unaccent(NEW.summary)), 'B') ||
                setweight(to_tsvector(stemmer, unaccent(left(NEW.search_text, 200000))), 'D');
            RETURN NEW;
        END;
    """


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


class FoldedField(models.TextField):
    """A column that is computed from another one whenever a row is saved or created in bulk."""

    def __init__(self, source: str, spell: Callable[[str], str], **kwargs: Any) -> None:
        self.source, self.spell = source, spell
        said: dict[str, Any] = {"default": "", "editable": False} | kwargs
        super().__init__(**said)

    def deconstruct(self) -> Any:
        """For the database it is a text like any other."""
        name, _path, _args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", [], kwargs

    def clone(self) -> "FoldedField":
        """Not what `deconstruct` says, which migrations keep."""
        return FoldedField(self.source, self.spell)

    def pre_save(self, model_instance: models.Model, add: bool) -> str:  # noqa: ARG002 - Django calls it so
        """Spell it again."""
        spelled = self.spell(getattr(model_instance, self.source))
        setattr(model_instance, self.attname, spelled)
        return spelled
