"""What this app keeps about a person."""

from typing import Any

from wikilearn.notices import queries
from wikilearn.notices.models import Bounce, EmailOptOut, Notice, Preference, WikiAddress
from wikilearn.people.models import Person


def export(person: Person) -> dict[str, Any]:
    """What the person was told, and how they want to be told."""
    return {
        "notices": [
            {
                "kind": notice.kind,
                "about": notice.context,
                "address": notice.url,
                "created": notice.created_at.isoformat(),
                "read": notice.read_at and notice.read_at.isoformat(),
            }
            for notice in Notice.objects.filter(person=person)
        ],
        "preferences": list(Preference.objects.filter(person=person).values("kind", "on_site", "email")),
        "no_email": queries.wants_no_email(person),
        "on_wiki": list(WikiAddress.objects.filter(person=person).values("wiki__dbname", "way")),
        "bounces": list(Bounce.objects.filter(person=person).values("times", "for_good", "status")),
    }


def erase(person: Person) -> None:
    """All of it goes, what is still to be sent too."""
    Notice.objects.filter(person=person).delete()
    Preference.objects.filter(person=person).delete()
    EmailOptOut.objects.filter(person=person).delete()
    WikiAddress.objects.filter(person=person).delete()
    Bounce.objects.filter(person=person).delete()
