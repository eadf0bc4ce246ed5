"""From what a form sends to an answer, question by question.

The values of a form are strings: options as they are (single, multiple), `option=position` (ordering), `item=option`
(matching), what was typed (numeric, short text), `node.choice` (scenario, the steps gone and the next).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from courses.assessment import numbers, words
from courses.assessment.kinds import fits
from courses.assessment.questions import Question
from courses.enums import QuestionKind


@dataclass(frozen=True, slots=True)
class Given:
    """`answer` as an attempt keeps it, empty if there is none. `problem`: "", `misfit`, `number`, `long`, `order`."""

    answer: list[str]
    problem: str = ""


def read(question: Question, values: Sequence[str], *, kept: Sequence[str] = ()) -> Given:
    """The answer that the values make; `kept` are the steps of a scenario that cannot be taken back."""
    if question.kind == QuestionKind.ORDERING:
        return _order(question, values)
    if question.kind == QuestionKind.MATCHING:
        return _matches(question, values)
    if question.kind in (QuestionKind.NUMERIC, QuestionKind.SHORT_TEXT):
        return _typed(question, values)
    if question.kind == QuestionKind.SCENARIO:
        return Given(question.scenario.walked(kept, *values)) if question.scenario else Given([], "misfit")
    answer = list(values)
    return Given(answer) if fits(question, answer) else Given([], "misfit")


def positions(question: Question, values: Sequence[str]) -> dict[str, int] | None:
    """The place that each option of an order was given, 1 …; None for values that no form of it sends."""
    places: dict[str, int] = {}
    known = {f"{key}={place}": (key, place) for key in question.option_keys for place in _places(question)}
    for value in filter(None, values):
        if value not in known or known[value][0] in places:
            return None
        places[known[value][0]] = known[value][1]
    return places


def moved(order: Sequence[str], option: str, *, up: bool) -> list[str]:
    """The order with one option a place further up or down; at its end it stays."""
    changed = list(order)
    if option in changed:
        here = changed.index(option)
        there = min(max(here + (-1 if up else 1), 0), len(changed) - 1)
        changed.insert(there, changed.pop(here))
    return changed


def _places(question: Question) -> range:
    return range(1, len(question.options) + 1)


def _order(question: Question, values: Sequence[str]) -> Given:
    places = positions(question, values)
    if places is None:
        return Given([], "misfit")
    if not places:
        return Given([])
    if sorted(places.values()) != list(_places(question)):
        return Given([], "order")
    return Given(sorted(places, key=lambda key: places[key]))


def _matches(question: Question, values: Sequence[str]) -> Given:
    known = {f"{item.key}={key}": (item.key, key) for item in question.items for key in question.option_keys}
    pairs: dict[str, str] = {}
    for value in filter(None, values):
        if value not in known or known[value][0] in pairs:
            return Given([], "misfit")
        pairs[known[value][0]] = known[value][1]
    return Given([pairs.get(item.key, "") for item in question.items] if pairs else [])


def _typed(question: Question, values: Sequence[str]) -> Given:
    typed = [value.strip() for value in values if value.strip()]
    if not typed:
        return Given([])
    if len(typed) > 1 or "\x00" in typed[0]:
        return Given([], "misfit")
    if len(typed[0]) > (numbers.LONGEST if question.kind == QuestionKind.NUMERIC else words.LONGEST):
        return Given([], "long")
    if question.kind == QuestionKind.NUMERIC and not numbers.readings(typed[0]):
        return Given([], "number")
    return Given(typed)
