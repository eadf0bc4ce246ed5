"""What courses ask about certification: which topics a right needs, and which topics a person should renew."""

from collections.abc import Collection, Iterator
from datetime import timedelta
from itertools import groupby

from django.db.models import Max

from certification.enums import Path
from certification.models import Period, Requirement
from courses.rights import Needs
from wikilearn.core.dates import today
from wikilearn.people.models import Person


def needs_of_rights() -> Iterator[Needs]:
    """Every right with requirements that count today or will; one query."""
    rows = Requirement.objects.current(today()).select_related("right").order_by("right__key")
    for right, asked in groupby(rows, key=lambda row: row.right):
        asked_for = list(asked)
        yield Needs(
            right=right,
            topics=frozenset(row.topic_id for row in asked_for if row.course_id is None),
            courses=frozenset(row.course_id for row in asked_for if row.course_id is not None),
        )


def topics_asked(keys: Collection[str] | None) -> dict[str, list[str]]:
    """By right (these, or all), the names of the topics that it requires today; one query."""
    rows = Requirement.objects.in_force(today()).filter(path=Path.FIRST)
    if keys is not None:
        rows = rows.filter(right__key__in=keys)
    found: dict[str, list[str]] = {}
    for row in rows.select_related("topic", "right").order_by("right__key", "topic__position", "topic__key"):
        found.setdefault(row.right.key, []).append(row.topic.name)
    return found


_SOON = timedelta(days=90)


def topics_to_renew(person: Person) -> list[int]:
    """Topics in which the person is or was certified and that end within 90 days, the first to end first; one query."""
    rows = (
        Period.objects.standing().filter(person=person).order_by().values("topic_id").annotate(ends=Max("valid_until"))
    )
    due = rows.filter(ends__lte=today() + _SOON).order_by("ends", "topic_id")
    return list(due.values_list("topic_id", flat=True))
