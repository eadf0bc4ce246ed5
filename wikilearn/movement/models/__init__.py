"""Wikis, territories, organisations and their members, rights, what is said of them, and who holds them."""

from wikilearn.movement.models.guides import RightChange, RightGuide
from wikilearn.movement.models.records import (
    Holding,
    HoldingSync,
    Membership,
    Organisation,
    Right,
    Territory,
    Wiki,
    _Period,
)

__all__ = [
    "Holding",
    "HoldingSync",
    "Membership",
    "Organisation",
    "Right",
    "RightChange",
    "RightGuide",
    "Territory",
    "Wiki",
    "_Period",
]
