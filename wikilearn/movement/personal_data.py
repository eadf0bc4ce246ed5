"""What this app keeps about a person."""

from typing import Any

from wikilearn.movement.models import Holding, Membership
from wikilearn.people.models import Person


def export(person: Person) -> dict[str, Any]:
    """Memberships and rights, for the person's own file."""
    memberships = Membership.objects.filter(person=person).select_related("organisation")
    holdings = Holding.objects.of(person).select_related("right", "wiki")
    return {
        "memberships": [
            {
                "organisation": each.organisation.slug,
                "role": each.role,
                "since": each.since.isoformat(),
                "until": each.until and each.until.isoformat(),
            }
            for each in memberships
        ],
        "rights": [
            {
                "right": each.right.key,
                "wiki": each.place,
                "username": each.username,
                "since": each.since.isoformat(),
                "until": each.until and each.until.isoformat(),
                "term_ends": each.term_ends and each.term_ends.isoformat(),
            }
            for each in holdings
        ],
    }


def erase(person: Person) -> None:
    """Memberships go. What a wiki says about a username is public there and stays, cut from the person."""
    Membership.objects.filter(person=person).delete()
    Holding.objects.filter(person=person).update(person=None)
