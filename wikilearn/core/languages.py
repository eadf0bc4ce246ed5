"""Languages as BCP 47 tags, with what a page needs to know of each; the facts come from CLDR.

Tags are stored in canonical case (`pt-BR`, `zh-Hans`); Django's own codes (`zh-hans`) appear only at its edge.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain

import langcodes
from babel import Locale, UnknownLocaleError
from babel.localedata import locale_identifiers
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

RIGHT_TO_LEFT = frozenset({"Arab", "Hebr", "Thaa", "Syrc", "Nkoo", "Adlm", "Mand", "Samr", "Rohg"})


@dataclass(frozen=True, slots=True)
class Language:
    """`tag` BCP 47, `autonym` its name in itself, `name` in English, `dir` "ltr"/"rtl", `script` ISO 15924."""

    tag: str
    autonym: str
    name: str
    dir: str
    script: str


def canonical(tag: str) -> str:
    """The tag in canonical case and with deprecated subtags replaced; raises `ValueError` for what is none."""
    tag = tag.strip().replace("_", "-")
    if not 2 <= len(tag) <= 35:
        raise ValueError(tag)
    standardized: str = langcodes.standardize_tag(tag)
    if not langcodes.Language.get(standardized).is_valid():
        raise ValueError(tag)
    return standardized


def validate_tag(tag: str) -> None:
    """Field validator: a BCP 47 tag of a language that exists, in canonical spelling."""
    try:
        ok = canonical(tag) == tag
    except ValueError:
        ok = False
    if not ok:
        raise ValidationError(_("“%(tag)s” is not a language tag."), params={"tag": tag}, code="language")


@cache
def get(tag: str) -> Language:
    """What CLDR knows of a tag; an unknown one is named by itself and read left to right."""
    spoken = langcodes.Language.get(tag, normalize=False)
    script = spoken.script or spoken.maximize().script or "Latn"
    try:
        locale = Locale.parse(str(spoken).replace("-", "_"))
        autonym, name = locale.get_display_name() or tag, locale.get_display_name("en") or tag
    except (UnknownLocaleError, ValueError):
        autonym = name = tag
    direction = "rtl" if script in RIGHT_TO_LEFT else "ltr"
    return Language(tag=tag, autonym=autonym[:1].upper() + autonym[1:], name=name, dir=direction, script=script)


@cache
def known() -> list[Language]:
    """The languages that CLDR can name in themselves, without countries, ordered by autonym."""
    tags = {tag for tag in locale_identifiers() if all(len(part) == 4 for part in tag.split("_")[1:])}
    valid = {canonical(tag) for tag in tags if langcodes.Language.get(tag).is_valid()}
    return sorted((get(tag) for tag in valid), key=lambda language: (language.autonym.casefold(), language.tag))


def fallback_chain(tags: Iterable[str], *, last: str = "en") -> list[str]:
    """The tags in the order in which a reader wants them, each followed by its parents, ending in `last`.

    >>> fallback_chain(["pt-BR", "es"])
    ['pt-BR', 'pt', 'es', 'en']
    """
    return list(_chain(tuple(tags), last))


@lru_cache(maxsize=1024)
def _chain(tags: tuple[str, ...], last: str) -> tuple[str, ...]:
    wanted = chain.from_iterable(_with_parents(tag) for tag in tags)
    return tuple(dict.fromkeys([*wanted, last]))


def _with_parents(tag: str) -> list[str]:
    parts = tag.split("-")
    return ["-".join(parts[:length]) for length in range(len(parts), 0, -1)]


def current() -> Language:
    """The language of the page that is being rendered."""
    return _of_code(get_language() or settings.LANGUAGE_CODE)


@cache
def _of_code(code: str) -> Language:
    """The language of one of Django's codes, of which there are few."""
    return get(canonical(code))


INTERFACE: list[Language] = SimpleLazyObject(  # type: ignore[assignment]
    lambda: [get(canonical(code)) for code, _name in settings.LANGUAGES]
)
"""The languages in which the interface itself is complete."""
