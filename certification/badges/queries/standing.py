"""Where a badge stands and what follows it."""

from datetime import datetime
from enum import StrEnum

from certification.badges.enums import CredentialState
from certification.badges.models import Credential


class Status(StrEnum):
    """What a badge is worth at a moment; the first that applies."""

    REVOKED = "revoked"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"
    NOT_YET = "not_yet"
    VALID = "valid"


def status_of(credential: Credential, at: datetime) -> Status:
    """Where the credential stands. A badge that a later one follows still counts until its own last day."""
    if credential.state == CredentialState.REVOKED and credential.revoked_at and credential.revoked_at <= at:
        return Status.REVOKED
    if credential.valid_until and credential.valid_until < at:
        return Status.EXPIRED
    successor = getattr(credential, "superseded_by", None)
    if successor is not None and successor.edition > 1 and successor.created_at <= at:
        return Status.SUPERSEDED
    return Status.NOT_YET if credential.valid_from > at else Status.VALID


def successor_of(credential: Credential) -> Credential | None:
    """The badge that replaced this one or follows it."""
    return getattr(credential, "superseded_by", None)
