"""How a question to the person reported ends: its secret is destroyed, and from then on it opens nowhere."""

from collections.abc import Iterable
from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from reporting import case_secrets
from reporting.actions.logging import log
from reporting.models import Case, Letter
from wikilearn.people.models import Person


def end_letter(letter: Letter, *changed: str) -> None:
    """Its secret goes first: from here on it opens nowhere, in no backup either. The row is locked.

    `changed` names the fields that the caller changed beside.
    """
    case_secrets.destroy(letter.uid)
    _empty(letter, changed)


def close_letter(letter: Letter, *changed: str) -> None:
    """The same where other things have to be kept with it: its secret goes only when they are committed.

    What a crash leaves behind goes at the next sweep.
    """
    _empty(letter, changed)
    transaction.on_commit(partial(case_secrets.destroy, letter.uid), robust=True)


def take_back_all(cases: Iterable[Case]) -> list[Letter]:
    """End every question that waits in cases that change altogether; call it before anything is logged.

    The cases are locked. The caller logs what this gives (`log_taken_back`).
    """
    letters = Letter.objects.select_for_update(of=("self",))
    return _take_back(letters.filter(case__in=_keys(cases), ended=False).order_by("pk"))


def take_back_untold(cases: Iterable[Case]) -> list[Letter]:
    """End the questions of which the person was not told yet: others decide now whether they are asked.

    Waits for nobody: a letter that is held just now is being answered or stopped, and ends by that, or being told of.
    """
    letters = Letter.objects.select_for_update(skip_locked=True, of=("self",))
    return _take_back(letters.filter(case__in=_keys(cases), ended=False, told=False).order_by("pk"))


def log_taken_back(letters: Iterable[Letter], *, actor: Person | None) -> None:
    """Say of each that it was withdrawn."""
    for letter in letters:
        log(actor=actor, action="letter.withdrawn", case=letter.case_id, letter=str(letter.uid))


def _keys(cases: Iterable[Case]) -> list[UUID]:
    return [case.pk for case in cases]


def _take_back(letters: Iterable[Letter]) -> list[Letter]:
    found = list(letters)
    for letter in found:
        letter.withdrawn_at = timezone.now()
        close_letter(letter, "withdrawn_at")
    return found


def _empty(letter: Letter, changed: Iterable[str]) -> None:
    letter.ended, letter.box, letter.to = True, b"", b""
    letter.save(update_fields=["ended", "box", "to", *changed])
