"""What a fresh site needs to be usable: rights, topics, territories … shipped with the code, loaded by a command.

An app registers its loader in `ready()` of its `AppConfig`:

    reference_data.register("movement.rights", load_rights)

`manage.py load_reference_data` runs them in the order of the layers, in one transaction. A loader may run at any time
and any number of times: it adds what is missing, and leaves alone what people have changed on the site.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Model


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many rows a loader added and how many were there."""

    created: int
    unchanged: int


Loader = Callable[[], Loaded]
_loaders: dict[str, Loader] = {}


def register(name: str, loader: Loader) -> None:
    """Add a loader; `ValueError` if the name is taken."""
    if name in _loaders:
        raise ValueError(name)
    _loaders[name] = loader


@transaction.atomic
def load() -> dict[str, Loaded]:
    """Run all loaders: name → what it did."""
    return {name: loader() for name, loader in _loaders.items()}


def add_missing(model: type[Model], key: str, rows: Iterable[Mapping[str, Any]]) -> Loaded:
    """Create those rows (field → value) whose `key` no row of the model has yet."""
    rows = list(rows)
    known = set(model._default_manager.values_list(key, flat=True))
    missing = [row for row in rows if row[key] not in known]
    for row in missing:
        model._default_manager.create(**row)
    return Loaded(created=len(missing), unchanged=len(rows) - len(missing))
