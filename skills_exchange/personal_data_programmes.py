"""What mentoring programmes keep about a person."""

from typing import Any

from django.db import transaction

from skills_exchange.actions.programme_applications import leave
from skills_exchange.enums_programmes import CAN_WITHDRAW
from skills_exchange.models import (
    Party,
    Programme,
    ProgrammeApplication,
    ProgrammeChange,
    ProgrammeCheckIn,
    ProgrammeQuestion,
)
from wikilearn.people.models import Person


def export(person: Person) -> dict[str, Any]:
    """Their applications with all answers, and what they said at check-ins."""
    party = Party.objects.filter(person=person).first()
    applications = ProgrammeApplication.objects.filter(party=party).select_related("programme") if party else []
    return {
        "applications": [_application(row) for row in applications],
        "check_ins": [
            {
                "programme": row.pair.programme.slug,
                "asked": row.due_on.isoformat(),
                "answered": row.answered_at and row.answered_at.isoformat(),
                "going": row.going,
                "meetings": row.meetings,
                "text": row.text,
            }
            for row in ProgrammeCheckIn.objects.of(person).with_sides()
        ],
    }


@transaction.atomic
def erase(person: Person) -> None:
    """Applications go, their place to whoever waits; what they said at check-ins goes; who organised is forgotten."""
    ProgrammeCheckIn.objects.filter(pk__in=ProgrammeCheckIn.objects.of(person).values("pk")).delete()
    ProgrammeChange.objects.filter(by=person).update(by=None)
    ProgrammeApplication.objects.filter(decided_by=person).update(decided_by=None)
    party = Party.objects.filter(person=person).first()
    if party is None:
        return
    for row in list(ProgrammeApplication.objects.filter(party=party)):
        programme = Programme.objects.select_for_update(of=("self",)).get(pk=row.programme_id)
        if row.state in CAN_WITHDRAW:
            leave(programme, row)
        row.delete()
    ProgrammeChange.objects.filter(learner=party).delete()
    ProgrammeChange.objects.filter(sharer=party).delete()


def _application(row: ProgrammeApplication) -> dict[str, Any]:
    labels = {
        str(pk): label
        for pk, label in ProgrammeQuestion.objects.filter(programme=row.programme_id).values_list("pk", "label")
    }
    return {
        "programme": row.programme.slug,
        "as": row.role,
        "skills": [skill.slug for skill in row.skills.all()],
        "mentees_at_the_same_time": row.places,
        "answers": {labels.get(key, key): value for key, value in row.answers.items()},
        "state": row.state,
        "answer": row.answer,
        "applied": row.created_at.isoformat(),
        "decided": row.decided_at and row.decided_at.isoformat(),
    }
