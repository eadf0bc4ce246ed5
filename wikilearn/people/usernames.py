"""Usernames as MediaWiki normalises them (`TitleParser`, `UserNameUtils`): one account, one spelling."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

DISPLACED = "~wikilearn"
"""What follows a local name whose owner on Wikimedia has come: `Ada` becomes `Ada~wikilearn`."""
ERASED = "Erased "
"""How the usernames of erased people begin."""

_DIRECTION_MARKS = re.compile("[\u200e\u200f\u202a-\u202e]")
_BLANKS = re.compile("[ _\u00a0\u1680\u180e\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
_FORBIDDEN = re.compile(
    "[\\x00-\\x1f\\x7f#<>\\[\\]|{}/\u0080-\u00a0\u2000-\u200f\u2028-\u202f\u3000\ue000-\uf8ff\ufffd\ud800-\udfff]"
)
_FORBIDDEN_IN_NEW = re.compile(
    "[@:>=\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0]"
)
_TEMPORARY = re.compile(r"~\d{4}-\d[\d-]*")
_IPV4 = re.compile(r"\d{1,3}(\.(\d{1,3}|xxx)){3}(/\d{1,2})?", re.IGNORECASE)
_IPV6 = re.compile(r"(?=.*:.*:)[0-9a-f:]*:[0-9a-f:.]*(/\d{1,3})?", re.IGNORECASE)
_GEORGIAN = range(0x10D0, 0x1100)
_NO_CAPITAL = {0xA7B9, *range(0x16E60, 0x16E80)}


def normalise(name: str) -> str:
    """The canonical spelling: NFC, blanks and underscores one space, no bidi marks, first letter upper case.

    Gives what it can for any text; whether the result may be a username is `validate_username`'s question.
    """
    name = _BLANKS.sub(" ", unicodedata.normalize("NFC", _DIRECTION_MARKS.sub("", name))).strip(" ")
    return unicodedata.normalize("NFC", _capital(name[:1]) + name[1:])


def _capital(letter: str) -> str:
    """One letter in upper case, by the simple mapping that Wikimedia's wikis have kept.

    Letters whose capital would be several (ß, ŉ, ﬁ), Georgian letters, title-case letters (ǅ, ᾈ) and what is no
    letter (ⅷ, ⓐ) stay as they are; source: `UcfirstOverrides.php` of Wikimedia's configuration.
    """
    if unicodedata.category(letter or " ") != "Ll" or ord(letter) in _GEORGIAN or ord(letter) in _NO_CAPITAL:
        return letter
    return next((capital for capital in (letter.upper(), letter.title()) if len(capital) == 1), letter)


def is_temporary(name: str) -> bool:
    """The name of a temporary account of a Wikimedia wiki, such as `~2026-12345-67`."""
    return _TEMPORARY.fullmatch(name) is not None


def is_ip_address(name: str) -> bool:
    """An IPv4 or IPv6 address or range, as which MediaWiki records edits without an account (`1.2.3.xxx` too)."""
    return (_IPV4.fullmatch(name) or _IPV6.fullmatch(name)) is not None


def is_valid(name: str) -> bool:
    """A canonical spelling that a Wikimedia account can have, old accounts with odd characters included."""
    return (
        bool(name)
        and len(name.encode(errors="replace")) <= 255
        and not _FORBIDDEN.search(name)
        and normalise(name) == name
        and not is_ip_address(name)
    )


def validate_username(name: str) -> None:
    """Field validator: a canonical spelling of at most 255 bytes that MediaWiki accepts."""
    if not is_valid(name):
        raise ValidationError(_("“%(name)s” cannot be a username."), params={"name": name}, code="username")


def validate_new_username(name: str) -> None:
    """For accounts that are made here: also none that MediaWiki would not give to anybody any more.

    At most 85 characters, nothing invisible, none of `@ : = >`, not the name of a temporary account, and
    none of the names that this site gives itself.
    """
    validate_username(name)
    reserved = name.startswith(("~2", ERASED)) or DISPLACED in name
    if reserved or len(name) > 85 or _FORBIDDEN_IN_NEW.search(name):
        raise ValidationError(_("“%(name)s” cannot be a username."), params={"name": name}, code="username")
