"""What somebody who came back with a receipt does: write, add files, pass the case on, rate, ask for another look."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from reporting.actions.cases.climbing import pass_on_for_reporter
from reporting.actions.cases.closing import reopen_case
from reporting.actions.cases.guards import lock
from reporting.actions.cases.locking import lock_family
from reporting.actions.cases.working import note_answer
from reporting.actions.logging import REPORTER, log
from reporting.actions.sealing import OpenCase
from reporting.actions.sending import attach_all
from reporting.enums import ItemKind
from reporting.intake import texts
from reporting.intake.files import Attachment
from reporting.models import CaseRating
from reporting.queries.families import root_of
from reporting.states import CaseState
from reporting.vault import receipts
from wikilearn.core.errors import DomainError

SETTLED = frozenset({CaseState.DECIDED, CaseState.CLOSED})


class ReceiptInside(DomainError):
    """The text holds what looks like a receipt: it must not travel in a message."""

    status = 400


@transaction.atomic
def write_message(*, opened: OpenCase, text: str, shareable: bool = False) -> None:
    """Seal a message to the handlers and tell them that there is something."""
    refuse_receipts(text, field="text")
    if not texts.says_something(text):
        raise DomainError(_("Please write a few words."), field="text")
    lock_family(opened.case)
    opened.write(ItemKind.MESSAGE_FROM_REPORTER, text, author=None, shareable=shareable)
    note_answer(case=opened.case)


def refuse_receipts(text: str, *, field: str) -> None:
    """Stop a text that holds a receipt: whoever reads it could open everything."""
    if receipts.found_in(text):
        raise ReceiptInside(
            _("Your receipt seems to stand in this text. Please take it out: nobody but you should have it."),
            field=field,
        )


@transaction.atomic
def add_files(*, opened: OpenCase, files: Sequence[Attachment]) -> list[str]:
    """Seal files into the case; gives the names of those for which there was no room."""
    lock_family(opened.case)
    lost = attach_all(opened, files)
    if len(lost) < len(files):
        note_answer(case=opened.case)
    return lost


@transaction.atomic
def pass_on(*, opened: OpenCase) -> bool:
    """To the next body, because this one did not answer in time; False if there is none that could read it."""
    return pass_on_for_reporter(case=root_of(opened.case))


@transaction.atomic
def set_forward_consent(*, opened: OpenCase, allowed: bool) -> None:
    """The reporter lets the body pass everything on, or takes that back; what went along already stays there."""
    case = lock(opened.case, actor=None)
    if case.forward_consent == allowed:
        return
    case.forward_consent = allowed
    case.save(update_fields=["forward_consent"])
    log(actor=REPORTER, action="case.consent", case=case, forward=allowed)


@transaction.atomic
def rate_handling(*, opened: OpenCase, stars: int, words: str = "") -> None:
    """Rate how the report was handled, once it is settled; a later rating takes the place of the one before."""
    if root_of(opened.case).state not in SETTLED:
        raise DomainError(_("You can rate it when it is decided or closed."))
    if not 1 <= stars <= 5:
        raise DomainError(_("Please choose from one to five."), field="stars")
    refuse_receipts(words, field="words")
    CaseRating.objects.update_or_create(case=opened.case, defaults={"stars": stars})
    if texts.says_something(words):
        opened.write(ItemKind.MESSAGE_FROM_REPORTER, words, author=None)


@transaction.atomic
def reopen_with_news(*, opened: OpenCase, text: str) -> None:
    """Something new happened after the case was settled: it is taken up again."""
    refuse_receipts(text, field="text")
    if root_of(opened.case).state not in SETTLED:
        raise DomainError(_("The case is still open. Please write a message."))
    if not texts.says_something(text):
        raise DomainError(_("Please write a few words."), field="text")
    lock_family(opened.case)
    opened.write(ItemKind.MESSAGE_FROM_REPORTER, text, author=None)
    reopen_case(actor=None, case=opened.case)
