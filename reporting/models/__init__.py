"""What incident reporting keeps.

`cases` what may be known of a case without a key; `sealed` everything that needs one; `keys` of people, and the log of
their public halves.
"""

from reporting.models.cases import Case
from reporting.models.keys import KeyConfirmation, KeyLogEntry, KnownKey, VaultKey
from reporting.models.sealed import (
    Grant,
    IdentityBox,
    ItemGrant,
    Receipt,
    ReporterGrant,
    SealedFile,
    SealedItem,
    Shredding,
)

__all__ = [
    "Case",
    "Grant",
    "IdentityBox",
    "ItemGrant",
    "KeyConfirmation",
    "KeyLogEntry",
    "KnownKey",
    "Receipt",
    "ReporterGrant",
    "SealedFile",
    "SealedItem",
    "Shredding",
    "VaultKey",
]
