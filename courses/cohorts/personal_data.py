"""What cohorts keep about a person."""

from typing import Any

from courses.actions.cohort_places import move_up
from courses.models import Attendance, CalendarFeed, Cohort, CohortMember, Facilitator
from wikilearn.people.models import Person


def export(person: Person) -> dict[str, Any]:
    """Where the person takes part, what they wrote, when they were there, and what they lead."""
    return {
        "places": [
            {
                "cohort": place.cohort.title,
                "state": place.state,
                "since": place.changed_at.isoformat(),
                "application": place.note,
                "attendance": {
                    row.session.starts_at.isoformat(): row.state
                    for row in place.attendance.select_related("session").order_by("session__starts_at")
                },
            }
            for place in CohortMember.objects.filter(person=person).select_related("cohort")
        ],
        "facilitates": [row.cohort.title for row in Facilitator.objects.filter(person=person).select_related("cohort")],
        "calendar_addresses": CalendarFeed.objects.filter(person=person).count(),
    }


def erase(person: Person) -> None:
    """Nothing stays: the places go, whoever waits moves up, and the addresses of calendars end."""
    for pk in sorted(CohortMember.objects.filter(person=person).values_list("cohort", flat=True)):
        cohort = Cohort.objects.locked(pk)
        cohort.members.filter(person=person).delete()
        move_up(cohort)
    Attendance.objects.filter(by=person).update(by=None)
    Facilitator.objects.filter(person=person).delete()
    CalendarFeed.objects.filter(person=person).delete()
