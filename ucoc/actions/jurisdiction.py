"""Changing who is responsible: a draft, its rules, a proposal, and a second person who approves."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from ucoc.actions.permitting import demand
from ucoc.enums import TABLE_STEPS, TableState
from ucoc.errors import TableRefused
from ucoc.jurisdiction import Circular, trace
from ucoc.models.jurisdiction import JurisdictionRule, JurisdictionTable
from ucoc.queries.jurisdiction import rules_of
from ucoc.queries.tables import problems_of
from wikilearn.audit.actions import record
from wikilearn.core.dates import today
from wikilearn.people.models import Person

_COPIED = (
    "key",
    "position",
    "conducts",
    "severities",
    "places",
    "roles",
    "reach",
    "kind",
    "body_id",
    "acknowledge_within",
    "decide_within",
    "reference",
    "reference_url",
)


@transaction.atomic
def draft_table(*, actor: Person, summary: str) -> JurisdictionTable:
    """Begin the next version as a copy of the newest approved one. One version is under work at a time."""
    demand(actor, "ucoc.change_jurisdiction")
    tables = JurisdictionTable.objects.select_for_update()
    if any(table.state in (TableState.DRAFT, TableState.PROPOSED) for table in tables):
        raise TableRefused(_("Another version is under work. Please finish it first."))
    if not summary.strip():
        raise TableRefused(_("Please say what changes and why."), field="summary")
    latest = JurisdictionTable.objects.aggregate(latest=Max("number"))["latest"] or 0
    table = JurisdictionTable.objects.create(number=latest + 1, summary=summary.strip(), drafted_by=actor)
    newest = JurisdictionTable.objects.filter(state=TableState.APPROVED).order_by("-in_force_from", "-number").first()
    if newest is not None:
        copy_rules(newest, table)
    _log(actor, "drafted", table)
    return table


def copy_rules(source: JurisdictionTable, target: JurisdictionTable) -> None:
    """Copy all rules into a draft, fallbacks too."""
    rows = list(JurisdictionRule.objects.filter(table=source).select_related("fallback"))
    made = {
        row.key: JurisdictionRule.objects.create(table=target, **{name: getattr(row, name) for name in _COPIED})
        for row in rows
    }
    for row in rows:
        if row.fallback is not None:
            JurisdictionRule.objects.filter(pk=made[row.key].pk).update(fallback=made[row.fallback.key])


@transaction.atomic
def save_rule(
    *, actor: Person, table: JurisdictionTable, rule: JurisdictionRule | None = None, **fields: Any
) -> JurisdictionRule:
    """Add a rule at the end of a draft, or change one. Rules that turn in a circle are refused at once."""
    demand(actor, "ucoc.change_jurisdiction")
    table = _locked(table, TableState.DRAFT)
    row = rule or JurisdictionRule(table=table, position=_next_position(table))
    if row.table_id != table.pk:
        raise TableRefused(_("This rule belongs to another version."))
    for name, value in fields.items():
        setattr(row, name, value)
    _check_rule(table, row)
    row.full_clean(exclude=["table"])
    row.save()
    _log(actor, "rule_saved", table, rule=row.key)
    return row


def _check_rule(table: JurisdictionTable, row: JurisdictionRule) -> None:
    if (row.body_id is None) == (not row.kind):
        raise TableRefused(_("Please name a kind of body or one body, not both."), field="kind")
    if row.fallback is not None and row.fallback.table_id != table.pk:
        raise TableRefused(_("A rule falls back to a rule of its own version."), field="fallback")
    if row.fallback is not None and row.fallback_id == row.pk:
        raise TableRefused(_("A rule cannot fall back to itself."), field="fallback")
    same_key = JurisdictionRule.objects.filter(table=table, key=row.key).exclude(pk=row.pk)
    if same_key.exists():
        raise TableRefused(_("Another rule has this key."), field="key")
    fallbacks = {rule.key: rule.fallback for rule in rules_of(table)}
    fallbacks[row.key] = row.fallback.key if row.fallback else None
    try:
        trace(fallbacks, row.key)
    except Circular as circular:
        raise TableRefused(
            _("These rules turn in a circle: %(rules)s") % {"rules": " → ".join(circular.keys)}, field="fallback"
        ) from circular


def _next_position(table: JurisdictionTable) -> int:
    return (JurisdictionRule.objects.filter(table=table).aggregate(last=Max("position"))["last"] or 0) + 1


@transaction.atomic
def remove_rule(*, actor: Person, rule: JurisdictionRule) -> None:
    """Take a rule out of a draft; not one to which others fall back."""
    demand(actor, "ucoc.change_jurisdiction")
    table = _locked(rule.table, TableState.DRAFT)
    if JurisdictionRule.objects.filter(fallback=rule).exists():
        raise TableRefused(_("Other rules fall back to this one."))
    JurisdictionRule.objects.filter(pk=rule.pk, table=table).delete()
    _log(actor, "rule_removed", table, rule=rule.key)


@transaction.atomic
def move_rule(*, actor: Person, rule: JurisdictionRule, up: bool) -> None:
    """Let a rule be tried before the one above it, or after the one below; nothing happens at the ends."""
    demand(actor, "ucoc.change_jurisdiction")
    table = _locked(rule.table, TableState.DRAFT)
    rows = list(JurisdictionRule.objects.filter(table=table).order_by("position"))
    here = next(place for place, row in enumerate(rows) if row.pk == rule.pk)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(rows):
        return
    rows[here].position, rows[there].position = rows[there].position, rows[here].position
    for row in (rows[here], rows[there]):
        row.save(update_fields=["position"])
    _log(actor, "rule_moved", table, rule=rule.key)


@transaction.atomic
def propose_table(*, actor: Person, table: JurisdictionTable, in_force_from: date) -> JurisdictionTable:
    """Ask a second person to approve a draft that answers every question."""
    demand(actor, "ucoc.change_jurisdiction")
    table = _locked(table, TableState.DRAFT)
    if in_force_from <= today():
        raise TableRefused(_("It can come into force tomorrow at the earliest."), field="in_force_from")
    if JurisdictionTable.objects.filter(in_force_from=in_force_from, state=TableState.APPROVED).exists():
        raise TableRefused(_("Another version comes into force on this day."), field="in_force_from")
    _demand_sound(table)
    table.in_force_from, table.proposed_by, table.proposed_at = in_force_from, actor, timezone.now()
    _go(table, TableState.PROPOSED)
    _log(actor, "proposed", table)
    return table


def _demand_sound(table: JurisdictionTable) -> None:
    if problems := problems_of(table):
        raise TableRefused(problems[0].sentence)


@transaction.atomic
def approve_table(*, actor: Person, table: JurisdictionTable) -> JurisdictionTable:
    """A second person approves a proposal; whoever drafted or proposed it cannot. It is checked once more."""
    demand(actor, "ucoc.change_jurisdiction")
    table = _locked(table, TableState.PROPOSED)
    if actor.pk in (table.proposed_by_id, table.drafted_by_id):
        raise TableRefused(_("A second person has to approve this."))
    if table.in_force_from is None or table.in_force_from <= today():
        raise TableRefused(_("The day on which it should come into force has passed."))
    if JurisdictionTable.objects.filter(in_force_from=table.in_force_from, state=TableState.APPROVED).exists():
        raise TableRefused(_("Another version comes into force on this day."))
    _demand_sound(table)
    table.approved_by, table.approved_at = actor, timezone.now()
    _go(table, TableState.APPROVED)
    _log(actor, "approved", table)
    return table


@transaction.atomic
def return_table(*, actor: Person, table: JurisdictionTable, answer: str) -> JurisdictionTable:
    """Give a proposal back as a draft, with an answer; who proposed it may do that too."""
    demand(actor, "ucoc.change_jurisdiction")
    table = _locked(table, TableState.PROPOSED)
    if not answer.strip():
        raise TableRefused(_("Please give a reason."), field="answer")
    table.answer, table.in_force_from, table.proposed_by, table.proposed_at = answer.strip(), None, None, None
    _go(table, TableState.DRAFT)
    _log(actor, "returned", table)
    return table


@transaction.atomic
def withdraw_table(*, actor: Person, table: JurisdictionTable) -> JurisdictionTable:
    """Drop a version that is not approved. It stays readable."""
    demand(actor, "ucoc.change_jurisdiction")
    table = JurisdictionTable.objects.select_for_update().get(pk=table.pk)
    _go(table, TableState.WITHDRAWN)
    _log(actor, "withdrawn", table)
    return table


def _locked(table: JurisdictionTable, state: TableState) -> JurisdictionTable:
    table = JurisdictionTable.objects.select_for_update().get(pk=table.pk)
    if table.state != state:
        raise TableRefused(_("This version cannot be changed any more."))
    return table


def _go(table: JurisdictionTable, state: TableState) -> None:
    if state not in TABLE_STEPS[table.state]:
        raise TableRefused(_("This version cannot be changed any more."))
    table.state = state
    table.save()


def _log(actor: Person, step: str, table: JurisdictionTable, **details: str) -> None:
    record(actor=actor.reference, action=f"jurisdiction.{step}", target=table.reference, details=dict(details))
