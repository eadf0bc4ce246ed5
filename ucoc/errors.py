"""What the actions of this app refuse with."""

from wikilearn.core.errors import DomainError, NotAllowed


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


class BodyRefused(DomainError):
    """The body or a membership of it contradicts a rule."""


class TableRefused(DomainError):
    """The table of responsibility cannot be changed like this, or would leave somebody without an answer."""


class DecisionRefused(DomainError):
    """The body cannot decide like this."""


class MeasureRefused(DecisionRefused):
    """A measure contradicts itself."""


class AppealRefused(DomainError):
    """The appeal is not possible, too late, or decided already."""


class ReportRefused(DomainError):
    """The transparency report cannot be made or published like this."""
