"""Issuers and their keys, what can be achieved, credentials and the lists that say which are revoked."""

from certification.badges.models.achievements import Achievement
from certification.badges.models.carriers import Carrier, carrier_path
from certification.badges.models.credentials import Credential, StatusList
from certification.badges.models.issuers import DidDocument, Issuer, SigningKey
from certification.badges.models.naming import Naming

__all__ = [
    "Achievement",
    "Carrier",
    "Credential",
    "DidDocument",
    "Issuer",
    "Naming",
    "SigningKey",
    "StatusList",
    "carrier_path",
]
