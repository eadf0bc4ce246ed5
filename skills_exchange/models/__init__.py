"""Tables of the app, by topic."""

from skills_exchange.models.census import CensusAnswer, CensusLine, CensusRound, HelperCall
from skills_exchange.models.claims import Evidence, SkillClaim, TrustedIssuer
from skills_exchange.models.clinics import Clinic, ClinicPlace
from skills_exchange.models.exchanges import (
    CountedFor,
    Exchange,
    ExchangeFeed,
    ExchangeFeedback,
    ExchangeSession,
    HoursAward,
    MatchMessage,
    Thanks,
)
from skills_exchange.models.gaps import GapCell, IndicatorQuarter
from skills_exchange.models.help import HelpAnswer, HelpAsk, HelpExchange, HelpRequest
from skills_exchange.models.imports import AnswersImport, WaitingAnswers
from skills_exchange.models.matches import Match, MatchRound, MatchStep, NotForMe, Ring
from skills_exchange.models.matching import (
    MatchingWeights,
    OfferPosting,
    ParityEntry,
    RoundProposal,
    SuggestionDay,
)
from skills_exchange.models.parties import Party, PartyBlock, PartyLanguage
from skills_exchange.models.programmes import (
    Programme,
    ProgrammeApplication,
    ProgrammeChange,
    ProgrammeCheckIn,
    ProgrammePair,
    ProgrammeQuestion,
)
from skills_exchange.models.resources import Resource, ResourceMark
from skills_exchange.models.searches import SavedSearch
from skills_exchange.models.skills import Skill, SkillName

__all__ = [
    "AnswersImport",
    "CensusAnswer",
    "CensusLine",
    "CensusRound",
    "Clinic",
    "ClinicPlace",
    "CountedFor",
    "Evidence",
    "Exchange",
    "ExchangeFeed",
    "ExchangeFeedback",
    "ExchangeSession",
    "GapCell",
    "HelpAnswer",
    "HelpAsk",
    "HelpExchange",
    "HelpRequest",
    "HelperCall",
    "HoursAward",
    "IndicatorQuarter",
    "Match",
    "MatchMessage",
    "MatchRound",
    "MatchStep",
    "MatchingWeights",
    "NotForMe",
    "OfferPosting",
    "ParityEntry",
    "Party",
    "PartyBlock",
    "PartyLanguage",
    "Programme",
    "ProgrammeApplication",
    "ProgrammeChange",
    "ProgrammeCheckIn",
    "ProgrammePair",
    "ProgrammeQuestion",
    "Resource",
    "ResourceMark",
    "Ring",
    "RoundProposal",
    "SavedSearch",
    "Skill",
    "SkillClaim",
    "SkillName",
    "SuggestionDay",
    "Thanks",
    "TrustedIssuer",
    "WaitingAnswers",
]
