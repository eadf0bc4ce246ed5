"""Tables of answers as people export them: separators and encodings guessed, columns named by whoever brings them."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from skills_exchange.enums import ClaimKind, LanguageLevel
from skills_exchange.imports import Foreign
from skills_exchange.models import SkillName
from skills_exchange.queries.skills import find_skills
from wikilearn.core import languages
from wikilearn.core.errors import DomainError
from wikilearn.people.usernames import normalise, validate_username

MOST_BYTES = 1024 * 1024
MOST_ROWS = 2000
SEPARATORS = ",;\t|"
BETWEEN = re.compile(r"[;,\n|]|\s/\s")
"""What parts several skills or languages in one cell."""
USER_PAGE = re.compile(r"^user:", re.IGNORECASE)
LEAVE_OUT = ""

COLUMNS: dict[str, str | Promise] = {
    "username": _("Username"),
    "offered": _("Skills to share"),
    "known": _("Skills known"),
    "wanted": _("Skills to learn"),
    "languages": _("Languages"),
    "about": _("About"),
}
GUESSES = {
    "username": ("username", "user name", "wikimedia user", "usuario", "utilisateur"),
    "offered": ("share", "teach", "offer", "compartir", "partager"),
    "known": ("know", "have", "skills you"),
    "wanted": ("learn", "want", "aprender", "apprendre"),
    "languages": ("language", "idioma", "langue"),
    "about": ("about", "introduce", "yourself"),
}
SKILL_COLUMNS = {"offered": ClaimKind.OFFERED, "known": ClaimKind.KNOWN, "wanted": ClaimKind.WANTED}


class TableRefused(DomainError):
    """The table cannot be read."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row as it would come in; `number` counts as spreadsheets do, the header being 1. `problem`: why it does not."""

    number: int
    username: str
    foreign: Foreign
    problem: str | Promise = ""
    strange_languages: tuple[str, ...] = ()


def read_table(raw: bytes) -> list[list[str]]:
    """Header and rows, all of the same width. TableRefused for what is no table, too large, or empty."""
    if len(raw) > MOST_BYTES:
        raise TableRefused(_("This file is too large."), field="file")
    text = _decoded(raw)
    rows = [
        row for row in csv.reader(io.StringIO(text), delimiter=_separator(text)) if any(cell.strip() for cell in row)
    ]
    if len(rows) < 2:
        raise TableRefused(_("There are no answers in this file."), field="file")
    if len(rows) > MOST_ROWS + 1:
        raise TableRefused(_("These are too many rows for one file."), field="file")
    width = len(rows[0])
    if width < 2:
        raise TableRefused(_("We do not see columns in this file. Please save it as CSV."), field="file")
    return [[cell.strip()[:3000] for cell in row[:width]] + [""] * (width - len(row)) for row in rows]


def _decoded(raw: bytes) -> str:
    encodings = ["utf-16"] if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "cp1252", "latin-1"]
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise TableRefused(_("This is not a text file. Please save it as CSV."), field="file")


def _separator(text: str) -> str:
    """The one that parts the header into most cells; quoted text does not count."""
    header = next((row for row in io.StringIO(text) if row.strip()), "")
    plain = re.sub(r'"[^"]*"', "", header)
    return max(SEPARATORS, key=lambda each: (plain.count(each), -SEPARATORS.index(each)))


def guess_columns(header: Sequence[str]) -> dict[str, int]:
    """Which column holds what, by the words in its heading; each column once."""
    found: dict[str, int] = {}
    for name, words in GUESSES.items():
        for number, heading in enumerate(header):
            if number not in found.values() and any(word in heading.casefold() for word in words):
                found[name] = number
                break
    return found


def skill_names(rows: Sequence[Sequence[str]], columns: Mapping[str, int]) -> list[str]:
    """All names of skills in the table, as they stand there, the most frequent first."""
    counts: dict[str, int] = {}
    for row in rows[1:]:
        for column in SKILL_COLUMNS:
            for name in _parts(row, columns.get(column)):
                counts[name] = counts.get(name, 0) + 1
    return sorted(counts, key=lambda name: (-counts[name], name.casefold()))


