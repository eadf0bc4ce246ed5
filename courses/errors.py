"""What the actions on courses refuse with."""

from wikilearn.core.errors import DomainError, NotAllowed


class UploadRefused(DomainError):
    """The file is not taken at all."""

    status = 400


class NotYours(NotAllowed):
    """The person has no role in the organisation, or none on the site, that allows it."""


class WrongState(DomainError):
    """The course is in a state from which this does not lead on."""


class NotReady(DomainError):
    """Something is missing before the course can be published."""
