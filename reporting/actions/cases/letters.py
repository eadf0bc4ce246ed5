"""How a question to the person reported ends: its secret is destroyed, and from then on it opens nowhere."""

from collections.abc import Iterable
from functools import partial

from django.db import transaction

from reporting import case_secrets
from reporting.models import Letter


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


def _empty(letter: Letter, changed: Iterable[str]) -> None:
    letter.ended, letter.box, letter.to = True, b"", b""
    letter.save(update_fields=["ended", "box", "to", *changed])
