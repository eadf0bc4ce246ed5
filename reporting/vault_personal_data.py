"""What vaults keep about a person: that they have one, and who their officers are."""

from typing import Any

from django.db.models import Q

from reporting.actions.keys import retire_key
from reporting.models import ItemGrant, KeyLogEntry, KnownKey, MatchShare, MatchWish, Recovery, RecoveryShare, VaultKey
from wikilearn.people.models import Person


def export(person: Person) -> dict[str, Any]:
    """Public keys with their days, and officers. Not which cases somebody can open: that is a secret of those cases."""
    return {
        "keys": [
            {"fingerprint": entry.fingerprint, "what": entry.act, "time": entry.at.isoformat()}
            for entry in KeyLogEntry.objects.filter(person=person)
        ],
        "officers": sorted(
            set(RecoveryShare.objects.filter(entry__person=person).values_list("officer__username", flat=True))
        ),
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
