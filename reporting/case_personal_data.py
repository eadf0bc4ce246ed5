"""What the work on cases keeps about a person. What was said in cases is sealed, and nobody here can look into it."""

from typing import Any

from reporting.actions.cases.letters import end_letter
from reporting.models import Exposure, Grant, Letter, OnCall, Relation, Telling
from reporting.queries.letters import token_of
from reporting.relations import name_of
from wikilearn.people.models import Person


def export(person: Person) -> dict[str, Any]:
    """Declared relations, times on call, how much they read on which day, and when questions were put to the person.

    Not the cases: that somebody handles one is a secret of that case.
    """
    return {
        "declared_relations": [
            {"account": name_of(relation), "declared": relation.declared_at.isoformat()}
            for relation in Relation.objects.filter(person=person)
        ],
        "on_call": [
            {"since": shift.since.isoformat(), "until": shift.until.isoformat()}
            for shift in OnCall.objects.filter(person=person)
        ],
        "texts_opened_by_day": {
            row.day.isoformat(): row.opened for row in Exposure.objects.filter(person=person).order_by("day")
        },
        "questions_to_me": [
            {"opened": letter.opens_at.isoformat(), "answered": letter.answered_on and letter.answered_on.isoformat()}
            for letter in Letter.objects.filter(token=token_of(person), told=True)
        ],
    }


def erase(person: Person) -> None:
    """Everything of it goes, and with it every key to a case."""
    Relation.objects.filter(person=person).delete()
    OnCall.objects.filter(person=person).delete()
    Telling.objects.filter(person=person).delete()
    Exposure.objects.filter(person=person).delete()
    for letter in Letter.objects.select_for_update().filter(token=token_of(person), ended=False):
        end_letter(letter)
    Letter.objects.filter(token=token_of(person)).update(token=b"")
    Grant.objects.filter(person=person).delete()
