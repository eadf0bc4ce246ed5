"""Which topics a right asks for: said by the app that knows, shown by the catalogue.

That app registers in `ready()` of its `AppConfig`: `rights.register(rights_and_topics)`. Nothing is imported upwards.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from wikilearn.movement.models import Right


@dataclass(frozen=True, slots=True)
class Needs:
    """A right, the topics that its holders are certified in, and the courses that it names outright (primary keys)."""

    right: Right
    topics: frozenset[int]
    courses: frozenset[int] = frozenset()


_sources: list[Callable[[], Iterable[Needs]]] = []


def register(source: Callable[[], Iterable[Needs]]) -> None:
    """Add a source of needs; asked whenever the catalogue is put in order again."""
    _sources.append(source)


def needs() -> list[Needs]:
    """What all sources say."""
    return [each for source in _sources for each in source()]
