"""The terms on which a certification is given."""

from datetime import date

from django.db.models import Max, Min

from certification.models import Requirement
from certification.periods import VALIDITY_MONTHS, WINDOW_DAYS
from courses.models import Topic


def terms(topic: Topic, day: date) -> tuple[int, int]:
    """Validity in months and renewal window in days that apply to a topic on a day.

    A period belongs to a person and a topic, not to a right: so the shortest validity and the widest window of the
    requirements in force decide.
    """
    strictest = (
        Requirement.objects.in_force(day)
        .filter(topic=topic)
        .aggregate(months=Min("validity_months"), window=Max("window_days"))
    )
    return strictest["months"] or VALIDITY_MONTHS, strictest["window"] or WINDOW_DAYS
