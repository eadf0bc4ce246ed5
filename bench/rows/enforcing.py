"""Who is responsible: the pure resolver over the rules that the site ships."""

import random
import time
from itertools import islice
from pathlib import Path
from typing import Any

import yaml

from bench.measuring import Result, row
from bench.server import Site
from ucoc.enums import ON_ONE_WIKI, AccusedRole, BodyKind, Conduct, Place, Severity
from ucoc.jurisdiction import Question, Rule, Seat, compile_table, route
from ucoc.reference_data_bodies import TABLE

QUESTIONS, WIKIS = 100_000, 900
AIM = 100_000


@row("who is responsible: 100,000 questions", area="enforcing", aim="≥ 100,000 per second on one core, 900 wikis")
def resolve(_site: Site) -> Result:
    """Random questions over the shipped rules and 900 wikis, a third with bodies of their own; time of the core."""
    table = compile_table(1, _rules(TABLE), _seats())
    questions = list(islice(_questions(), QUESTIONS))
    started = time.process_time()
    for question in questions:
        route(table, question)
    taken = time.process_time() - started
    rate = QUESTIONS / taken
    return Result(f"{rate:,.0f} per second, {len(table.memory):,} paths kept", rate >= AIM, taken)


def _rules(path: Path) -> list[Rule]:
    told: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))["rules"]
    sets = ("conducts", "severities", "places", "roles")
    return [Rule(**{key: frozenset(value) if key in sets else value for key, value in rule.items()}) for rule in told]


def _seats() -> list[Seat]:
    everywhere = [kind.value for kind in BodyKind if kind not in ON_ONE_WIKI]
    local = [(f"wiki{number}", kind.value) for number in range(0, WIKIS, 3) for kind in ON_ONE_WIKI]
    return [Seat(kind, kind, None, None, 72, 30) for kind in everywhere] + [
        Seat((wiki, kind), kind, wiki, None, 72, 30) for wiki, kind in local
    ]


def _questions() -> Any:
    dice = random.Random(7)
    roles = [frozenset[str](), *(frozenset({role.value}) for role in AccusedRole)]
    while True:
        yield Question(
            dice.choice(Conduct.values),
            dice.choice(Severity.values),
            dice.choice(Place.values),
            f"wiki{dice.randrange(WIKIS)}",
            dice.random() < 0.2,
            dice.choice(roles),
        )
