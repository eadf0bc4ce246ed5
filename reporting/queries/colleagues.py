"""The keys of the people one works with."""

from dataclasses import dataclass

from reporting.enums import KeyAct
from reporting.models import KeyLogEntry, Recovery, RecoveryShare
from reporting.queries.keys import is_proven, latest_entries, live_keys
from ucoc.models import BodyMember
from wikilearn.movement.querysets import instant
from wikilearn.people.models import Person


@dataclass(frozen=True, slots=True)
class KeyState:
    """Somebody's key as a colleague sees it. `entry` None: no key."""

    person: Person
    entry: KeyLogEntry | None
    ready: bool
    proven: bool

    @property
    def waits(self) -> bool:
        """A new key that somebody has to compare before it counts."""
        return self.entry is not None and self.proven and not self.ready


def colleagues_keys(person: Person) -> list[KeyState]:
    """Of the members of one's bodies, by name."""
    now = instant(None)
    bodies = BodyMember.objects.live(now).filter(person=person).values("body")
    members = BodyMember.objects.live(now).filter(body__in=bodies).values("person")
    people = list(Person.objects.filter(pk__in=members).order_by("username"))
    entries, live = latest_entries(people), live_keys(people)
    return [_state(each, entries.get(each.pk), live) for each in people]


def duties_of(officer: Person) -> list[Recovery]:
    """The recoveries that wait for this officer, the oldest first."""
    keys = RecoveryShare.objects.filter(officer=officer).values("entry")
    rows = Recovery.objects.filter(lost__in=keys, ended_at=None).select_related("person", "new")
    return list(rows.order_by("asked_at"))


def _state(person: Person, entry: KeyLogEntry | None, live: dict[int, KeyLogEntry]) -> KeyState:
    added = entry if entry is not None and entry.act == KeyAct.ADDED else None
    return KeyState(person, added, person.pk in live, added is not None and is_proven(added))
