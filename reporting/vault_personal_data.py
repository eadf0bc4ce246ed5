"""What vaults keep about a person: that they have one, and who their officers are."""

from typing import Any

from django.db.models import Q

from reporting.actions.keys import retire_key
from reporting.models import (
    BreakGlass,
    HeadReceipt,
    ItemGrant,
    KeyLogEntry,
    KnownKey,
    MatchShare,
    MatchWish,
    Recovery,
    RecoveryShare,
    VaultKey,
)
from wikilearn.people.models import Person


def export(person: Person) -> dict[str, Any]:
    """Public keys with their days, officers, and what one took part in.

    Not which cases somebody can open: that is a secret of those cases.
    """
    return {
        "keys": [
            {"fingerprint": entry.fingerprint, "what": entry.act, "time": entry.at.isoformat()}
            for entry in KeyLogEntry.objects.filter(person=person)
        ],
        "officers": sorted(
            set(RecoveryShare.objects.filter(entry__person=person).values_list("officer__username", flat=True))
        ),
        "recoveries_called_urgent": [
            {
                "called": glass.asked_at.isoformat(),
                "opened": glass.opened_at and glass.opened_at.isoformat(),
                "mine": glass.person_id == person.pk,
                "finding": glass.finding,
            }
            for glass in BreakGlass.objects.filter(Q(person=person) | Q(asked_by=person) | Q(joined_by=person))
        ],
        "heads_received": [
            {"day": receipt.head.day.isoformat(), "time": receipt.at.isoformat()}
            for receipt in HeadReceipt.objects.filter(by=person).select_related("head")
        ],
    }


def erase(person: Person) -> None:
    """The private key goes, with all that was sealed to it; the log of public keys says that it was given up."""
    if VaultKey.objects.filter(person=person).exists():
        retire_key(actor=person)
    RecoveryShare.objects.filter(entry__person=person).delete()
    RecoveryShare.objects.filter(officer=person).delete()
    MatchShare.objects.filter(officer=person).delete()
    MatchShare.objects.filter(partner=person).delete()
    MatchWish.objects.filter(Q(asked_by=person) | Q(officers=person)).delete()
    RecoveryShare.objects.filter(partner=person).delete()
    Recovery.objects.filter(person=person).delete()
    KnownKey.objects.filter(holder=person).delete()
    KnownKey.objects.filter(of=person).delete()
    ItemGrant.objects.filter(person=person).delete()
