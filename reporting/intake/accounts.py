"""Whom a report names: accounts, addresses, temporary accounts, addresses of user pages, or just words.

Nothing is refused here: “the one with the red hat” is an answer. Which people a name may mean is decided by the walls
(`reporting.conflicts`), where doubt counts against reading.
"""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from reporting.intake.links import user_in
from reporting.intake.texts import lines_of
from wikilearn.people.usernames import is_ip_address, is_temporary, is_valid, normalise

MOST = 50
"""Accounts in one report."""


class Named(StrEnum):
    """What kind of name was typed."""

    ACCOUNT = "account"
    ADDRESS = "address"
    TEMPORARY = "temporary"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Accused:
    """One line of “who”: as it was typed, the name in it, and what that is."""

    typed: str
    name: str
    kind: Named


def read_accounts(text: str) -> list[Accused]:
    """Every line of “who”."""
    return [_read(line) for line in lines_of(text)]


def _read(line: str) -> Accused:
    name = normalise(user_in(line))
    if is_ip_address(name):
        return Accused(line, name, Named.ADDRESS)
    if is_temporary(name):
        return Accused(line, name, Named.TEMPORARY)
    return Accused(line, name, Named.ACCOUNT if is_valid(name) else Named.WORDS)


def names_in(text: str) -> list[str]:
    """The names typed in a list of accounts, whatever they are: for walls, which take any spelling."""
    return [account.name for account in read_accounts(text)]


def shape_of(text: str) -> str:
    """Letters and digits alone, case, marks and compatibility forms aside."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    return "".join(each for each in folded if unicodedata.category(each)[0] in "LN")
