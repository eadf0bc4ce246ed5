"""Where it happened: addresses that people paste, and the prefill that wikis send. No address is ever fetched."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from reporting.intake.texts import is_sound, says_something

LONGEST = 2_000
"""Characters of one address; browsers and wikis know none that is longer."""
MOST = 30
PREFILL = ("wiki", "page", "user", "diff", "thread", "event", "revision")
"""What a link to the form may bring along: `/report/?wiki=dewiki&page=…&user=…&diff=…`."""

_SCHEMES = frozenset({"http", "https"})
_DBNAME = re.compile(r"[a-z][a-z0-9_]{1,63}")
_NUMBER = re.compile(r"[0-9]{1,12}")


@dataclass(frozen=True, slots=True)
class Place:
    """One line of “where”: the words, and the address in it if it is one that may be shown as a link."""

    words: str
    address: str


def place_of(line: str) -> Place:
    """The line with its address, which is empty unless it is plain `http(s)` with a host and without a password."""
    if len(line) > LONGEST or " " in line or not is_sound(line):
        return Place(line, "")
    try:
        parts = urlsplit(line)
        host = parts.hostname or ""
        whole = parts.port is None or bool(host)
    except ValueError:  # a port that is none, brackets that do not close
        return Place(line, "")
    fine = whole and bool(host) and parts.scheme.lower() in _SCHEMES and parts.username is None
    return Place(line, line if fine else "")


@dataclass(frozen=True, slots=True)
class Prefill:
    """What a link brought along, made safe to put into the form; the reporter sees and can change all of it."""

    wiki: str = ""
    who: str = ""
    where: str = ""


def prefill_from(query: Mapping[str, str]) -> Prefill:
    """Read the parameters in `PREFILL`; whatever is damaged, too long or of another kind is left out."""
    given = {key: _short(query.get(key, "")) for key in PREFILL}
    wiki = given["wiki"].lower() if _DBNAME.fullmatch(given["wiki"].lower()) else ""
    lines = [given["page"], given["event"]]
    for key in ("diff", "revision"):
        number = given[key].rsplit("=", 1)[-1] if key == "diff" else given[key]
        lines.append(
            given[key] if given[key].startswith("http") else f"{key}={number}" if _NUMBER.fullmatch(number) else ""
        )
    if given["thread"]:
        lines.append(f"thread={given['thread']}")
    return Prefill(wiki=wiki, who=given["user"], where="\n".join(line for line in lines if line))


def _short(value: str) -> str:
    value = " ".join(value.split())
    return value if len(value) <= LONGEST and is_sound(value) and says_something(value) else ""


def user_in(line: str) -> str:
    """The username in the address of a user page or of contributions, or the line itself without `User:` and `@`."""
    text = line
    if line.lower().startswith(("http://", "https://")):
        try:
            parts = urlsplit(line)
        except ValueError:
            return line
        text = unquote(parts.path).rsplit("/wiki/", 1)[-1]
        if "title=" in parts.query:
            text = unquote(re.split(r"[?&]?title=", parts.query)[1].split("&")[0])
    text = re.sub(
        r"^(special:contributions/|(user|user[ _]talk|benutzer(in)?|usuario|utilisateur|участник|مستخدم|用户):)",
        "",
        text.strip(),
        flags=re.IGNORECASE,
    )
    return text.removeprefix("@").strip()
