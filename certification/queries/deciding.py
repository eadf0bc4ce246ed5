"""Histories, and what waits for a decision."""

from django.db.models import QuerySet

from certification.models import Appeal, Claim, Fact, Proposal
from wikilearn.people.models import Person


def history(person: Person) -> QuerySet[Fact]:
    """All facts of a person, newest first, with what the page says of each."""
    related = ("topic", "course", "corrects", "appeal", "person")
    return Fact.objects.filter(person=person).select_related(*related).order_by("-recorded_at", "-id")


def open_proposals() -> QuerySet[Proposal]:
    """Proposals that wait for a second person, the oldest first."""
    return Proposal.objects.open().select_related("person", "topic", "proposed_by").order_by("proposed_at", "pk")


def open_appeals() -> QuerySet[Appeal]:
    """Appeals that wait for an answer, the most urgent first."""
    return Appeal.objects.open().select_related("person", "fact__topic", "against").order_by("due_on", "pk")


def open_claims() -> QuerySet[Claim]:
    """Claims that nobody has answered, the oldest first."""
    return Claim.objects.open().select_related("person", "topic").order_by("submitted_at", "pk")
