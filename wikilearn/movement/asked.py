"""What rights ask for, told by the app above that knows: it registers a look-up in `ready()` of its `AppConfig`."""

from collections.abc import Callable, Collection

LookUp = Callable[[Collection[str] | None], dict[str, list[str]]]
"""Keys of rights (None: all) → key → names of what is required today, in the language of the page; else left out."""
_look_ups: list[LookUp] = []


def register(look_up: LookUp) -> None:
    """Add what an app knows."""
    _look_ups.append(look_up)


def asked_of(keys: Collection[str] | None = None) -> dict[str, list[str]]:
    """The names of what these rights require today; rights that require nothing are left out."""
    found: dict[str, list[str]] = {}
    for look_up in _look_ups:
        for key, names in look_up(keys).items():
            found.setdefault(key, []).extend(names)
    return found
