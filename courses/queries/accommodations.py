"""Who gets more time."""

from django.db.models import Max, Q, QuerySet

from courses.models import Course, ExtraTime
from wikilearn.movement.models import Organisation
from wikilearn.people.models import Person


def extra_time_of(person: Person, course: Course) -> int:
    """How much more time the person gets in a course, in per cent; one query."""
    theirs = ExtraTime.objects.filter(person=person, ended_at=None)
    place = Q(organisation=None) | Q(organisation=course.organisation_id)
    return theirs.filter(place).aggregate(most=Max("percent"))["most"] or 0


def extra_time_in(organisation: Organisation | None) -> QuerySet[ExtraTime]:
    """What was granted in an organisation, or (None) for all courses, and still counts."""
    rows = ExtraTime.objects.filter(organisation=organisation, ended_at=None)
    return rows.select_related("person", "granted_by").order_by("person__username")
