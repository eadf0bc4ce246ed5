"""What the holder of a receipt does with it."""

from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from uuid import UUID, uuid4

from django.db import transaction

from reporting import case_secrets
from reporting.actions.logging import REPORTER, log
from reporting.errors import Tampered
from reporting.models import Receipt, ReporterGrant
from reporting.opened import CaseKeys, OpenCase
from reporting.peppers import pepper, receipt_effort
from reporting.vault import grants, receipts
from reporting.vault.boxes import Place, new_key, seal, unseal
from reporting.vault.errors import Unreadable
from reporting.vault.keys import KeyPair, new_pair, pair_of


def unlock_with_receipt(digits: str) -> OpenCase | None:
    """The case of a receipt as its holder may see it: the dialogue. None if there is none.

    A wrong check digit costs nothing. From there on a receipt that nobody has takes the same steps as one that exists.
    """
    receipt = receipts.parse(digits)
    if receipt is None:
        return None
    opened = receipts.opened(receipt, pepper=pepper(), effort=receipt_effort())
    row = Receipt.objects.filter(lookup=opened.lookup).first()
    nobody = _nobody()
    pair = _receipt_pair(row or nobody.row, opened.key if row else nobody.key)
    return open_for_receipt((row or nobody.row).pk, pair)


def open_for_receipt(receipt: UUID, pair: KeyPair) -> OpenCase | None:
    """The cases of a receipt whose private key is known: the first one, the others in `onward`."""
    rows = list(ReporterGrant.objects.filter(receipt=receipt).select_related("case").order_by("pk"))
    cases = [case for row in rows if (case := _open_for_reporter(row, pair)) is not None]
    if not cases:
        _nobody().open()
        return None
    cases[0].onward = tuple(cases[1:])
    return cases[0]


@transaction.atomic
def replace_receipt(*, digits: str) -> str | None:
    """Another receipt for the same cases; the one before opens nothing any more. None if there is no such receipt."""
    receipt = receipts.parse(digits)
    if receipt is None:
        return None
    opened = receipts.opened(receipt, pepper=pepper(), effort=receipt_effort())
    row = Receipt.objects.select_for_update().filter(lookup=opened.lookup).first()
    if row is None:
        return None
    fresh = receipts.new_receipt()
    _put_under(row, _receipt_pair(row, opened.key), fresh)
    row.save(update_fields=["lookup", "wrapped"])
    log(actor=REPORTER, action="receipt.replaced")
    return fresh


@dataclass(frozen=True, slots=True)
class NewReceipt:
    """A receipt that is not saved yet, with its digits, which are kept nowhere."""

    row: Receipt
    digits: str = field(repr=False)


def new_receipt() -> NewReceipt:
    """A receipt for a new case. The slow hash is done here: make it before anything is locked."""
    digits, pair = receipts.new_receipt(), new_pair()
    row = Receipt(id=uuid4(), public=pair.public)
    _put_under(row, pair, digits)
    return NewReceipt(row, digits)


def _put_under(row: Receipt, pair: KeyPair, digits: str) -> None:
    opened = receipts.opened(digits, pepper=pepper(), effort=receipt_effort())
    row.lookup = opened.lookup
    row.wrapped = seal(opened.key, pair.private, _receipt_place(row))


def _receipt_pair(row: Receipt, key: bytes) -> KeyPair:
    try:
        return pair_of(unseal(key, row.wrapped, _receipt_place(row)))
    except Unreadable as error:
        raise Tampered from error


def _receipt_place(row: Receipt) -> Place:
    return Place("wikilearn/receipt", object=row.pk, field="private")


def _open_for_reporter(row: ReporterGrant, pair: KeyPair) -> OpenCase | None:
    """The case as the reporter may see it; None if its grant is not what was sealed, which is logged."""
    try:
        key = _key_of_dialogue(row, pair)
    except Unreadable:
        log(actor=None, action="receipt.unreadable", case=row.case_id)
        return None
    return OpenCase(case=row.case, epoch=row.epoch, keys=CaseKeys(dialogue=key))


def _key_of_dialogue(row: ReporterGrant, pair: KeyPair) -> bytes:
    """The key in a grant; read anew if the secret of the case was renewed between the row and the file."""
    terms = grants.Terms(grants.DIALOGUE, row.receipt_id, row.case_id, row.case.epoch)
    generation = row.case.secret_generation
    try:
        return grants.open_grant(row.box, terms, pair=pair, secret=case_secrets.read(row.case_id, generation))
    except Unreadable:
        now = ReporterGrant.objects.filter(case=row.case, receipt=row.receipt_id).select_related("case").first()
        if now is None or now.case.secret_generation == generation:
            raise
        row.box, row.epoch, row.case = now.box, now.epoch, now.case
        return _key_of_dialogue(row, pair)


class _Nobody:
    """What stands in for a receipt that does not exist: the same steps with keys of its own, and never a case."""

    def __init__(self) -> None:
        self.row, self.key, self.secret = Receipt(id=UUID(int=0)), new_key(), new_key()
        self.pair = new_pair()
        self.row.wrapped = seal(self.key, self.pair.private, _receipt_place(self.row))
        self.terms = grants.Terms(grants.DIALOGUE, UUID(int=0), UUID(int=0), 1)
        self.box = grants.make_grant(new_key(), self.terms, public=self.pair.public, secret=self.secret)

    def open(self) -> None:
        """Open a grant to nothing."""
        with suppress(Unreadable):
            case_secrets.read(UUID(int=0))
        grants.open_grant(self.box, self.terms, pair=self.pair, secret=self.secret)


@cache
def _nobody() -> _Nobody:
    return _Nobody()
