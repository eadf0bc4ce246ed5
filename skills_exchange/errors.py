"""What the actions of this app refuse with."""

from wikilearn.core.errors import DomainError, NotAllowed


class SkillRefused(DomainError):
    """The list of skills cannot be changed like this."""


class AlikeSkills(SkillRefused):
    """There are skills with nearly this name; the proposer has to say that none of them is meant."""


class ProfileRefused(DomainError):
    """A profile or a claim cannot be changed like this."""


class MatchRefused(DomainError):
    """The match cannot go on like this."""


class NoFreePlace(MatchRefused):
    """The sharer has no free place."""


class NotYours(NotAllowed):
    """The person has nothing to decide here."""


class ResourceRefused(DomainError):
    """The library cannot take this."""


class HelpRefused(DomainError):
    """The question cannot go on like this."""


class ClinicRefused(DomainError):
    """The clinic cannot go on like this."""


class ProgrammeRefused(DomainError):
    """The programme cannot go on like this."""


class CensusRefused(DomainError):
    """The census cannot take this."""


class CallRefused(DomainError):
    """Nobody can be called for this now."""
