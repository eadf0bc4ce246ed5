"""Taking in what was done without a line."""

import uuid

from django.db import transaction

from courses.actions.learning import read_lesson
from courses.enums import OfflineDeed
from courses.models import OfflineReceipt
from courses.queries.reading import ServedCourse
from wikilearn.people.models import Person


@transaction.atomic
def receive_reading(*, actor: Person, key: uuid.UUID, served: ServedCourse, lesson_key: str) -> OfflineReceipt:
    """A lesson was read. Under a key that has arrived before, nothing happens. Raises `NotOffered`."""
    receipt, created = _receipt(actor, key, OfflineDeed.READ, served, {})
    if created:
        read_lesson(actor=actor, served=served, lesson_key=lesson_key)
    return receipt


@transaction.atomic
def receive_quiz(*, actor: Person, key: uuid.UUID, served: ServedCourse, right: int, of: int) -> OfflineReceipt:
    """A quiz was answered and has been graded; the first result under a key stays."""
    receipt, _created = _receipt(actor, key, OfflineDeed.QUIZ, served, {"right": right, "of": of})
    return receipt


def _receipt(
    actor: Person, key: uuid.UUID, deed: OfflineDeed, served: ServedCourse, outcome: dict[str, int]
) -> tuple[OfflineReceipt, bool]:
    return OfflineReceipt.objects.get_or_create(
        person=actor, key=key, defaults={"deed": deed, "course": served.entry.course, "outcome": outcome}
    )
