"""What clinics keep about a person."""

from typing import Any

from skills_exchange.actions.clinic_places import leave_clinic
from skills_exchange.actions.clinics import cancel_clinic
from skills_exchange.enums_clinics import ClinicState
from skills_exchange.models import Clinic, ClinicPlace
from wikilearn.people.models import Person


def export(person: Person) -> dict[str, Any]:
    """Everything of it, for the person's own file."""
    places = ClinicPlace.objects.filter(party__person=person).select_related("clinic__skill")
    hosted = Clinic.objects.filter(host__person=person) | Clinic.objects.filter(proposed_by=person)
    return {
        "clinics": [_clinic(row) | {"minutes": row.minutes} for row in hosted.select_related("skill").distinct()],
        "places": [
            _clinic(row.clinic)
            | {"place": row.state, "asked_at": row.queued_at.isoformat(), "was_there": row.attended}
            | {"learned": row.learned}
            for row in places
        ],
    }


def erase(person: Person) -> None:
    """What they host is called off, their places go to others; what took place stays without the name."""
    for clinic in Clinic.objects.filter(host__person=person, state=ClinicState.PLANNED):
        cancel_clinic(actor=None, clinic=clinic)
    Clinic.objects.filter(host__person=person).update(about="", link="", place="")
    Clinic.objects.filter(proposed_by=person).update(proposed_by=None)
    for place in ClinicPlace.objects.there().filter(party__person=person).select_related("clinic"):
        if place.clinic.takes_people:
            leave_clinic(actor=person, clinic=place.clinic)
    ClinicPlace.objects.filter(party__person=person, attended=None).delete()


def _clinic(row: Clinic) -> dict[str, Any]:
    return {
        "skill": row.skill.slug,
        "language": row.language,
        "state": row.state,
        "about": row.about,
        "starts": row.starts_at.isoformat() if row.starts_at else None,
    }
