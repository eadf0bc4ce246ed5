"""How words are found: each language by the stemmer that PostgreSQL has for it, accents aside.

The vector of a catalogue entry is kept by a trigger of the database, so that whoever writes entries (compiler, bulk
load) cannot forget it; what is typed into the search box goes through the same functions.

What is spelled in another script or wrongly is found by two more spellings of a title (`wikilearn.core.folding`).
"""

from collections.abc import Callable
from typing import Any

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
