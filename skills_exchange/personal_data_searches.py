"""What skills and the search keep about a person: searches, and skills that they proposed."""

from typing import Any

from skills_exchange.models import SavedSearch, Skill
from wikilearn.people.models import Person


def export(person: Person) -> dict[str, Any]:
    """The searches that the person keeps, and their proposals with the answers."""
    return {
        "saved_searches": [
            {"title": row.title, "address": row.address, "told_of_new_people": row.notify}
            for row in SavedSearch.objects.filter(person=person)
        ],
        "proposed_skills": [
            {"names": row.labels, "why": row.proposal, "status": row.status, "answer": row.answer}
            for row in Skill.objects.filter(proposed_by=person)
        ],
    }


def erase(person: Person) -> None:
    """Forget the searches, and who proposed a skill and why."""
    SavedSearch.objects.filter(person=person).delete()
    Skill.objects.filter(proposed_by=person).update(proposed_by=None, proposal="", answer="")
