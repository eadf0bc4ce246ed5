"""Reading a list of earlier records from a CSV file: pure, with an answer for everything that can be wrong with it.

The first line names the columns: `username`, `topic` (or `right`: then every topic that the right requires), `from`,
`until`, and, if wanted, `evidence`, in any order. Comma, semicolon or tab; UTF-8 (with or without BOM), UTF-16 or
Latin-1. Days are ISO 8601 (`2026-03-01`) and nothing else: `01.03.2026` may be two different days.
"""

import codecs
import csv
import hashlib
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certification.errors import ImportRefused
from wikilearn.core.dates import add_months, parse_day
from wikilearn.people.usernames import is_ip_address, is_temporary, is_valid, normalise

COLUMNS = ("username", "topic", "right", "from", "until", "evidence")
NEEDED = ("username", "from", "until")
SEPARATORS = (",", ";", "\t")
LARGEST = 5 * 1024 * 1024
MOST_ROWS = 10_000
MOST_ERRORS = 500
EARLIEST = date(2001, 1, 15)
"""Nobody held a right on a Wikimedia wiki before."""
LONGEST_MONTHS = 120
LONGEST_EVIDENCE = 2_000
_DAY_FIRST = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}")

MESSAGES = {
    "username_missing": gettext_lazy("The username is missing."),
    "username_invalid": gettext_lazy("This cannot be a username."),
    "username_temporary": gettext_lazy("A temporary account or an IP address cannot be certified."),
    "topic_missing": gettext_lazy("The topic is missing."),
    "topic_unknown": gettext_lazy("There is no topic with this key."),
    "right_unknown": gettext_lazy("There is no right with this key."),
    "right_asks_nothing": gettext_lazy("This right requires no topic."),
    "day_missing": gettext_lazy("The day is missing."),
    "day_first": gettext_lazy("Write the day as 2026-03-01. With day or month first it may be two different days."),
    "day_wrong": gettext_lazy("This is not a day such as 2026-03-01."),
    "day_future": gettext_lazy("This day is in the future."),
    "day_early": gettext_lazy("This day is before 2001-01-15."),
    "until_before_from": gettext_lazy("The last day is before the first."),
    "too_long": gettext_lazy("A certification lasts at most ten years."),
    "duplicate": gettext_lazy("The same record stands in an earlier row."),
    "cells": gettext_lazy("This row has more or fewer cells than the first line."),
    "evidence_long": gettext_lazy("The evidence is longer than 2,000 characters."),
}
"""What is said about a row, by the code that is kept."""


class Record(NamedTuple):
    """One earlier certification; `row` is its number in the file, the first line being 1."""

    row: int
    username: str
    topic: str
    valid_from: date
    valid_until: date
    evidence: str = ""

    @property
    def key(self) -> str:
        """Names the same record in every file that holds it."""
        said = "\n".join((self.username, self.topic, self.valid_from.isoformat(), self.valid_until.isoformat()))
        return f"history:{hashlib.sha256(said.encode()).hexdigest()[:48]}"


class RowError(NamedTuple):
    """What is wrong in a row, by a key of `MESSAGES`."""

    row: int
    column: str
    code: str
    value: str = ""

    @property
    def message(self) -> str:
        """In words, in the language of the page."""
        return str(MESSAGES[self.code])


@dataclass(slots=True)
class Reading:
    """What a file holds: `rows` lines without the first, the records in them, and what is wrong."""

    encoding: str
    separator: str
    rows: int = 0
    records: list[Record] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)

    @property
    def wrong(self) -> int:
        """How many rows have errors."""
        return len({error.row for error in self.errors})


