"""Usernames as MediaWiki normalises them (`TitleParser`, `UserNameUtils`): one account, one spelling."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_BLANKS = re.compile(r"[ _\u00a0\u1680\u180e\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
_FORBIDDEN = re.compile(r"[#<>\[\]|{}/@:=\x00-\x1f\x7f\ufffd]")


def normalise(name: str) -> str:
    """The canonical spelling: NFC, blanks and underscores one space, no bidi marks, first letter upper case.

    Gives what it can for any text; whether the result may be a username is `validate_username`'s question.
    """
    name = _BLANKS.sub(" ", _INVISIBLE.sub("", unicodedata.normalize("NFC", name))).strip(" ")
    upper = name[:1].upper()
    return (upper if len(upper) == 1 else name[:1]) + name[1:]


def validate_username(name: str) -> None:
    """Field validator: a canonical spelling of at most 255 bytes without characters that MediaWiki forbids."""
    if not name or normalise(name) != name or len(name.encode()) > 255 or _FORBIDDEN.search(name):
        raise ValidationError(_("“%(name)s” cannot be a username."), params={"name": name}, code="username")
