"""Tables of the app, by topic."""

from skills_exchange.models.claims import Evidence, SkillClaim
from skills_exchange.models.matches import Match, MatchRound, MatchStep, NotForMe, Ring
from skills_exchange.models.matching import (
    MatchingWeights,
    OfferPosting,
    ParityEntry,
    RoundProposal,
    SuggestionDay,
)
from skills_exchange.models.parties import Party, PartyBlock, PartyLanguage
from skills_exchange.models.skills import Skill, SkillName

__all__ = [
    "Evidence",
    "Match",
    "MatchRound",
    "MatchStep",
    "MatchingWeights",
    "NotForMe",
    "OfferPosting",
    "ParityEntry",
    "Party",
    "PartyBlock",
    "PartyLanguage",
    "Ring",
    "RoundProposal",
    "Skill",
    "SkillClaim",
    "SkillName",
    "SuggestionDay",
]
