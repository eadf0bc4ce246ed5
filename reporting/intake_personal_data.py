"""What the intake keeps about a person: limits on their reports. Reports are sealed and connected to nobody."""

from typing import Any

from reporting.models import ReportingLimit
from wikilearn.people.models import Person


def export(person: Person) -> dict[str, Any]:
    """The limits, with their reasons and what became of appeals."""
    return {
        "limits": [
            {
                "reason": limit.reason,
                "decided": limit.decided_at.isoformat(),
                "until": limit.until.isoformat(),
                "appeal": limit.appeal,
                "lifted": limit.lifted,
            }
            for limit in ReportingLimit.objects.filter(person=person)
        ]
    }


def erase(person: Person) -> None:
    """They go."""
    ReportingLimit.objects.filter(person=person).delete()
