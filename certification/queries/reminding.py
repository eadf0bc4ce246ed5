"""What the next sweep would send, and what the last ones did: numbers and texts, nobody's name."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone, translation

from certification.enums import Milestone
from certification.models import Reminder
from certification.reminders import KIND, claim
from courses.models import Topic
from wikilearn.core import languages
from wikilearn.movement.models import Right
from wikilearn.notices.enums import EmailState
from wikilearn.notices.models import Email, Notice
from wikilearn.notices.rendering import Text, text_of
from wikilearn.people.models import Person

RECENT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Due:
    """How many people the next sweep tells of one offset or milestone."""

    offset: int | None
    milestone: Milestone | None
    people: int


@dataclass(frozen=True, slots=True)
class Sample:
    """The digest as somebody reads it in a language."""

    language: languages.Language
    text: Text


def due_next(now: datetime | None = None) -> list[Due]:
    """What the next sweep would claim and what already waits, by offset and milestone; nothing is kept."""
    with transaction.atomic():
        claim(now or timezone.now())
        rows = Reminder.objects.waiting().values("offset", "milestone").annotate(people=Count("person", distinct=True))
        found = list(rows.order_by("-offset", "-milestone"))
        transaction.set_rollback(True)
    return [
        Due(row["offset"], Milestone(row["milestone"]) if row["milestone"] else None, row["people"]) for row in found
    ]


def recently() -> dict[str, int]:
    """What became of the reminders of the last thirty days, and of their e-mails."""
    since = timezone.now() - RECENT
    ledger = Reminder.objects.filter(claimed_at__gte=since).aggregate(
        sent=Count("pk", filter=Q(sent_at__isnull=False)), dropped=Count("pk", filter=Q(dropped_at__isnull=False))
    )
    emails = Email.objects.filter(notice__kind=KIND, notice__created_at__gte=since).aggregate(
        emails=Count("pk", filter=Q(state=EmailState.SENT)),
        failed=Count("pk", filter=Q(state=EmailState.FAILED)),
        waiting=Count("pk", filter=Q(state=EmailState.DUE)),
    )
    return ledger | emails


def samples(day: date) -> list[Sample]:
    """One digest with every kind of line, in each language of the interface."""
    topic, right = Topic.objects.filter(mandatory=True).first(), Right.objects.first()
    lines = [
        {
            "what": what,
            "topic": topic.key if topic else "",
            "right": right.key if right else "",
            "until": (day + timedelta(days=days)).isoformat(),
            "opens": (day + timedelta(days=days - 90)).isoformat(),
        }
        for what, days in (
            ("ends", 30),
            ("over", -1),
            ("later", 120),
            ("new_holder", 0),
            ("start", 180),
            ("half_way", 90),
            ("last_month", 30),
        )
    ]
    packed = [line | {name: {"$date": line[name]} for name in ("until", "opens")} for line in lines]
    notice = Notice(
        person=Person(username="…"), kind=KIND, context={"certifications": packed}, url=reverse("certification:mine")
    )
    shown = []
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            shown.append(Sample(languages.current(), text_of(notice)))
    return shown
