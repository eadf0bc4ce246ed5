"""What an action refuses with."""

from django.utils.functional import Promise


class DomainError(Exception):
    """A rule of the domain said no. Its message is translated and may be shown to the person as it is.

    `field` names the form field that the message belongs to, where there is one. Subclasses carry the meaning
    (`AlreadyEnrolled`, `PausedUntil`), so that callers can tell them apart without reading text.
    """

    status = 409

    def __init__(self, message: str | Promise, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field

    def __str__(self) -> str:
        return str(self.message)


class NotAllowed(DomainError):
    """The person may see the thing but not do this with it."""

    status = 403
