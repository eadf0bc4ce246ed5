"""What incident reporting keeps.

`cases` what may be known of a case without a key, `walls` for whom it does not exist, `steps` its way, `alarms` what
rings; `sealed` everything that needs one; `keys` of people, and the log of
their public halves.
"""

from reporting.models.alarms import Alarm, OnCall, Telling
from reporting.models.breaking import BreakGlass
from reporting.models.cases import Case
from reporting.models.heads import HeadReceipt
from reporting.models.holds import LegalHold
from reporting.models.inlets import Inlet, Letter, Loan
from reporting.models.intake import CaseRating, ReportingLimit, SpentTicket, WikiToken
from reporting.models.keys import KeyConfirmation, KeyLogEntry, KnownKey, VaultKey
from reporting.models.matching import MatchConsent, MatchEntry, MatchKey, MatchShare, MatchWish
from reporting.models.recovery import Recovery, RecoveryRelease, RecoveryShare
from reporting.models.replies import CannedReply
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
from reporting.models.steps import CaseStep, ForwardPass, RouteStop
from reporting.models.walls import Relation, Wall
from reporting.models.wellbeing import Exposure

__all__ = [
    "Alarm",
    "BreakGlass",
    "CannedReply",
    "Case",
    "CaseRating",
    "CaseStep",
    "Exposure",
    "ForwardPass",
    "Grant",
    "HeadReceipt",
    "IdentityBox",
    "Inlet",
    "ItemGrant",
    "KeyConfirmation",
    "KeyLogEntry",
    "KnownKey",
    "LegalHold",
    "Letter",
    "Loan",
    "MatchConsent",
    "MatchEntry",
    "MatchKey",
    "MatchShare",
    "MatchWish",
    "OnCall",
    "Receipt",
    "Recovery",
    "RecoveryRelease",
    "RecoveryShare",
    "Relation",
    "ReporterGrant",
    "ReportingLimit",
    "RouteStop",
    "SealedFile",
    "SealedItem",
    "Shredding",
    "SpentTicket",
    "Telling",
    "VaultKey",
    "Wall",
    "WikiToken",
]
