"""From the ledger to one digest a person and day."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.urls import reverse

from certification.enums import Milestone, State
from certification.models import Reminder, ReminderWish
from certification.queries.asking import Position, positions_of
from certification.reminders.schedule import due_offset, waking_hour
from certification.standing import TopicStanding
from wikilearn.core.dates import utc_day
from wikilearn.notices.actions import Note, notify_each
from wikilearn.people.models import Person

KIND = "certification_reminder"
BATCH = 500
_MISSING = {
    Milestone.NEW_HOLDER: frozenset({State.NEVER, State.LAPSED}),
    Milestone.START: frozenset({State.IN_TRANSITION}),
    Milestone.HALF_WAY: frozenset({State.IN_TRANSITION}),
    Milestone.LAST_MONTH: frozenset({State.IN_TRANSITION}),
}
"""In which standing a milestone says something that is true."""


def send_claimed(now: datetime) -> int:
    """Tell everybody who waits for something and was told nothing today; gives how many people that were."""
    told, last = 0, 0
    while people := _next_people(last, now):
        last = people[-1]
        with transaction.atomic():
            told += _send_to(people, now)
    return told


def _next_people(last: int, now: datetime) -> list[int]:
    """Primary keys of the next people to tell, in order."""
    waiting = Reminder.objects.waiting().filter(~Exists(_told_on(now).filter(person=OuterRef("person"))))
    after = waiting.filter(person__gt=last).order_by("person_id")
    return list(after.values_list("person_id", flat=True).distinct()[:BATCH])


def _told_on(now: datetime) -> QuerySet[Reminder]:
    midnight = datetime.combine(utc_day(now), time.min, tzinfo=UTC)
    return Reminder.objects.filter(sent_at__gte=midnight)


def _send_to(people: Iterable[int], now: datetime) -> int:
    """Lock those of the people whom no other sweep has, and send each their digest."""
    found = Person.objects.filter(pk__in=people).order_by("pk")
    locked = {person.pk: person for person in found.select_for_update(skip_locked=True, no_key=True)}
    told = set(_told_on(now).filter(person__in=locked).values_list("person_id", flat=True))
    mine = set(locked) - told
    waiting = (
        Reminder.objects.waiting()
        .filter(person__in=mine)
        .select_related("period__topic", "requirement__topic", "requirement__right")
        .order_by(
            "person_id",
            F("period__valid_until").asc(nulls_last=True),
            "requirement__topic__position",
            "period__topic__position",
            "period__topic__key",
            "pk",
        )
    )
    day = utc_day(now)
    positions = positions_of(mine, day)
    wishing = set(ReminderWish.objects.filter(person__in=mine).values_list("person_id", flat=True))
    sent: list[int] = []
    dropped: list[int] = []
    digests: list[Note] = []
    for pk, reminders in groupby(waiting, key=lambda reminder: reminder.person_id):
        said: dict[tuple[str, str], dict[str, Any]] = {}
        for reminder in reminders:
            line = _line(reminder, positions[pk], day, wishing=pk in wishing) if locked[pk].is_active else None
            (dropped if line is None else sent).append(reminder.pk)
            if line is not None:
                said.setdefault((line["topic"], line["what"]), line)
        if said:
            digests.append(_digest(locked[pk], list(said.values()), now))
    notify_each(kind=KIND, notes=digests)
    Reminder.objects.filter(pk__in=sent).update(sent_at=now)
    Reminder.objects.filter(pk__in=dropped).update(dropped_at=now)
    return len(digests)


def _line(reminder: Reminder, position: Position, day: date, *, wishing: bool) -> dict[str, Any] | None:
    """What the digest says of one reminder; None if it makes no sense any more."""
    return _ending(reminder, position, day, wishing=wishing) if reminder.period else _required(reminder, position)


def _ending(reminder: Reminder, position: Position, day: date, *, wishing: bool) -> dict[str, Any] | None:
    period = reminder.period
    assert period is not None  # noqa: S101 - for the type checker; `_line` has looked
    topic = period.topic.key
    places = position.places(topic)
    stale = not period.stands or period.renewed_by_id is not None
    if stale or due_offset(period.valid_until, day) != reminder.offset or position.paused(topic):
        return None
    if not places and not wishing:
        return None
    opens = next((place.opens for place in places if place.valid_until == period.valid_until), None)
    return {
        "what": "over" if period.valid_until < day else "later" if opens is not None and opens > day else "ends",
        "topic": topic,
        "until": period.valid_until,
        "opens": opens,
    }


def _required(reminder: Reminder, position: Position) -> dict[str, Any] | None:
    required = reminder.requirement
    assert required is not None  # noqa: S101 - a constraint of the ledger
    milestone = Milestone(reminder.milestone or 0)
    places: list[TopicStanding] = position.places(required.topic.key, right=required.right.key)
    place = next((place for place in places if place.state in _MISSING[milestone]), None)
    if place is None:
        return None
    return {
        "what": milestone.name.lower(),
        "topic": required.topic.key,
        "right": required.right.key,
        "until": required.transition_ends,
    }


def _digest(person: Person, lines: list[dict[str, Any]], now: datetime) -> Note:
    """One notice about all of them."""
    hour = waking_hour(now, person.time_zone)
    return Note(
        person=person,
        context={"certifications": lines},
        url=reverse("certification:mine"),
        key=f"{KIND}:{utc_day(now).isoformat()}",
        email_after=hour,
        email_before=hour + timedelta(days=3),
    )