def known_names(names: Sequence[str]) -> dict[str, str]:
    """Name → slug of the skill in use that has exactly this name in some language; two queries."""
    from skills_exchange.enums import SkillStatus
    from skills_exchange.folding import folded

    wanted = {name: folded(name) for name in names}
    rows = SkillName.objects.filter(folded__in=set(wanted.values()), skill__status=SkillStatus.ACTIVE)
    by_fold = dict(rows.order_by("-is_label", "-pk").values_list("folded", "skill__slug"))
    return {name: by_fold[fold] for name, fold in wanted.items() if fold and fold in by_fold}


def likely(name: str) -> str:
    """The slug of the skill that may be meant; empty if none comes near."""
    found = find_skills(name, languages.current().tag, 1)
    return found[0].slug if found else LEAVE_OUT


def read_lines(
    rows: Sequence[Sequence[str]], columns: Mapping[str, int], choices: Mapping[str, str], *, only: str | None = None
) -> list[Line]:
    """The rows as they would come in; of a username that comes twice the last row counts, as answers are corrected.

    `choices`: name of a skill → slug. `only`: leave out the rows of everybody else without a word.
    """
    lines: list[Line] = []
    last: dict[str, int] = {}
    for number, row in enumerate(rows[1:], 2):
        username = normalise(USER_PAGE.sub("", _cell(row, columns.get("username"))))
        if only is not None and username != only:
            continue
        lines.append(_line(number, username, row, columns, choices))
        last[username] = number
    return [_doubled(line) if not line.problem and last[line.username] != line.number else line for line in lines]


def _doubled(line: Line) -> Line:
    return Line(line.number, line.username, Foreign(), _("A later row has the same username."))


def _line(
    number: int, username: str, row: Sequence[str], columns: Mapping[str, int], choices: Mapping[str, str]
) -> Line:
    problem = _problem_of(username)
    claims, unknown = [], []
    for column, kind in SKILL_COLUMNS.items():
        for name in _parts(row, columns.get(column)):
            slug = choices.get(name, LEAVE_OUT)
            if slug:
                claims.append((slug, str(kind)))
            else:
                unknown.append(name)
    spoken, strange = _spoken(_parts(row, columns.get("languages")))
    about = _cell(row, columns.get("about"))[:2000]
    foreign = Foreign(about=about, languages=spoken, claims=list(dict.fromkeys(claims)), unknown=unknown)
    if not problem and not (claims or spoken or about):
        problem = _("There is nothing in this row that could be taken over.")
    return Line(number, username, foreign, problem, strange)


def _problem_of(username: str) -> str | Promise:
    from django.core.exceptions import ValidationError

    if not username:
        return _("There is no username in this row.")
    try:
        validate_username(username)
    except ValidationError:
        return _("This is not a username.")
    return ""


def _spoken(names: Sequence[str]) -> tuple[dict[str, int], tuple[str, ...]]:
    spoken: dict[str, int] = {}
    strange = []
    for name in names:
        tag = _tag(name)
        if tag:
            spoken[tag] = int(LanguageLevel.ADVANCED)
        else:
            strange.append(name)
    return spoken, tuple(strange)


def _tag(name: str) -> str:
    found = _by_name().get(name.casefold())
    if found:
        return found
    try:
        return languages.canonical(name) if len(name) <= 3 else ""
    except ValueError:
        return ""


@cache
def _by_name() -> dict[str, str]:
    known = languages.known()[::-1]  # of two with one name the first counts
    return {each.autonym.casefold(): each.tag for each in known} | {each.name.casefold(): each.tag for each in known}


def _cell(row: Sequence[str], number: int | None) -> str:
    return row[number] if number is not None and number < len(row) else ""


def _parts(row: Sequence[str], number: int | None) -> list[str]:
    parts = (" ".join(part.split())[:120] for part in BETWEEN.split(_cell(row, number)))
    return [part for part in dict.fromkeys(parts) if part]
