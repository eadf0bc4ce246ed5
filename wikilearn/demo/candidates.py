"""Somebody stands for a right, and a curator has checked some of the help."""

from certification.actions.candidates import list_candidacy
from ucoc.actions.support import check_support_resource
from ucoc.models import SupportResource
from wikilearn.movement.models import Right, Wiki
from wikilearn.people.models import Person

CHECKED = 3
"""How many resources the demo's curator has looked at."""


def stand_in_demo(*, functionary: Person, curator: Person) -> None:
    """Farid, who is certified, would also hide what must not be public on the French wiki."""
    list_candidacy(
        actor=functionary,
        right=Right.objects.get(key="suppress"),
        wiki=Wiki.objects.get(dbname="frwiki"),
        statement="I check accounts here since some years, and often find private data that should be hidden soon.",
        languages=["fr", "en"],
        consent=True,
    )
    for resource in SupportResource.objects.filter(active=True).order_by("position")[:CHECKED]:
        check_support_resource(actor=curator, resource=resource)
