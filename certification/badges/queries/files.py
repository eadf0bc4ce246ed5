"""How far the files of a badge are."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from certification.badges.enums import CarrierKind, CarrierState
from certification.badges.models import Carrier, Credential


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
    CarrierKind.JWT: _("Data for wallets that want a token (JWT)"),
}


def parts_of(credential: Credential) -> list[Part]:
    """The files of a badge in the order of their use, with what is known of each."""
    made = {
        carrier.kind: carrier
        for carrier in Carrier.objects.filter(credential=credential, template_version=credential.template_version)
    }
    parts = []
    for kind, title in TITLES.items():
        carrier = made.get(kind)
        if kind in {CarrierKind.JSON, CarrierKind.JWT}:  # the token is made when it is asked for
            state = CarrierState.READY.value if credential.document else "waiting"
            parts.append(Part(kind, title, state))
        elif carrier is None:
            parts.append(Part(kind, title, "waiting"))
        else:
            parts.append(Part(kind, title, carrier.state, carrier.problem))
    return parts
