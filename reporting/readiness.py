"""Who could open a case if it came to them: a live key, and a second factor to get as far as the page."""

from collections.abc import Iterable

from reporting.models import KeyLogEntry
from reporting.queries.keys import live_keys
from wikilearn.people.models import Person


def ready(people: Iterable[Person]) -> list[Person]:
    """Those of the people who can read what they are given, in their order."""
    able = list(people)
    keys = ready_keys(able)
    return [person for person in able if person.pk in keys]


def ready_keys(people: Iterable[Person]) -> dict[int, KeyLogEntry]:
    """The live keys of those who can read what they are given, by person id; one query."""
    return {person: entry for person, entry in live_keys(people).items() if getattr(entry, "guarded", False)}
