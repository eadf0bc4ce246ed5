"""The end of a case: keys first, then texts, then files. It is called destroyed only when all of it is."""

from collections.abc import Callable
from datetime import datetime

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from reporting import case_secrets
from reporting.actions.cases.locking import lock_family
from reporting.actions.logging import log
from reporting.enums import ShredStep
from reporting.errors import CaseChanged, NotDue, OnHold
from reporting.models import (
    Case,
    Grant,
    IdentityBox,
    Inlet,
    ItemGrant,
    Letter,
    MatchEntry,
    Receipt,
    ReporterGrant,
    SealedFile,
    SealedItem,
    Shredding,
)
from reporting.queries.families import root_of
from reporting.queries.holds import is_held
from wikilearn.core.dates import utc_day


def shred_case(*, case: Case, on: datetime | None = None) -> Shredding:
    """Destroy what a case past its time holds, step by step, each step for good before the next begins.

    Whether it may be destroyed is asked under its lock: `OnHold` and `NotDue` if not, however it looked before.
    What fails raises, and the next call goes on from there: `finished_at` is set only when the last file is gone. Safe
    to call again at any time. The row of the case itself stays, with its clear fields, for the figures.
    """
    shredding = Shredding.objects.filter(case_uid=case.pk).first() or _begin(case, on or timezone.now())
    while shredding.step != ShredStep.DONE:
        shredding = _take_step(case)
    return shredding


@transaction.atomic
def _begin(case: Case, now: datetime) -> Shredding:
    """The first step together with the row that says so: from then on nothing holds or reopens the case any more."""
    try:
        case = lock_family(case).of(case)
    except CaseChanged as error:
        raise NotDue from error
    _shredding, new = Shredding.objects.get_or_create(case_uid=case.pk)
    if new and is_held(case):
        raise OnHold
    if new and (case.keep_until is None or case.keep_until >= utc_day(now) or root_of(case).is_open):
        raise NotDue
    return _take_step(case)


def _take_step(case: Case) -> Shredding:
    """The next step, under the lock of the case, so that nothing is written into it meanwhile."""
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=case.pk)
        shredding = Shredding.objects.select_for_update().get(case_uid=case.pk)
        step = ShredStep(shredding.step)
        if step == ShredStep.DONE:
            return shredding
        _STEPS[step](case)
        order = list(ShredStep)
        shredding.step = order[order.index(step) + 1]
        if shredding.step == ShredStep.DONE:
            shredding.finished_at = timezone.now()
        shredding.save(update_fields=["step", "finished_at"])
        log(actor=None, action="case.shredded" if shredding.finished_at else f"case.shredding.{step}", case=case)
        return shredding


def _grants(case: Case) -> None:
    """The secret outside the database first: from here on no grant opens, in no backup either."""
    case_secrets.destroy(case.pk)
    for letter in Letter.objects.filter(case=case):
        case_secrets.destroy(letter.uid)
    Letter.objects.filter(case=case).delete()
    Grant.objects.filter(case=case).delete()
    ItemGrant.objects.filter(item__case=case).delete()
    Inlet.objects.filter(case=case).delete()


def _receipt(case: Case) -> None:
    """The reporter's way in, and the receipt itself unless it opens another case."""
    receipts = list(ReporterGrant.objects.filter(case=case).values_list("receipt", flat=True))
    ReporterGrant.objects.filter(case=case).delete()
    Receipt.objects.filter(pk__in=receipts, grants=None).delete()


def _keys(case: Case) -> None:
    """The keys of files, which lie in their envelopes."""
    SealedFile.objects.filter(case=case).update(envelope=b"")


def _rows(case: Case) -> None:
    SealedItem.objects.filter(case=case).delete()
    MatchEntry.objects.filter(case=case).delete()
    IdentityBox.objects.filter(case=case).delete()


def _files(case: Case) -> None:
    """The bodies; a row goes only after its file."""
    for file in SealedFile.objects.filter(case=case).order_by("id"):
        default_storage.delete(file.path)
        if default_storage.exists(file.path):
            raise OSError(file.path)
        file.delete()


_STEPS: dict[ShredStep, Callable[[Case], None]] = {
    ShredStep.GRANTS: _grants,
    ShredStep.RECEIPT: _receipt,
    ShredStep.KEYS: _keys,
    ShredStep.ROWS: _rows,
    ShredStep.FILES: _files,
}
