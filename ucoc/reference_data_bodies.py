"""Bodies for all wikis, the first table of responsibility and the first thresholds, for a fresh site."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from courses.models import Topic
from ucoc.enums import TableState
from ucoc.models.bodies import EnforcementBody
from ucoc.models.figures import Thresholds
from ucoc.models.jurisdiction import JurisdictionRule, JurisdictionTable
from wikilearn.core.reference_data import Loaded
from wikilearn.movement.models import Right

BODIES = Path(__file__).parent / "data" / "bodies.yml"
TABLE = Path(__file__).parent / "data" / "jurisdiction.yml"
FIRST_DAY = date(2026, 1, 1)
_TEXTS = ("name", "about")


@cache
def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def load_bodies() -> Loaded:
    """The bodies for all wikis, without members; what curators changed is left alone."""
    told = _read(BODIES)
    known = set(EnforcementBody.objects.values_list("slug", flat=True))
    missing = [body for body in told if body["slug"] not in known]
    for body in missing:
        _create(body)
    return Loaded(created=len(missing), unchanged=len(told) - len(missing))


def _create(told: dict[str, Any]) -> None:
    plain = {key: value for key, value in told.items() if key not in (*_TEXTS, "right", "topics")}
    texts = {f"{field}_{code.replace('-', '_')}": text for field in _TEXTS for code, text in told[field].items()}
    right = Right.objects.filter(key=told.get("right", "")).first()
    body = EnforcementBody.objects.create(right=right, **plain, **texts)
    body.topics.set(Topic.objects.filter(key__in=told.get("topics", [])))


@transaction.atomic
def load_jurisdiction() -> Loaded:
    """The first version of the table, if there is none; later ones are made on the site by two people."""
    told = _read(TABLE)
    if JurisdictionTable.objects.exists():
        return Loaded(created=0, unchanged=1)
    table = JurisdictionTable.objects.create(number=1, shipped=True, in_force_from=FIRST_DAY)
    made = {
        rule["key"]: _rule(table, position, rule, told["url"]) for position, rule in enumerate(told["rules"], start=1)
    }
    for rule in told["rules"]:
        if fallback := rule.get("fallback"):
            JurisdictionRule.objects.filter(pk=made[rule["key"]].pk).update(fallback=made[fallback])
    table.state = TableState.APPROVED
    table.save()
    return Loaded(created=1, unchanged=0)


def _rule(table: JurisdictionTable, position: int, told: dict[str, Any], url: str) -> JurisdictionRule:
    plain = {key: value for key, value in told.items() if key != "fallback"}
    rule = JurisdictionRule(table=table, position=position, reference_url=url, **plain)
    rule.full_clean(exclude=["table"])
    rule.save()
    return rule


def load_thresholds() -> Loaded:
    """The first thresholds, if there are none."""
    if Thresholds.objects.exists():
        return Loaded(created=0, unchanged=1)
    Thresholds.objects.create(number=1, in_force_from=FIRST_DAY, approved_at="2026-01-01T00:00:00Z")
    return Loaded(created=1, unchanged=0)
