"""What the work on cases keeps about a person. What was said in cases is sealed, and nobody here can look into it."""

from typing import Any

from reporting.models import Grant, OnCall, Relation, Telling
from reporting.relations import name_of
from wikilearn.people.models import Person


def export(person: Person) -> dict[str, Any]:
    """Declared relations and times on call. Not the cases: that somebody handles one is a secret of that case."""
    return {
        "declared_relations": [
            {"account": name_of(relation), "declared": relation.declared_at.isoformat()}
            for relation in Relation.objects.filter(person=person)
        ],
        "on_call": [
            {"since": shift.since.isoformat(), "until": shift.until.isoformat()}
            for shift in OnCall.objects.filter(person=person)
        ],
    }


def erase(person: Person) -> None:
    """Everything of it goes, and with it every key to a case."""
    Relation.objects.filter(person=person).delete()
    OnCall.objects.filter(person=person).delete()
    Telling.objects.filter(person=person).delete()
    Grant.objects.filter(person=person).delete()
