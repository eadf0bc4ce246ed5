"""Words as people type them: kept as they are, in any script, and refused only when nothing could be read."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

LONGEST = 20_000
"""Characters of a story: some ten printed pages."""
SHORT = 4_000
"""Characters of every other answer."""

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zs", "Zl", "Zp"})
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters that show nothing: fillers of Hangul and the empty Braille cell."""


def says_something(text: str) -> bool:
    """Whether a reader would see anything: not only blanks, joiners, direction marks or lone combining marks."""
    return any(
        character not in _BLANK
        and unicodedata.category(character) not in _UNSEEN
        and not unicodedata.combining(character)
        for character in text
    )


def is_sound(text: str) -> bool:
    """Whether it can be stored at all: no NUL and no half of a surrogate pair."""
    return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def validate_sound(text: str) -> None:
    """Field validator of `is_sound`."""
    if not is_sound(text):
        raise ValidationError(_("There is a damaged character in this text. Please type it again."), code="damaged")


def validate_says_something(text: str) -> None:
    """Field validator of `says_something`."""
    if not says_something(text):
        raise ValidationError(_("Please write a few words."), code="empty")


def lines_of(text: str) -> list[str]:
    """The lines of a list that was typed, without empty ones and without repetition, in their order."""
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if says_something(line)))
