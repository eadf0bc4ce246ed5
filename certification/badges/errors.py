"""What the actions of this app refuse with."""

from wikilearn.core.errors import DomainError


class NotRevocable(DomainError):
    """The credential was revoked before."""


class NotAnIssuer(DomainError):
    """The organisation cannot become, or stop being, an issuer like that."""


class NotRemovable(DomainError):
    """The key cannot be taken out of the did document."""


class NotANaming(DomainError):
    """The name cannot stand in a badge."""


class HasItAlready(DomainError):
    """The person has this badge."""


class NotIssuable(DomainError):
    """This person gets no badge for this course as things are."""


class NotUsable(DomainError):
    """A template, or a file of it, cannot be used."""


class CannotRender(DomainError):
    """A carrier cannot be made as things are, and trying again would not help."""


class KeyUnavailable(DomainError):
    """The private key of an issuer is missing or cannot be opened."""

    status = 503


class NotShareable(DomainError):
    """A badge that was revoked or is not signed yet is not shown around."""


class TooManyLinks(DomainError):
    """A badge has as many links as it may have."""


class TooMuch(DomainError):
    """Too many tries from one address."""

    status = 429
