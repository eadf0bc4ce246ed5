"""Answers for pages: where a badge stands, how far its files are, what its history is."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from certification.badges.drawing import TEMPLATE_VERSION
from certification.badges.enums import CarrierKind, CarrierState, CredentialState
from certification.badges.models import Achievement, Carrier, Credential


class Status(StrEnum):
    """What a badge is worth at a moment; the first that applies."""

    REVOKED = "revoked"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"
    NOT_YET = "not_yet"
    VALID = "valid"


@dataclass(frozen=True, slots=True)
class Part:
    """A file of a badge: `state` is `ready`, `failed` or `waiting`."""

    kind: CarrierKind
    title: Any
    state: str
    problem: str = ""


TITLES = {
    CarrierKind.PDF: _("Certificate to print (PDF)"),
    CarrierKind.PNG: _("Picture (PNG)"),
    CarrierKind.SVG: _("Picture of any size (SVG)"),
    CarrierKind.JSON: _("Data for wallets (JSON)"),
}


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


def parts_of(credential: Credential) -> list[Part]:
    """The files of a badge in the order of their use, with what is known of each."""
    made = {
        carrier.kind: carrier
        for carrier in Carrier.objects.filter(credential=credential, template_version=TEMPLATE_VERSION)
    }
    parts = []
    for kind, title in TITLES.items():
        carrier = made.get(kind)
        if kind == CarrierKind.JSON:
            state = CarrierState.READY.value if credential.document else "waiting"
            parts.append(Part(kind, title, state))
        elif carrier is None:
            parts.append(Part(kind, title, "waiting"))
        else:
            parts.append(Part(kind, title, carrier.state, carrier.problem))
    return parts


def notice_words(context: dict[str, Any]) -> dict[str, Any]:
    """The name of the achievement in the language of the reader, for the notice that a badge is ready."""
    return {"achievement_name": Achievement.objects.get(pk=context["achievement"]).name}