def read(content: bytes, *, topics: Iterable[str], rights: Mapping[str, Iterable[str]], day: date) -> Reading:
    """Read a file on a day. `rights` gives the topics that each right requires. Raises `ImportRefused`."""
    text, encoding = decode(content)
    separator, header = _header(text)
    reading = Reading(encoding, separator)
    known = frozenset(topics)
    seen: dict[tuple[object, ...], int] = {}
    for row, cells in _rows(text, separator):
        reading.rows += 1
        if reading.rows > MOST_ROWS:
            raise ImportRefused(_("A file has at most 10,000 rows. Please split it."))
        if len(cells) != len(header):
            reading.errors.append(RowError(row, "", "cells"))
            continue
        values = {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
        errors = list(_errors(row, values, known, rights, day))
        reading.errors += errors
        if not errors:
            _take(reading, seen, row, values, rights)
    if not reading.rows:
        raise ImportRefused(_("The file has no rows below its first line."))
    return reading


def decode(content: bytes) -> tuple[str, str]:
    """The text of a file and the name of its encoding. Raises `ImportRefused` for what is no text."""
    if len(content) > LARGEST:
        raise ImportRefused(_("The file is larger than 5 MB."))
    if content.startswith(codecs.BOM_UTF8):
        return _strictly(content, "utf-8-sig"), "UTF-8"
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _strictly(content, "utf-16"), "UTF-16"
    if b"\0" in content:
        even, odd = content[::2].count(0), content[1::2].count(0)
        return _text(_strictly(content, "utf-16-be" if even > odd else "utf-16-le")), "UTF-16"
    try:
        return content.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        # Windows-1252 is Latin-1 with letters where Latin-1 has controls that no list contains.
        return _text(content.decode("cp1252", errors="replace")), "Latin-1"


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise ImportRefused(_("The file says that it is Unicode text, but is damaged.")) from None


def _text(text: str) -> str:
    if "\0" in text or "\ufffd" in text:
        raise ImportRefused(_("This is not a text file. Please save the table as CSV in UTF-8."))
    return text


def _header(text: str) -> tuple[str, list[str]]:
    first = text.lstrip("\ufeff\r\n").splitlines()[:1] or [""]
    for separator in SEPARATORS:
        names = [name.strip().strip('"').lower() for name in first[0].split(separator)]
        if len(names) > 1:
            break
    missing = [name for name in NEEDED if name not in names]
    if "topic" not in names and "right" not in names:
        missing.append("topic")
    unknown = [name for name in names if name not in COLUMNS]
    if missing:
        raise ImportRefused(_("The first line does not name these columns: %(names)s.") % {"names": ", ".join(missing)})
    if unknown:
        raise ImportRefused(_("These columns are not known: %(names)s.") % {"names": ", ".join(unknown)[:200]})
    if len(set(names)) < len(names):
        raise ImportRefused(_("The first line names a column twice."))
    return separator, names


def _rows(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Rows with the number of the line on which they begin; empty ones are left out."""
    lines = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=separator, strict=True)
    begins, first = 1, True
    try:
        for cells in lines:
            if any(cell.strip() for cell in cells):
                if not first:
                    yield begins, cells
                first = False
            begins = lines.line_num + 1
    except csv.Error:
        raise ImportRefused(_("Line %(line)s has a quotation mark that is not closed.") % {"line": begins}) from None


def _errors(
    row: int, values: dict[str, str], topics: frozenset[str], rights: Mapping[str, Iterable[str]], day: date
) -> Iterator[RowError]:
    if code := _wrong_name(values["username"]):
        yield RowError(row, "username", code, values["username"][:100])
    yield from _wrong_place(row, values, topics, rights)
    first, last = _day(values["from"]), _day(values["until"])
    for column, said in (("from", first), ("until", last)):
        if isinstance(said, str):
            yield RowError(row, column, said, values[column][:100])
    if isinstance(first, date):
        if first > day:
            yield RowError(row, "from", "day_future", values["from"])
        elif first < EARLIEST:
            yield RowError(row, "from", "day_early", values["from"])
        elif isinstance(last, date) and last < first:
            yield RowError(row, "until", "until_before_from", values["until"])
        elif isinstance(last, date) and last > add_months(first, LONGEST_MONTHS):
            yield RowError(row, "until", "too_long", values["until"])
    if len(values.get("evidence", "")) > LONGEST_EVIDENCE:
        yield RowError(row, "evidence", "evidence_long", values["evidence"][:100])


def _wrong_name(name: str) -> str:
    proper = normalise(name)
    if not proper:
        return "username_missing"
    if is_temporary(proper) or is_ip_address(proper):
        return "username_temporary"
    return "" if is_valid(proper) else "username_invalid"


def _wrong_place(
    row: int, values: dict[str, str], topics: frozenset[str], rights: Mapping[str, Iterable[str]]
) -> Iterator[RowError]:
    topic, right = values.get("topic", ""), values.get("right", "")
    if topic and topic not in topics:
        yield RowError(row, "topic", "topic_unknown", topic[:100])
    if right and right not in rights:
        yield RowError(row, "right", "right_unknown", right[:100])
    elif right and not topic and not list(rights[right]):
        yield RowError(row, "right", "right_asks_nothing", right[:100])
    if not topic and not right:
        yield RowError(row, "topic", "topic_missing")


def _day(text: str) -> date | str:
    """The day, or the code of what is wrong with it."""
    if not text:
        return "day_missing"
    try:
        return parse_day(text)
    except ValueError:
        return "day_first" if _DAY_FIRST.fullmatch(text) else "day_wrong"


def _take(
    reading: Reading,
    seen: dict[tuple[object, ...], int],
    row: int,
    values: dict[str, str],
    rights: Mapping[str, Iterable[str]],
) -> None:
    name, first, last = normalise(values["username"]), parse_day(values["from"]), parse_day(values["until"])
    topics = [values["topic"]] if values.get("topic") else sorted(rights[values["right"]])
    for topic in topics:
        place = (name, topic, first, last)
        if place in seen:
            reading.errors.append(RowError(row, "", "duplicate", str(seen[place])))
            return
        seen[place] = row
        reading.records.append(Record(row, name, topic, first, last, values.get("evidence", "")))
