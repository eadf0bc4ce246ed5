"""Reminders before a certification ends, and once after: each is sent once, ever.

A sweep has two steps. `claim` puts what is due into the ledger, in one statement however many periods there are; the
unique row is the promise. `send_claimed` takes people with something to send in batches, locks each person (`FOR NO
KEY UPDATE SKIP LOCKED`: two sweeps at once never take the same one), and writes one notice and the ledger in the same
transaction. So a crash anywhere sends nothing twice and forgets nothing; a lost broker only delays the e-mail.

After downtime only the latest offset of a period is due, and what was claimed long ago is dropped if it no longer
makes sense: the period was renewed, changed or taken away, or a later offset has come.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone

from certification.models import Reminder
from wikilearn.core.dates import utc_day
from wikilearn.notices.actions import Note, notify_each
from wikilearn.people.models import Person

KIND = "certification_reminder"
OFFSETS = (90, 60, 30, 7, 1, -1)
"""Days before the last day on which a reminder is due; -1 is the day after it."""
LATEST = 14
"""So many days after the end the last reminder still makes sense."""
BATCH = 500
AWAKE = (time(8), time(20))
"""Between these hours of the person's day e-mails are sent."""

_CLAIM = """
    INSERT INTO certification_reminder (person_id, period_id, "offset", claimed_at)
    SELECT ending.person_id, ending.id, due."offset", %(now)s
    FROM certification_period ending
    JOIN people_person person ON person.id = ending.person_id AND person.is_active AND person.erased_at IS NULL
    CROSS JOIN LATERAL (
        SELECT CASE WHEN ending.valid_until < %(day)s THEN -1
            ELSE (SELECT min(o) FROM unnest(%(offsets)s) o WHERE ending.valid_until - %(day)s <= o) END AS "offset"
    ) due
    WHERE ending.stands AND ending.renewed_by_id IS NULL
        AND ending.valid_until BETWEEN %(day)s - %(latest)s AND %(day)s + %(first)s
        AND NOT EXISTS (
            SELECT FROM certification_reminder known
            WHERE known.person_id = ending.person_id AND known.period_id = ending.id
                AND known."offset" = due."offset"
        )
        AND NOT EXISTS (
            SELECT FROM certification_period later
            WHERE later.person_id = ending.person_id AND later.topic_id = ending.topic_id AND later.stands
                AND later.valid_from > ending.valid_until
        )
        AND NOT EXISTS (
            SELECT FROM certification_fact revoked
            WHERE revoked.person_id = ending.person_id AND revoked.topic_id = ending.topic_id
                AND revoked.kind = 'revoked' AND (revoked.at AT TIME ZONE 'UTC')::date = ending.valid_until + 1
        )
    ON CONFLICT DO NOTHING
"""


def due_offset(valid_until: date, day: date) -> int | None:
    """The offset whose time it is on the day, None too early and too late."""
    left = (valid_until - day).days
    if left < 0:
        return -1 if left >= -LATEST else None
    return min((offset for offset in OFFSETS if left <= offset), default=None)


def waking_hour(now: datetime, zone: str) -> datetime:
    """`now` if it is day where the person lives, else the next morning there."""
    local = now.astimezone(ZoneInfo(zone))
    if AWAKE[0] <= local.time() < AWAKE[1]:
        return now
    morning = local.date() if local.time() < AWAKE[0] else local.date() + timedelta(days=1)
    return datetime.combine(morning, AWAKE[0], tzinfo=local.tzinfo).astimezone(UTC)


def send_due(now: datetime | None = None) -> int:
    """One sweep; gives how many people were told something. A second one on the same day gives 0."""
    now = now or timezone.now()
    claim(now)
    return send_claimed(now)


def claim(now: datetime) -> int:
    """Put every reminder that is due into the ledger; gives how many are new."""
    with connection.cursor() as cursor:
        cursor.execute(
            _CLAIM,
            {
                "now": now,
                "day": utc_day(now),
                "offsets": [offset for offset in OFFSETS if offset > 0],
                "first": max(OFFSETS),
                "latest": LATEST,
            },
        )
        return int(cursor.rowcount)


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
    waiting = Reminder.objects.waiting().filter(person__in=set(locked) - told)
    waiting = waiting.select_related("period__topic").order_by("person_id", "period__valid_until", "period_id")
    sent: list[Reminder] = []
    dropped: list[Reminder] = []
    digests: list[Note] = []
    for pk, reminders in groupby(waiting, key=lambda reminder: reminder.person_id):
        person, mine = locked[pk], list(reminders)
        sensible = [reminder for reminder in mine if _makes_sense(reminder, person, now)]
        dropped += [reminder for reminder in mine if reminder not in sensible]
        if sensible:
            digests.append(_digest(person, sensible, now))
            sent += sensible
    notify_each(kind=KIND, notes=digests)
    Reminder.objects.filter(pk__in=[reminder.pk for reminder in sent]).update(sent_at=now)
    Reminder.objects.filter(pk__in=[reminder.pk for reminder in dropped]).update(dropped_at=now)
    return len(digests)


def _makes_sense(reminder: Reminder, person: Person, now: datetime) -> bool:
    period = reminder.period
    return (
        person.is_active
        and period.stands
        and period.renewed_by_id is None
        and due_offset(period.valid_until, utc_day(now)) == reminder.offset
    )


def _digest(person: Person, reminders: list[Reminder], now: datetime) -> Note:
    """One notice about all of them."""
    day, hour = utc_day(now), waking_hour(now, person.time_zone)
    told = [
        {"topic": reminder.period.topic.key, "until": reminder.period.valid_until, "over": reminder.offset < 0}
        for reminder in reminders
    ]
    return Note(
        person=person,
        context={"certifications": told},
        url=reverse("certification:mine"),
        key=f"{KIND}:{day.isoformat()}",
        email_after=hour,
        email_before=hour + timedelta(days=3),
    )
