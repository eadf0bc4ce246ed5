"""A case gets a new key: somebody leaves it, is recused, or a conflict is found."""

from collections.abc import Collection

from django.db import connection, transaction

from reporting.actions.logging import log
from reporting.actions.renewing import renew_secret
from reporting.enums import GrantPurpose
from reporting.errors import CaseChanged, NobodyCanRead, NotGranted
from reporting.keyrings import case_grants, grant_reporters, keys_for, outer_grants, outer_of
from reporting.models import Case, Grant, IdentityBox, ItemGrant, Receipt, ReporterGrant, SealedFile, SealedItem
from reporting.opened import CaseKeys, OpenCase, identity_outer_place, place_of_file, place_of_item
from reporting.peppers import pseudonym
from reporting.vault.boxes import Blob, Place, new_key, seal, unseal
from reporting.vault.errors import Unreadable
from wikilearn.people.models import Person

_CHUNK = 500
_NEW_ITEMS = """
    UPDATE reporting_sealeditem AS row SET box = new.box, epoch = %s
    FROM unnest(%s::bigint[], %s::bytea[]) AS new(id, box) WHERE row.id = new.id
"""
_NEW_FILES = """
    UPDATE reporting_sealedfile AS row SET envelope = new.box, epoch = %s
    FROM unnest(%s::bigint[], %s::bytea[]) AS new(id, box) WHERE row.id = new.id
"""


@transaction.atomic
def rotate_case(*, actor: Person, open_case: OpenCase, without: Collection[Person] = ()) -> OpenCase:
    """Seal everything anew under a random key that owes nothing to the old one, and leave `without` outside.

    One transaction under the lock of the case; of two at once the second gets `CaseChanged`. Everybody else who could
    read still can, held grants stay held, and the reporter keeps the receipt. What does not open stays as it was,
    unreadable, and is logged: a damaged row must not keep a person inside. `NobodyCanRead` if no reader would be left.
    """
    old = open_case.keys
    if old.case is None:
        raise NotGranted
    case = Case.objects.select_for_update().get(pk=open_case.case.pk)
    if case.epoch != open_case.epoch:
        raise CaseChanged
    case.epoch += 1
    keys = CaseKeys.of(new_key(), identity=old.identity)
    new = OpenCase(case=case, epoch=case.epoch, keys=keys, holder=open_case.holder)
    _regrant(new, {person.pk for person in without})
    damaged = _reseal_identity(old, new) + _reseal_items(old, new) + _reseal_files(old, new)
    case.save(update_fields=["epoch"])
    out = sorted(pseudonym(person) for person in without)
    log(actor=actor, action="case.rotated", case=case, epoch=case.epoch, without=out, damaged=damaged)
    return new


def _regrant(new: OpenCase, without: set[int]) -> None:
    """Grants of the new keys for all who stay. The key of the identity stays the same, the one around it does not.

    All are made under another secret of the case: with the old rows put back, all of them, the old key opens nothing.
    """
    rows = list(Grant.objects.filter(case=new.case).select_related("person"))
    staying = [row for row in rows if row.person_id not in without]
    live = keys_for(new.case, [row.person for row in staying])
    readers = [row.person for row in staying if row.purpose == GrantPurpose.CASE and not row.held]
    standby = [row.person for row in staying if row.purpose == GrantPurpose.CASE and row.held]
    custodians = [row.person for row in staying if row.purpose == GrantPurpose.IDENTITY]
    if not any(reader.pk in live for reader in readers):
        raise NobodyCanRead
    secret = renew_secret(new.case, without=without)
    Grant.objects.filter(case=new.case).exclude(purpose=GrantPurpose.IDENTITY, person__in=custodians).delete()
    ItemGrant.objects.filter(item__case=new.case, person__in=without).delete()
    Grant.objects.bulk_create(
        case_grants(new, readers, live, secret)
        + case_grants(new, standby, live, secret, held=True)
        + outer_grants(new, custodians, live, secret)
    )
    receipts = list(Receipt.objects.filter(grants__case=new.case))
    ReporterGrant.objects.filter(case=new.case).delete()
    grant_reporters(new, receipts, secret)


def _reseal_identity(old: CaseKeys, new: OpenCase) -> int:
    """Change the layer around the identity; what is inside stays closed to us. How many could not be opened."""
    box = IdentityBox.objects.select_for_update().filter(case=new.case).first()
    if box is None:
        return 1
    try:
        inner = unseal(outer_of(old), box.box, identity_outer_place(box.case_id, box.epoch))
    except Unreadable:
        return 1
    box.box = seal(outer_of(new.keys), inner, identity_outer_place(box.case_id, new.epoch))
    box.epoch = new.epoch
    box.save(update_fields=["box", "epoch"])
    return 0


def _reseal_items(old: CaseKeys, new: OpenCase) -> int:
    """All texts; how many could not be opened."""
    done: list[tuple[int, bytes]] = []
    damaged = 0
    for item in SealedItem.objects.filter(case=new.case, epoch=new.epoch - 1).order_by("id").iterator(_CHUNK):
        before = place_of_item(item)
        item.epoch = new.epoch
        box = _resealed(old.of_kind(item.kind), new.keys.of_kind(item.kind), item.box, before, place_of_item(item))
        damaged += box is None
        done += [(item.pk, box)] if box is not None else []
    _update(_NEW_ITEMS, new.epoch, done)
    return damaged


def _reseal_files(old: CaseKeys, new: OpenCase) -> int:
    """All envelopes; how many could not be opened."""
    done: list[tuple[int, bytes]] = []
    damaged = 0
    for file in SealedFile.objects.filter(case=new.case, epoch=new.epoch - 1).order_by("id"):
        before = place_of_file(file)
        file.epoch = new.epoch
        keys = (old.audience(dialogue=file.dialogue), new.keys.audience(dialogue=file.dialogue))
        box = _resealed(*keys, file.envelope, before, place_of_file(file))
        damaged += box is None
        done += [(file.pk, box)] if box is not None else []
    _update(_NEW_FILES, new.epoch, done)
    return damaged


def _resealed(old_key: bytes, new_key_: bytes, box: Blob, before: Place, after: Place) -> bytes | None:
    try:
        return seal(new_key_, unseal(old_key, box, before), after)
    except Unreadable:
        return None


def _update(statement: str, epoch: int, rows: list[tuple[int, bytes]]) -> None:
    """Write the new boxes, some hundred in one statement."""
    with connection.cursor() as cursor:
        for start in range(0, len(rows), _CHUNK):
            part = rows[start : start + _CHUNK]
            cursor.execute(statement, [epoch, [pk for pk, _box in part], [box for _pk, box in part]])
