"""What the actions on courses refuse with."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.formats import localize
from django.utils.translation import gettext as _

from wikilearn.core.errors import DomainError, NotAllowed

if TYPE_CHECKING:
    from courses.localization.checks import Problem


class UploadRefused(DomainError):
    """The file is not taken at all."""

    status = 400


class NotYours(NotAllowed):
    """The person has no role in the organisation, or none on the site, that allows it."""


class WrongState(DomainError):
    """The course is in a state from which this does not lead on."""


class EditConflict(DomainError):
    """Somebody else has changed the element since the editor was opened."""

    def __init__(self) -> None:
        super().__init__(_("Somebody else has changed this in the meantime. Please compare both and decide."))


class NotUndone(DomainError):
    """The change cannot be taken back any more: what it belongs to is gone or is there again."""


class TranslationConflict(DomainError):
    """Somebody else has changed the translation since the person saw it."""


class TranslationRefused(DomainError):
    """A check found something that keeps the translation from learners; `problems` says what."""

    def __init__(self, problems: "Sequence[Problem]") -> None:
        self.problems = list(problems)
        super().__init__(" ".join(str(problem.message) for problem in problems))


class NotReady(DomainError):
    """Something is missing before the course can be published."""


class NotOffered(DomainError):
    """Learners cannot take the course, or not in that language, or it has no such lesson."""


class NothingToAsk(DomainError):
    """The course has no questions, or the person does not take it."""


class LessonsFirst(DomainError):
    """A course that serves a mandatory topic is read before it is assessed."""


class Paused(DomainError):
    """Too many attempts have failed; `opens_at` is when the next may start."""

    def __init__(self, opens_at: datetime) -> None:
        self.opens_at = opens_at
        super().__init__(_("You can try again from: %(moment)s") % {"moment": localize(timezone.localtime(opens_at))})


class NotOpen(DomainError):
    """The attempt has been handed in or its time has run out."""

    def __init__(self) -> None:
        super().__init__(_("This attempt has ended."))


class Unfinished(DomainError):
    """Some questions have no answer, or one that does not belong to them."""


class CannotBeAsked(DomainError):
    """A question nobody could answer: no right answer, a scenario that never ends."""


class CoreStays(DomainError):
    """A core block, or one that asks questions, is never hidden or replaced locally."""


class ChangedMeanwhile(DomainError):
    """Somebody else has changed the same thing since the person looked at it."""


class AlreadyAppealed(DomainError):
    """The person has appealed this question of this attempt before."""


class NoSuchPerson(DomainError):
    """Nobody has this name here."""


class CannotBeChecked(DomainError):
    """The person has no linked account, or the exercise is not one that a wiki is asked about."""


class TooMany(DomainError):
    """More at once, or in a day, than others can look at."""

    status = 429
