"""The universal code as shipped with the site: numbers and titles of the official text, summaries of our own."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from ucoc.models import Clause, ClauseItem, Code, CodeVersion
from wikilearn.core.reference_data import Loaded

SHIPPED = Path(__file__).parent / "data" / "universal.json"


def load_universal_code() -> Loaded:
    """Add the versions, clauses and items that are missing; wordings that people changed are left alone."""
    return load_code(json.loads(SHIPPED.read_text(encoding="utf-8")))


def load_code(told: Mapping[str, Any]) -> Loaded:
    """Add what is missing of a code told as in `data/universal.json`; may run any number of times."""
    tally = _Tally()
    code = tally.count(
        Code.objects.get_or_create(
            key=told["key"], defaults={"official_url": told["official_url"]} | _columns("name", told["name"])
        )
    )
    for version in told["versions"]:
        _load_version(code, version, tally)
    return Loaded(created=tally.created, unchanged=tally.unchanged)


class _Tally:
    def __init__(self) -> None:
        self.created = self.unchanged = 0

    def count(self, found: tuple[Any, bool]) -> Any:
        row, created = found
        self.created += created
        self.unchanged += not created
        return row


def _load_version(code: Code, told: Mapping[str, Any], tally: _Tally) -> None:
    fields = {
        "in_force_from": date.fromisoformat(told["in_force_from"]),
        "follow_up_by": date.fromisoformat(told["follow_up_by"]) if told["follow_up_by"] else None,
        "official_url": told["official_url"],
    } | _columns("note", told["note"])
    version = tally.count(CodeVersion.objects.get_or_create(code=code, number=told["number"], defaults=fields))
    for position, clause in enumerate(told["clauses"], start=1):
        _load_clause(version, clause, position, tally)


def _load_clause(version: CodeVersion, told: Mapping[str, Any], position: int, tally: _Tally) -> None:
    fields = {"kind": told["kind"], "position": position, "official_url": told["official_url"]}
    fields |= _columns("title", told["title"]) | _columns("summary", told["summary"])
    clause = tally.count(Clause.objects.get_or_create(version=version, number=told["number"], defaults=fields))
    for place, item in enumerate(told["items"], start=1):
        named = {"position": place} | _columns("text", item["text"])
        tally.count(ClauseItem.objects.get_or_create(clause=clause, key=item["key"], defaults=named))


def _columns(field: str, texts: Mapping[str, str]) -> dict[str, str]:
    return {f"{field}_{code.replace('-', '_')}": text for code, text in texts.items()}
