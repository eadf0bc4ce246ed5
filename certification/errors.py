"""What the actions of certification refuse with."""

from wikilearn.core.errors import DomainError


class FactRefused(DomainError):
    """The fact contradicts itself or what it is about."""


class RequirementRefused(DomainError):
    """The requirement breaks a rule about its dates."""


class UnknownName(DomainError):
    """A name or a day that was asked for does not exist."""

    status = 404
