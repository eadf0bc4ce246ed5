"""What the help desk and the library keep about a person."""

from typing import Any

from django.db.models import Q

from skills_exchange.enums_help import HelpState
from skills_exchange.models import HelpAnswer, HelpAsk, HelpExchange, HelpRequest, Resource, ResourceMark
from wikilearn.people.models import Person


def export(person: Person) -> dict[str, Any]:
    """Everything of it, for the person's own file."""
    answers = HelpAnswer.objects.filter(author=person).select_related("request")
    marks = ResourceMark.objects.filter(person=person).select_related("resource")
    asks = HelpAsk.objects.filter(party__person=person).select_related("request")
    offers = HelpExchange.objects.filter(party__person=person).select_related("request", "match")
    return {
        "questions": [
            {"title": row.title, "text": row.text, "state": row.state, "at": row.asked_at.isoformat()}
            for row in HelpRequest.objects.asked_by(person)
        ],
        "answers": [{"question": str(row.request.uid), "text": row.text, "at": row.at.isoformat()} for row in answers],
        "asked_to_help": [
            {"question": str(row.request.uid), "state": row.state, "at": row.asked_at.isoformat()} for row in asks
        ],
        "exchanges_from_questions": [
            {
                "question": str(row.request.uid),
                "offered": row.offered_at and row.offered_at.isoformat(),
                "match": row.match and str(row.match.uid),
            }
            for row in offers
        ],
        "resources_added": [
            {"title": row.title, "address": row.address, "at": row.created_at.isoformat()}
            for row in Resource.objects.filter(added_by=person).select_related("course")
        ],
        "resources_marked": [
            {"title": row.resource.title, "mark": row.kind, "at": row.marked_at.isoformat()} for row in marks
        ],
    }


def erase(person: Person) -> None:
    """What is not solved goes; solved questions, their answers and entries of the library lose the name."""
    HelpExchange.objects.filter(Q(party__person=person) | Q(request__asker=person)).delete()
    unsolved = HelpRequest.objects.exclude(state=HelpState.SOLVED)
    unsolved.filter(asker=person).delete()
    HelpRequest.objects.filter(asker=person, may_be_published=False).delete()
    HelpRequest.objects.filter(asker=person).update(asker=None)
    HelpAnswer.objects.filter(author=person, request__in=unsolved).delete()
    HelpAnswer.objects.filter(author=person).update(author=None)
    Resource.objects.filter(added_by=person).update(added_by=None)
    ResourceMark.objects.filter(person=person).delete()
