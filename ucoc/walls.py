"""Which cases do not exist for a person, as the app above knows it: conflicts of interest are its matter.

`register` a function that gives the cases (their UUIDs, best as a subquery) that a person must not find; decisions on
them are hidden from that person too, whatever body they sit in.
"""

from collections.abc import Callable
from typing import Any

from wikilearn.people.models import Person

_known: list[Callable[[Person], Any]] = []


def register(hidden: Callable[[Person], Any]) -> None:
    """Ask this function, too. Called once, when its app is ready."""
    if hidden not in _known:
        _known.append(hidden)


def hidden_cases(person: Person) -> list[Any]:
    """What each registered function hides from the person."""
    return [hidden(person) for hidden in _known]
