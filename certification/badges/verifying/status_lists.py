"""A status list that somebody brings along with a badge of another issuer: is it that list, genuine and fresh?"""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from certification.badges.open_badges import bitstrings, proofs, untrusted
from certification.badges.open_badges.canonical import NotCanonical
from certification.badges.open_badges.dates import parse
from certification.badges.open_badges.errors import Unreadable
from certification.badges.verifying import signatures

_LONGEST = 10


class NotThatList(ValueError):
    """The list says nothing about the badge; the message says why, for people."""


def is_revoked(document: dict[str, Any], raw: bytes, at: datetime) -> bool:
    """Whether the bit of the badge is set in the list. Raises `NotThatList`.

    The list must be the one that the badge names, signed by a key of the same issuer, and valid at that moment.
    """
    entry = document.get("credentialStatus")
    if not isinstance(entry, dict) or entry.get("type") != "BitstringStatusListEntry":
        raise NotThatList(_("The badge names no status list."))
    listed = _signed_list(raw)
    if listed.get("id") != entry.get("statusListCredential"):
        raise NotThatList(_("This is another status list than the badge names."))
    if _did(listed) is None or _did(listed) != _did(document):
        raise NotThatList(_("The status list is of another issuer than the badge."))
    _check_dates(listed, at)
    subject = listed.get("credentialSubject")
    if not isinstance(subject, dict) or subject.get("statusPurpose") != entry.get("statusPurpose"):
        raise NotThatList(_("The status list is for another purpose."))
    return _bit(subject, entry)


def _signed_list(raw: bytes) -> dict[str, Any]:
    try:
        listed = untrusted.parse(raw)
        method = proofs.verify(listed, signatures.key_of)
    except (Unreadable, proofs.BadProof, NotCanonical) as error:
        raise NotThatList(_("The status list is not genuine, or we cannot check it.")) from error
    kinds = listed.get("type")
    if not isinstance(kinds, list) or "BitstringStatusListCredential" not in kinds:
        raise NotThatList(_("This is no status list."))
    if method.partition("#")[0] != _did(listed):
        raise NotThatList(_("The status list is not genuine, or we cannot check it."))
    return listed


def _check_dates(listed: dict[str, Any], at: datetime) -> None:
    try:
        fresh = parse(listed.get("validFrom")) <= at <= parse(listed.get("validUntil"))
    except ValueError as error:
        raise NotThatList(_("The status list does not say how long it may be relied on.")) from error
    if not fresh:
        raise NotThatList(_("The status list was not valid at that time."))


def _bit(subject: dict[str, Any], entry: dict[str, Any]) -> bool:
    place, encoded = entry.get("statusListIndex"), subject.get("encodedList")
    if not isinstance(place, str) or not (place.isascii() and place.isdigit()) or len(place) > _LONGEST:
        raise NotThatList(_("The badge has no place in this status list."))
    try:
        return bitstrings.is_set(bitstrings.decode(str(encoded)), int(place))
    except (ValueError, IndexError) as error:
        raise NotThatList(_("The badge has no place in this status list.")) from error


def _did(document: dict[str, Any]) -> str | None:
    said = document.get("issuer")
    did = said.get("id") if isinstance(said, dict) else said
    return did if isinstance(did, str) else None
