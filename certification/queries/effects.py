"""Whom an edit of a course concerns."""

from django.utils import timezone
from django.utils.translation import ngettext

from certification.models import Period, Requirement
from courses.models import Course
from wikilearn.core.dates import utc_day


def effect_of_editing(course: Course) -> list[str]:
    """Requirements in force that the course serves, and people certified in its topic; nothing without a topic."""
    if course.topic_id is None:
        return []
    today = utc_day(timezone.now())
    serving = Requirement.objects.in_force(today).filter(topic=course.topic_id).exclude(course__isnull=False)
    required = serving.count() + Requirement.objects.in_force(today).filter(course=course).count()
    certified = Period.objects.covering(today).filter(topic=course.topic_id).values("person").distinct().count()
    return [
        ngettext(
            "%(number)d mandatory requirement rests on it.", "%(number)d mandatory requirements rest on it.", required
        )
        % {"number": required},
        ngettext(
            "%(number)d person is certified in its topic.", "%(number)d people are certified in its topic.", certified
        )
        % {"number": certified},
    ]
