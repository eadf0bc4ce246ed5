"""Receipts: how a reporter without an account comes back.

29 random digits (96 bits) and a check digit (Damm), in six groups of five. Digits of every script count, blanks, dashes
and marks of direction do not. Whoever mistypes is told so before any slow hash runs.
"""

import re
import secrets
import unicodedata
from dataclasses import dataclass

from reporting.vault.keys import Effort, derived, stretched

RANDOM_DIGITS = 29
LENGTH = RANDOM_DIGITS + 1
LONGEST_FIELD = 200
"""Characters of a field that are looked at at all."""
_DAMM = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)
_BETWEEN = {"Zs", "Cf", "Cc", "Pd"}
_RUN = re.compile(r"\d(?:[^\w]{0,3}\d){29,}")


@dataclass(frozen=True, slots=True)
class Opened:
    """What a receipt gives: where to look, and the key of what lies there (32 bytes each)."""

    lookup: bytes
    key: bytes

    def __repr__(self) -> str:
        return "Opened(…)"


def new_receipt() -> str:
    """30 digits without gaps."""
    digits = "".join(str(secrets.randbelow(10)) for _ in range(RANDOM_DIGITS))
    return digits + check_digit(digits)


def check_digit(digits: str) -> str:
    """Damm's: finds every wrong digit and every two neighbours exchanged."""
    state = 0
    for digit in digits:
        state = int(_DAMM[state][int(digit)])
    return str(state)


def grouped(receipt: str) -> str:
    """As people read it: 00000 00000 00000 00000 00000 00000."""
    return " ".join(receipt[start : start + 5] for start in range(0, len(receipt), 5))


def parse(typed: str) -> str | None:
    """The 30 digits that somebody typed or pasted, or None if they are no receipt. Cheap whatever is sent."""
    if len(typed) > LONGEST_FIELD:
        return None
    digits = []
    for character in typed:
        value = unicodedata.decimal(character, None)
        if value is not None:
            digits.append(str(value))
        elif unicodedata.category(character) not in _BETWEEN:
            return None
    receipt = "".join(digits)
    if len(receipt) != LENGTH or check_digit(receipt[:-1]) != receipt[-1]:
        return None
    return receipt


def opened(receipt: str, *, pepper: bytes, effort: Effort) -> Opened:
    """Look-up and key, by one slow hash; the pepper lies outside the database, so that alone is worth no guess."""
    salt = derived(pepper, "receipt-salt")[:16]
    slow = stretched(receipt.encode(), salt, effort)
    return Opened(lookup=derived(pepper, "receipt-lookup", slow), key=derived(pepper, "receipt-key", slow))


def found_in(text: str) -> bool:
    """Whether a text that somebody is about to send holds what may be a receipt: it must not travel in a message."""
    plain = "".join(
        each if (value := unicodedata.decimal(each, None)) is None else str(value)
        for each in text
        if unicodedata.category(each) != "Cf"
    )
    return any(_holds_receipt(re.sub(r"\D", "", run.group())) for run in _RUN.finditer(plain))


def _holds_receipt(digits: str) -> bool:
    windows = (digits[start : start + LENGTH] for start in range(len(digits) - LENGTH + 1))
    return any(check_digit(window[:-1]) == window[-1] for window in windows)
