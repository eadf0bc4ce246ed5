"""Which topics and courses the holders of each right need, for the catalogue of courses."""

from collections.abc import Iterator
from itertools import groupby

from certification.models import Requirement
from courses.rights import Needs
from wikilearn.core.dates import today


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
