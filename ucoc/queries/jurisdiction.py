"""The table of responsibility in force, loaded and kept in memory as long as nothing that it is made of changes."""

import time
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from ucoc.jurisdiction import NobodyLeft, Question, Rule, Seat, Step, Table, compile_table, route
from ucoc.models.bodies import EnforcementBody
from ucoc.models.figures import BodyFailure
from ucoc.models.jurisdiction import JurisdictionRule, JurisdictionTable
from ucoc.models.routing import RoutingStamp
from ucoc.queries.bodies import eligible_by_body
from wikilearn.core.dates import today

FRESH_SECONDS = 300
"""Trainings end and begin without a stamp: so long may memory be behind these. Every plan asks again anyway."""


@dataclass(frozen=True, slots=True)
class _Kept:
    stamp: UUID
    day: date
    until: float
    table: Table


_kept: _Kept | None = None


def table_in_force(day: date | None = None) -> Table:
    """The table that counts on the day (today), with the bodies that may get cases now.

    One query if nothing changed since the last time. `NobodyLeft` on a site without a table or last resort.
    """
    global _kept
    day = day or today()
    stamp = RoutingStamp.objects.values_list("stamp", flat=True).first()
    kept = _kept
    if kept is not None and (kept.stamp, kept.day) == (stamp, day) and time.monotonic() < kept.until:
        return kept.table
    table = load_table(day)
    if stamp is not None:
        _kept = _Kept(stamp, day, time.monotonic() + FRESH_SECONDS, table)
    return table


def responsible(question: Question, day: date | None = None) -> tuple[Step, ...]:
    """The path of a question by the table in force."""
    return route(table_in_force(day), question)


def load_table(day: date, *, whoever: bool = False) -> Table:
    """The table of the day, fresh from the database; `whoever`: as if every body could work."""
    version = JurisdictionTable.objects.in_force(day).first()
    if version is None:
        raise NobodyLeft
    return compile_table(version.number, rules_of(version), seats(day, whoever=whoever))


def rules_of(version: JurisdictionTable) -> list[Rule]:
    """The rules of a version as the resolver reads them, in their order; one query."""
    rows = JurisdictionRule.objects.filter(table=version).order_by("position").select_related("fallback")
    return [as_rule(row, row.fallback.key if row.fallback else None) for row in rows]


def as_rule(row: JurisdictionRule, fallback: str | None) -> Rule:
    """A row as the resolver reads it."""
    return Rule(
        row.key,
        row.kind,
        row.body_id,
        frozenset(row.conducts),
        frozenset(row.severities),
        frozenset(row.places),
        frozenset(row.roles),
        row.reach,
        row.acknowledge_within,
        row.decide_within,
        fallback,
        row.reference,
    )


def seats(day: date, *, whoever: bool = False) -> list[Seat]:
    """All bodies; able are those at work that have their quorum of eligible members and do not fall short."""
    eligible = {} if whoever else eligible_by_body(None, day)
    failing = set() if whoever else set(BodyFailure.objects.open().values_list("body_id", flat=True))
    bodies = EnforcementBody.objects.select_related("wiki", "organisation").order_by("pk")
    return [
        as_seat(
            body,
            able=whoever
            or (
                not body.suspended
                and body.pk not in failing
                and len(eligible.get(body.pk, ())) >= body.quorum
                and not (body.wiki is not None and body.wiki.closed)
            ),
        )
        for body in bodies
    ]


def as_seat(body: EnforcementBody, *, able: bool) -> Seat:
    """A body as the resolver reads it."""
    return Seat(
        body.pk,
        body.kind,
        body.wiki.dbname if body.wiki else None,
        body.organisation.slug if body.organisation else None,
        body.acknowledge_within,
        body.decide_within,
        able,
        body,
    )
