"""What the actions of certification refuse with."""

from wikilearn.core.errors import DomainError, NotAllowed


class FactRefused(DomainError):
    """The fact contradicts itself or what it is about."""


class RequirementRefused(DomainError):
    """The requirement breaks a rule about its dates."""


class UnknownName(DomainError):
    """A name or a day that was asked for does not exist."""

    status = 404


class NotYours(NotAllowed):
    """The role of the person does not let them do this."""


class DecisionRefused(DomainError):
    """Nothing can be decided like this, or it was decided already."""


class ClaimRefused(DomainError):
    """The claim cannot be sent like this."""


class RuleRefused(DomainError):
    """The rule for evidence contradicts itself or another one."""


class ImportRefused(DomainError):
    """The file cannot be read as a list of earlier records."""


class CandidacyRefused(DomainError):
    """The person cannot stand for this right now."""
