"""Which topics a person should refresh: said by the app that certifies, used in what comes next.

That app registers in `ready()`: `renewals.register(topics_to_renew)`. Nothing is imported upwards.
"""

from collections.abc import Callable, Iterable

from wikilearn.people.models import Person

_sources: list[Callable[[Person], Iterable[int]]] = []


def register(source: Callable[[Person], Iterable[int]]) -> None:
    """Add a source: primary keys of topics, the most urgent first."""
    _sources.append(source)


def due_topics(person: Person) -> list[int]:
    """What all sources say, each topic once."""
    return list(dict.fromkeys(topic for source in _sources for topic in source(person)))
