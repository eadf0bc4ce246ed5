"""What the census and calls for helpers keep about a person: that they entered answers, or called."""

from typing import Any

from skills_exchange.models import CensusAnswer, HelperCall
from wikilearn.people.models import Person


def export(person: Person) -> dict[str, Any]:
    """Everything of it, for the person's own file."""
    answers = CensusAnswer.objects.filter(changed_by=person).select_related("round", "organisation")
    calls = HelperCall.objects.filter(by=person).select_related("skill")
    return {
        "census_answers": [
            {"year": row.round.year, "organisation": row.organisation.slug, "at": row.changed_at.isoformat()}
            for row in answers
        ],
        "calls_for_helpers": [
            {"skill": row.skill.slug, "language": row.language, "at": row.called_at.isoformat()} for row in calls
        ],
    }


def erase(person: Person) -> None:
    """The names go."""
    CensusAnswer.objects.filter(changed_by=person).update(changed_by=None)
    HelperCall.objects.filter(by=person).update(by=None)
