"""One sending each: a signed ticket travels in the form, and is paid by a little work of the browser or by waiting.

A ticket holds a random number, when it was made, and its price; nothing about the person and nothing that was typed.
It pays for one report: whoever sends it twice gets the same case, and work cannot be sold again. Without JavaScript
nobody works: writing a report takes longer than the wait.
"""

import base64
import binascii
import hashlib
import secrets
import time
from dataclasses import dataclass

from django.core import signing
from django.utils.translation import gettext_lazy as _

from wikilearn.core.errors import DomainError

SALT = "reporting.ticket"
LONGEST = 24 * 3600
"""Seconds: whoever takes longer gets another ticket and loses nothing."""


class BadTicket(DomainError):
    """The ticket is none of ours, too old, or altered: the page gives another one."""

    status = 400


@dataclass(frozen=True, slots=True)
class Ticket:
    """`number` 32 random bytes; `issued_at` seconds; `bits` of work; `wait` seconds that cost the same."""

    number: bytes
    issued_at: int
    bits: int
    wait: int
    token: str

    @property
    def digest(self) -> bytes:
        """What the database keeps of a ticket that was used (32 bytes)."""
        return hashlib.sha256(b"spent" + self.number).digest()


def issue(*, bits: int, wait: int, now: float | None = None) -> Ticket:
    """A new ticket of that price."""
    number, issued_at = secrets.token_bytes(32), int(time.time() if now is None else now)
    said = [base64.urlsafe_b64encode(number).decode(), issued_at, bits, wait]
    return Ticket(number, issued_at, bits, wait, signing.dumps(said, salt=SALT))


def read(token: str, *, now: float | None = None) -> Ticket:
    """The ticket of that token; raises `BadTicket`."""
    try:
        number, issued_at, bits, wait = signing.loads(token[:500], salt=SALT)
        ticket = Ticket(base64.urlsafe_b64decode(number), int(issued_at), int(bits), int(wait), token)
    except (signing.BadSignature, ValueError, TypeError, binascii.Error):
        raise BadTicket(
            _("This page has been open for long. Nothing was lost. Please press the button again.")
        ) from None
    if not 0 <= (time.time() if now is None else now) - ticket.issued_at <= LONGEST:
        raise BadTicket(_("This page has been open for long. Nothing was lost. Please press the button again."))
    return ticket


def seconds_left(ticket: Ticket, work: str, *, now: float | None = None) -> int:
    """How long the sender still has to wait; 0 if the ticket is paid, by work or by time."""
    if work and has_worked(ticket, work):
        return 0
    return max(0, ticket.issued_at + ticket.wait - int(time.time() if now is None else now))


def has_worked(ticket: Ticket, work: str) -> bool:
    """Whether SHA-256 of `token:work` begins with as many zero bits as the ticket asks."""
    if not (work.isascii() and work.isdigit() and len(work) <= 12):
        return False
    digest = hashlib.sha256(f"{ticket.token}:{work}".encode()).digest()
    return int.from_bytes(digest[:8], "big") >> (64 - ticket.bits) == 0
