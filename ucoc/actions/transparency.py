"""Publishing the transparency report of a quarter, once it can be shown that it picks nobody out."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from ucoc.errors import NotYours, ReportRefused
from ucoc.models import TransparencyRelease
from ucoc.queries.transparency import Population, count
from ucoc.transparency import FEWEST, Counts, Place, Quarter, Shown, audit, audit_together, protect, published
from wikilearn.audit.actions import SYSTEM, record
from wikilearn.core.dates import today
from wikilearn.people.models import Person

_LOCK = 0x55_43_54_52


@dataclass(frozen=True, slots=True)
class Draft:
    """A report that could be published. `problems` say how it would give a few cases away; empty if it does not."""

    quarter: Quarter
    content: dict[str, Any]
    counts: dict[str, Any]
    problems: list[str]
    compared: int


def draft_report(quarter: Quarter) -> Draft:
    """Count, hide, and try to undo it, together with every release before. A quarter that has not ended is refused."""
    if quarter.last >= today():
        raise ReportRefused(_("This quarter has not ended."))
    populations = [(population, protect(population.tables)) for population in count(quarter)]
    before = list(TransparencyRelease.objects.order_by("quarter", "revision"))
    problems = [*_own_problems(populations), *_log_problems(before)]
    earlier = [release for release in before if release.quarter == str(quarter)]
    problems += _problems_with(populations, earlier)
    return Draft(quarter, _content(quarter, populations), _counts(populations), problems, len(before))


@transaction.atomic
def publish_report(*, actor: Person | None, quarter: Quarter, note: str = "") -> TransparencyRelease:
    """Publish a quarter, one quarter after its end; again only with a `note` that says why it was revised."""
    if actor is not None and not actor.has_perm("ucoc.publish_transparency_report"):
        raise NotYours(_("Your role does not let you publish the transparency report."))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    draft = draft_report(quarter)
    if today() < quarter.released_from:
        raise ReportRefused(_("A report comes one quarter after the end of its own, so that nobody can be recognised."))
    earlier = TransparencyRelease.objects.filter(quarter=str(quarter)).order_by("-revision").first()
    if earlier is not None and not note.strip():
        raise ReportRefused(_("This quarter is published. A revision needs a reason."))
    if earlier is not None and earlier.content == draft.content:
        raise ReportRefused(_("Nothing has changed since it was published."))
    if draft.problems:
        raise ReportRefused(_("This report would give a few cases away. It cannot be published."))
    last = TransparencyRelease.objects.order_by("-pk").first()
    previous = last.hash if last else ""
    release = TransparencyRelease.objects.create(
        quarter=str(quarter),
        revision=earlier.revision + 1 if earlier else 1,
        released_by=actor,
        fewest=FEWEST,
        content=draft.content,
        counts=draft.counts,
        note=note.strip() if earlier else "",
        previous_hash=previous,
        hash=release_hash(previous, draft.content),
    )
    record(
        actor=actor.reference if actor else SYSTEM,
        action="transparency.published",
        target=release.reference,
        details={"hash": release.hash},
    )
    return release


def release_hash(previous: str, content: dict[str, Any]) -> str:
    """SHA-256 over the hash before and the canonical JSON of what was published."""
    said = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{previous}{said}".encode()).hexdigest()


def _own_problems(populations: Sequence[tuple[Population, Sequence[Shown]]]) -> list[str]:
    found = []
    for population, shown in populations:
        pairs = list(zip(population.tables, shown, strict=True))
        for table, told in pairs:
            found += [f"{population.key}/{problem}" for problem in audit(table, told.places)]
        seen = {bool(told.places) for table, told in pairs if table.rows}
        if len(seen) > 1:
            found.append(f"{population.key}: one table shows what another hides")
    return found


def _log_problems(releases: Sequence[TransparencyRelease]) -> list[str]:
    """The log is what was written: each hash fits, each release still passes the attack."""
    found, previous = [], ""
    for release in sorted(releases, key=lambda release: release.pk):
        if release.previous_hash != previous or release.hash != release_hash(previous, release.content):
            found.append(f"{release}: the log was changed")
        previous = release.hash
        for key, tables in _read(release).items():
            found += [f"{release} {key}/{each}" for table, shown in tables.values() for each in audit(table, shown)]
    return found


def _problems_with(
    populations: Sequence[tuple[Population, Sequence[Shown]]], earlier: Sequence[TransparencyRelease]
) -> list[str]:
    """What the report and the earlier releases of the same quarter tell when they are laid side by side.

    Releases of other quarters count other cases: nothing of them subtracts.
    """
    found = []
    read = [_read(release) for release in earlier]
    for population, shown in populations:
        for table, told in zip(population.tables, shown, strict=True):
            before = [each[population.key][table.key] for each in read if table.key in each.get(population.key, {})]
            if before:
                together = audit_together([*before, (table, told.places)])
                found += [f"{population.key}/{table.key}: {problem}" for problem in together]
    return found


def _content(quarter: Quarter, populations: Sequence[tuple[Population, Sequence[Shown]]]) -> dict[str, Any]:
    return {
        "quarter": str(quarter),
        "fewest": FEWEST,
        "populations": [
            {
                "key": population.key,
                "tables": [published(table, told.places) for table, told in zip(population.tables, shown, strict=True)],
            }
            for population, shown in populations
        ],
    }


def _counts(populations: Sequence[tuple[Population, Sequence[Shown]]]) -> dict[str, Any]:
    return {
        population.key: {
            table.key: {
                "rows": list(table.rows),
                "columns": list(table.columns),
                "cells": [list(row) for row in table.cells],
                "sensitive": sorted(map(list, table.sensitive)),
                "shown": sorted(map(list, told.places)),
            }
            for table, told in zip(population.tables, shown, strict=True)
        }
        for population, shown in populations
    }


def _read(release: TransparencyRelease) -> dict[str, dict[str, tuple[Counts, set[Place]]]]:
    return {key: {name: _table(name, said) for name, said in tables.items()} for key, tables in release.counts.items()}


def _table(name: str, said: dict[str, Any]) -> tuple[Counts, set[Place]]:
    cells = tuple(tuple(row) for row in said["cells"])
    sensitive = frozenset((row, column) for row, column in said["sensitive"])
    table = Counts(name, tuple(said["rows"]), tuple(said["columns"]), cells, sensitive)
    return table, {(row, column) for row, column in said["shown"]}
