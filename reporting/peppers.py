"""What the settings give the vault: the pepper outside the database, and how much one try costs."""

from django.conf import settings

from reporting.vault.chains import mac
from reporting.vault.keys import Effort, derived
from wikilearn.people.models import Person


def pepper() -> bytes:
    """32 bytes made of `VAULT_PEPPER`. Changing that makes every receipt and the key log unreadable."""
    return derived(b"", "pepper", str(settings.VAULT_PEPPER).encode())


def passphrase_effort() -> Effort:
    """What one try of a passphrase costs."""
    return Effort(*settings.VAULT_PASSPHRASE_EFFORT)


def receipt_effort() -> Effort:
    """What one try of a receipt costs."""
    return Effort(*settings.VAULT_RECEIPT_EFFORT)


def pseudonym(person: Person) -> str:
    """How the audit log names somebody in matters of cases: always the same, for erased accounts too, and no name.

    Only who knows the pepper can lead from a person to it; nothing leads back.
    """
    return f"handler:{mac(pepper(), 'pseudonym', person.uid.bytes)[:10].hex()}"
