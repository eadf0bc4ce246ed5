"""Bringing the outlook of every holder up to date: a projection of facts, requirements, holdings, and of the day.

The rules are those of `standing` alone. A beat refreshes all every hour, in batches and in constant memory; whoever
passes or loses something is refreshed at once. Twice in a row changes nothing.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from certification import recommending
from certification.counting import count_places
from certification.enums import WITHOUT
from certification.models import Fact, Outlook, Requirement
from certification.queries.asking import requirements
from certification.standing import HoldingRow, Rules, Standing, in_force, right_standing, timelines
from wikilearn.core.dates import today, utc_day
from wikilearn.movement.models import Holding

BATCH = 2_000
_COLUMNS = ("pk", "person_id", "right__key", "wiki__dbname", "since", "until")
"""Of a holding, what its outlook is made from."""


def refresh(day: date | None = None) -> int:
    """Every running holding; gives how many outlooks changed."""
    day = day or today()
    rules, changed, last = _rules(day), 0, 0
    running = Holding.objects.held_at(day).order_by("pk")
    while batch := list(running.filter(pk__gt=last).values_list(*_COLUMNS)[:BATCH]):
        last = batch[-1][0]
        changed += _refresh(batch, rules, day)
    ended, _models = Outlook.objects.exclude(holding__in=Holding.objects.held_at(day)).delete()
    count_places()
    recommending.follow(day)
    return changed + ended


@transaction.atomic
def refresh_person(person_id: int) -> int:
    """The running holdings of one person; gives how many outlooks changed."""
    day = today()
    running = Holding.objects.held_at(day).filter(person=person_id).order_by("pk")
    changed = _refresh(list(running.values_list(*_COLUMNS)), _rules(day), day)
    if changed:
        count_places(set(running.values_list("right", flat=True)))
    return changed


def lapses_on(standing: Standing) -> date | None:
    """The first day without, if nothing is done; None for who lacks it already or needs nothing."""
    return None if standing.state in WITHOUT or standing.due is None else standing.due + timedelta(days=1)


def _rules(day: date) -> dict[str, Rules]:
    keys = Requirement.objects.in_force(day).order_by().values_list("right__key", flat=True).distinct()
    return in_force(requirements(keys).rows, day)


@transaction.atomic
def _refresh(batch: Sequence[tuple[Any, ...]], rules: dict[str, Rules], day: date) -> int:
    """Write the outlooks of these holdings that differ from what is there; the same few queries for any number."""
    people = {person for _pk, person, *_rest in batch if person is not None}
    facts = Fact.objects.of_people(people).rows_by_person()
    lines = {person: timelines(rows, day) for person, rows in facts.items()}
    there = Outlook.objects.filter(holding__in=[row[0] for row in batch]).values_list("pk", "state", "lapses_on")
    known = {pk: (state, lapse) for pk, state, lapse in there}
    turned: list[Outlook] = []
    moved: list[Outlook] = []
    for pk, person, right, wiki, since, ends in batch:
        holding = HoldingRow(right, wiki, utc_day(since), utc_day(ends) if ends else None)
        standing = right_standing(holding, rules.get(right, ()), lines.get(person, {}), day)
        lapse = lapses_on(standing)
        before = known.get(pk, ("", None))
        if before != (standing.state, lapse):
            (moved if before[0] == standing.state else turned).append(
                Outlook(holding_id=pk, state=standing.state, lapses_on=lapse, before=before[0], changed_on=day)
            )
    for rows, fields in ((turned, ["state", "lapses_on", "before", "changed_on"]), (moved, ["lapses_on"])):
        Outlook.objects.bulk_create(rows, update_conflicts=True, unique_fields=["holding"], update_fields=fields)
    return len(turned) + len(moved)
