"""What people typed into the pages of incident reporting, and whether any of it lies in the open afterwards.

Every browser test is watched: the texts, receipts and passphrases of all forms that the browser sends under `/report`
are kept, and when the test ends, before its database is emptied, they are looked for in the database, in Valkey, in
mails, logs and files. Fields that are meant to be read without a key are named in `CLEAR`.
"""

import re
from email.message import Message
from email.parser import BytesParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from tests.reporting.leaking import leaks_of

CLEAR = frozenset(
    [
        "csrfmiddlewaretoken",
        "ticket",
        "proof",
        "nonce",
        "form",
        "step",
        "do",
        "next",
        "who",
        "wiki",
        "place",
        "place_name",
        "person",
        "username",
        "to",
        "members",
        "officers",
        "reference",
        "reason",
        "language",
        "fingerprint",
        "confirmed",
        "until",
        "since",
        "stage",
        "title",
    ]
)
"""Tokens of the form, choices, names of accounts that exist, and reasons that are published."""
SHORTEST = 9
"""Characters of a text that is looked for: shorter ones stand in other words by chance."""
RECEIPT = 29
"""Digits that make a receipt."""
UNDER = re.compile(r"^https?://[^/]+/(?:[a-z-]+/)?report(?:ing)?(?:/|$)")


class Typed:
    """The texts that were sent."""

    def __init__(self) -> None:
        self.words: set[str] = set()

    def note(self, request: Any) -> None:
        """Keep what a request of the browser sends to the pages of incident reporting."""
        if request.method == "POST" and UNDER.match(request.url):
            self.keep(request.post_data_buffer or b"", request.headers.get("content-type", ""))

    def keep(self, body: bytes, content_type: str) -> None:
        """Keep the texts of a form."""
        for name, value in fields_of(body, content_type):
            if name not in CLEAR:
                self.words |= {line.strip() for line in value.splitlines() if is_telling(line.strip())}

    def leaks(self, *, logs: str = "", folders: tuple[Path, ...] = ()) -> list[str]:
        """Where which of them lies in the open."""
        return leaks_of(*sorted(self.words), logs=logs, folders=folders) if self.words else []


def is_telling(line: str) -> bool:
    """Whether it is a text of somebody's own or a receipt, not a word of a list, an address or a day."""
    digits = sum(each.isdecimal() for each in line)
    return len(line) >= SHORTEST and (digits >= RECEIPT or " " in line or not line.isascii())


def fields_of(body: bytes, content_type: str) -> list[tuple[str, str]]:
    """Names and texts of a form, of either of the two kinds in which browsers send them; files are left out."""
    if content_type.startswith("multipart/form-data"):
        head = f"Content-Type: {content_type}\r\n\r\n".encode()
        parts = BytesParser().parsebytes(head + body).get_payload()
        return [
            (str(part.get_param("name", header="content-disposition")), _text(part))
            for part in parts
            if isinstance(part, Message) and part.get_filename() is None
        ]
    return parse_qsl(body.decode("utf-8", "replace"))


def _text(part: Message) -> str:
    raw = part.get_payload(decode=True)
    return raw.decode("utf-8", "replace") if isinstance(raw, bytes) else ""
