"""Telling handlers that there is something: one sentence, one link, the same for everything, at a moment of chance.

Neither the time nor the number nor the text of a notice says anything about a case: whatever happens within the delay
is one notice, and its link leads to the queue. Only emergencies ring at once.
"""

import secrets
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from reporting.models import Telling
from wikilearn.notices.actions import Note, notify_each
from wikilearn.people.models import Person

KIND = "reporting_news"
URGENT = "reporting_urgent"
SHORTEST, LONGEST = timedelta(minutes=5), timedelta(minutes=60)
WINDOW = 1800
"""Seconds: what a flood brings within such a window is one notice."""
BATCH = 500


def tell_soon(people: Iterable[Person], *, on: datetime | None = None) -> None:
    """They are told within the hour; nothing is added for whoever is about to be told anyway."""
    _tell(people, on or timezone.now(), SHORTEST, LONGEST)


def _tell(people: Iterable[Person], now: datetime, shortest: timedelta, longest: timedelta) -> None:
    span = int((longest - shortest).total_seconds())
    Telling.objects.bulk_create(
        (
            Telling(person_id=pk, due_at=now + shortest + timedelta(seconds=secrets.randbelow(span)))
            for pk in sorted({person.pk for person in people})
        ),
        ignore_conflicts=True,
    )


def tell_of_wave(people: Iterable[Person], *, on: datetime | None = None) -> None:
    """They are told once of all that a flood brings within half an hour, and within the hour as of everything else."""
    now = on or timezone.now()
    ends = datetime.fromtimestamp((int(now.timestamp()) // WINDOW + 1) * WINDOW, UTC)
    _tell(people, ends, timedelta(), LONGEST - timedelta(seconds=WINDOW))


def tell_due(now: datetime | None = None) -> int:
    """Tell everybody whose moment has come; gives how many. Two at once tell nobody twice."""
    moment = now or timezone.now()
    with transaction.atomic():
        rows = list(
            Telling.objects.filter(due_at__lte=moment)
            .select_for_update(skip_locked=True, of=("self",))
            .select_related("person")[:BATCH]
        )
        Telling.objects.filter(pk__in=[row.pk for row in rows]).delete()
        notify_each(kind=KIND, notes=[_note(row.person, f"reporting:{row.pk}") for row in rows])
    return len(rows)


def ring(people: Iterable[Person], key: str) -> None:
    """Tell them at once that an emergency waits; the same key does not ring twice."""
    notify_each(kind=URGENT, notes=[_note(person, f"reporting:urgent:{key}") for person in people])


def _note(person: Person, key: str) -> Note:
    return Note(person=person, context={}, url=reverse("reporting:for_me"), key=key)
