"""Issuers and their keys, what can be achieved, credentials and the lists that say which are revoked."""

from certification.badges.models.achievements import Achievement
from certification.badges.models.alignments import Alignment
from certification.badges.models.carriers import Carrier, carrier_path
from certification.badges.models.credentials import Credential, StatusList
from certification.badges.models.issuers import DidDocument, Issuer, SigningKey
from certification.badges.models.naming import Naming
from certification.badges.models.runs import Run, RunEntry
from certification.badges.models.sharing import Profile, ShareLink
from certification.badges.models.templates import Template
from certification.badges.models.wallets import Wallet

__all__ = [
    "Achievement",
    "Alignment",
    "Carrier",
    "Credential",
    "DidDocument",
    "Issuer",
    "Naming",
    "Profile",
    "Run",
    "RunEntry",
    "ShareLink",
    "SigningKey",
    "StatusList",
    "Template",
    "Wallet",
    "carrier_path",
]
