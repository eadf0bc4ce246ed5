"""This app's share of the export and the erasure of a person's data."""

from typing import Any

from certification.models import Fact, FormerName, Period, Reminder
from wikilearn.people.models import Person


def export(person: Person) -> dict[str, Any]:
    """Facts, the periods that follow from them, reminders, and names borne before; days and moments in ISO 8601."""
    return {
        "facts": [_fact(fact) for fact in Fact.objects.filter(person=person).select_related("topic", "course")],
        "periods": [
            {
                "topic": period.topic.key,
                "valid_from": period.valid_from.isoformat(),
                "valid_until": period.valid_until.isoformat(),
                "stands": period.stands,
            }
            for period in Period.objects.filter(person=person).select_related("topic")
        ],
        "reminders": [
            {"topic": reminder.period.topic.key, "offset": reminder.offset, "sent": reminder.sent_at.isoformat()}
            for reminder in Reminder.objects.filter(person=person).select_related("period__topic").order_by("pk")
            if reminder.sent_at
        ],
        "former_usernames": list(
            FormerName.objects.filter(person=person).order_by("until").values_list("username", flat=True)
        ),
    }


def erase(person: Person) -> None:
    """Forget scores, words and former names; days and topics stay, under the person's meaningless reference."""
    Fact.objects.filter(person=person).update(score=None, level="", evidence="", reason="")
    Reminder.objects.filter(person=person).delete()
    FormerName.objects.filter(person=person).delete()


def _fact(fact: Fact) -> dict[str, Any]:
    return {
        "topic": fact.topic.key,
        "kind": fact.kind,
        "path": fact.path,
        "at": fact.at.isoformat(),
        "recorded": fact.recorded_at.isoformat(),
        "valid_from": fact.valid_from.isoformat() if fact.valid_from else None,
        "valid_until": fact.valid_until.isoformat() if fact.valid_until else None,
        "course": fact.course.slug if fact.course else None,
        "revision": fact.revision,
        "language": fact.language,
        "score": fact.score,
        "level": fact.level,
        "evidence": fact.evidence,
        "reason": fact.reason,
        "by": fact.actor,
    }
