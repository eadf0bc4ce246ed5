"""What each app keeps about a person: the one place that export and erasure ask.

An app registers in `ready()` of its `AppConfig`:

    personal_data.register("certification", export=export_certification, erase=erase_certification)

`export` gives plain JSON values, whatever the person may read about themself. `erase` runs inside the erasing
transaction, the apps above before those below, so the account itself is still whole; what it leaves must
not lead back to the person except through `Person.uid`, and `stays` says in one sentence what that is and why.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from wikilearn.people.models import Person


@dataclass(frozen=True, slots=True)
class Keeper:
    """One app's share of a person's data. `stays`: what erasure leaves and why; None if nothing stays."""

    name: str
    export: Callable[[Person], Any]
    erase: Callable[[Person], None]
    stays: str | Promise | None = None


_keepers: dict[str, Keeper] = {}


def register(
    name: str,
    *,
    export: Callable[[Person], Any],
    erase: Callable[[Person], None],
    stays: str | Promise | None = None,
) -> None:
    """Add an app's share under a name of its own; `ValueError` if the name is taken."""
    if name in _keepers:
        raise ValueError(name)
    _keepers[name] = Keeper(name=name, export=export, erase=erase, stays=stays)


def keepers() -> Iterator[Keeper]:
    """All that were registered, in the order of the apps."""
    yield from _keepers.values()
