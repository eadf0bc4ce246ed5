"""What the actions of this app refuse with."""

from wikilearn.core.errors import DomainError, NotAllowed


class CodeRefused(DomainError):
    """A version of the universal code contradicts itself or what is on record."""


class AffirmationRefused(DomainError):
    """This version cannot be affirmed, or not in this capacity."""


class LocalCodeRefused(DomainError):
    """The local code cannot be changed like this."""


class WrongState(LocalCodeRefused):
    """The version of the local code is not where this can be done."""


class FallsBelow(LocalCodeRefused):
    """The version would leave people with less than the universal code."""


class EditConflict(LocalCodeRefused):
    """Somebody else has changed the same text meanwhile."""


class NotYours(NotAllowed):
    """The person may not do this here."""


class SupportRefused(DomainError):
    """The support resource cannot be like this."""
