"""Cases: sealed when they are made, opened for whoever holds a key, given new keys, destroyed.

Each action here is the only way to what it does. They hold the cryptographic half of every rule: who has no key cannot
be let in by anybody's mistake above, and nothing is sealed for who stands behind a wall. Whose turn it is by policy is
asked by the callers.
"""

from collections.abc import Collection

from django.db import transaction

from reporting import case_secrets
from reporting.actions.logging import REPORTER, log
from reporting.actions.receipts import (
    NewReceipt,
    new_receipt,
    open_for_receipt,
    replace_receipt,
    unlock_with_receipt,
)
from reporting.actions.rotating import rotate_case
from reporting.actions.shredding import shred_case
from reporting.enums import GrantPurpose
from reporting.errors import FingerprintChanged, NobodyCanRead, NotGranted, NotLive, Tampered
from reporting.keyrings import (
    Asked,
    UnlockedVault,
    case_grants,
    grant_reporters,
    identity_grants,
    key_in,
    keys_for,
    outer_grants,
    outer_of,
    secret_of,
    terms_of,
)
from reporting.models import Case, Grant, IdentityBox, KeyLogEntry, KnownKey, Receipt
from reporting.opened import CaseKeys, ItemText, OpenCase, sealed_identity
from reporting.peppers import pseudonym
from reporting.queries.keys import is_in_use, says_fingerprint
from reporting.vault import grants
from reporting.vault.boxes import new_key
from reporting.vault.errors import Unreadable
from wikilearn.people.models import Person

__all__ = [
    "CaseKeys",
    "ItemText",
    "OpenCase",
    "UnlockedVault",
    "grant_case",
    "open_case_file",
    "open_for_receipt",
    "read_identity",
    "release_standby",
    "replace_receipt",
    "rotate_case",
    "shred_case",
    "unlock_case",
    "unlock_with_receipt",
]


@transaction.atomic
def open_case_file(
    *,
    case: Case,
    readers: Collection[Person],
    standby: Collection[Person] = (),
    custodians: Collection[Person] = (),
    identity: str | None = None,
    onward_from: OpenCase | None = None,
    receipt: NewReceipt | None = None,
    asked: Asked | None = None,
) -> OpenCase:
    """Give a new case its keys: one grant for each reader, one held back for each standby, the identity for custodians.

    Runs in the transaction that made the case. People whose key is not live get nothing; `NobodyCanRead` if that leaves
    no reader. There is always an identity box and always a receipt. With `onward_from` the case is one that was passed
    on: the receipt of the first case opens it too, and `receipt` stays None. `receipt` and `asked` are what the caller
    has made and read already, in the same transaction or just before it.
    """
    secret, case_key, identity_key = case_secrets.create(case.pk), new_key(), new_key()
    keys = CaseKeys.of(case_key, identity=identity_key)
    live = keys_for(case, [*readers, *standby, *custodians], asked)
    if not any(reader.pk in live for reader in readers):
        raise NobodyCanRead
    opened = OpenCase(case=case, epoch=case.epoch, keys=keys, fresh=True)
    rows = case_grants(opened, readers, live, secret) + case_grants(
        opened, set(standby) - set(readers), live, secret, held=True
    )
    rows += identity_grants(opened, custodians, live, secret) + outer_grants(opened, custodians, live, secret)
    Grant.objects.bulk_create(rows)
    box = sealed_identity(identity, identity_key=identity_key, outer=outer_of(keys), case=case.pk, epoch=case.epoch)
    IdentityBox.objects.create(case=case, epoch=case.epoch, box=box)
    if onward_from is None:
        receipt = receipt or new_receipt()
        receipt.row.save(force_insert=True)
        opened.receipt = receipt.digits
        grant_reporters(opened, [receipt.row], secret)
    else:
        grant_reporters(opened, Receipt.objects.filter(grants__case=onward_from.case), secret)
    log(actor=REPORTER if onward_from is None else onward_from.holder, action="case.sealed", case=case)
    return opened


def unlock_case(*, case: Case, vault: UnlockedVault) -> OpenCase:
    """The case, for who holds a grant that is live; `NotGranted` for everybody else. Both are logged."""
    held = _held(vault, case)
    grant = held.get(GrantPurpose.CASE)
    if grant is None or grant.epoch != grant.case.epoch:
        log(actor=vault.person, action="case.refused", case=case)
        raise NotGranted
    case.epoch, case.secret_generation = grant.epoch, grant.case.secret_generation
    try:
        keys = _keys_in(held, vault, secret_of(case))
    except Tampered:
        if not _renewed_since(case):
            raise
        return unlock_case(case=case, vault=vault)
    log(actor=vault.person, action="case.opened", case=case)
    return OpenCase(case=case, epoch=grant.epoch, keys=keys, holder=vault.person)


def read_identity(*, case: Case, vault: UnlockedVault) -> str | None:
    """Who reported, for a custodian, who need not be a reader of the case; logged. None if the reporter did not say."""
    held = _held(vault, case)
    outer = held.get(GrantPurpose.IDENTITY_OUTER)
    if GrantPurpose.IDENTITY not in held or outer is None or outer.epoch != outer.case.epoch:
        log(actor=vault.person, action="identity.refused", case=case)
        raise NotGranted
    case.secret_generation = outer.case.secret_generation
    try:
        secret = secret_of(case)
        identity, around = key_in(held[GrantPurpose.IDENTITY], vault, secret), key_in(outer, vault, secret)
    except Tampered:
        if not _renewed_since(case):
            raise
        return read_identity(case=case, vault=vault)
    keys = CaseKeys(dialogue=b"", identity=identity, outer=around)
    who = OpenCase(case=case, epoch=outer.epoch, keys=keys, holder=vault.person).identity()
    log(actor=vault.person, action="identity.read", case=case)
    return who


@transaction.atomic
def grant_case(
    *, actor: Person, open_case: OpenCase, person: Person, confirmed: str = "", custodian: bool = False
) -> Grant:
    """Let another person in; as identity custodian too, if `actor` is one and says so.

    `confirmed` is the fingerprint that `actor` compared with `person`: needed when their key is another one than the
    actor knew (`FingerprintChanged`).
    """
    open_case.hold()
    if open_case.keys.case is None:
        raise NotGranted
    live = keys_for(open_case.case, [person])
    if person.pk not in live:
        raise NotLive
    _check_known(actor, live[person.pk], confirmed)
    secret = secret_of(open_case.case)
    rows = case_grants(open_case, [person], live, secret)
    if custodian:
        if open_case.keys.identity is None:
            raise NotGranted
        rows += identity_grants(open_case, [person], live, secret) + outer_grants(open_case, [person], live, secret)
    for row in rows:
        Grant.objects.filter(case=open_case.case, person=person, purpose=row.purpose).delete()
    Grant.objects.bulk_create(rows)
    log(actor=actor, action="case.granted", case=open_case.case, to=pseudonym(person), identity=custodian)
    return rows[0]


@transaction.atomic
def release_standby(*, case: Case, persons: Collection[Person]) -> list[Person]:
    """The case climbs: free what was held back for these people, and drop what was held for all others.

    Gives those who can read now. `persons` are those who may read today; walls are asked here once more. A grant that
    does not open stays closed to its holder, and keeps it from nobody else; `Tampered` if none opens.
    """
    locked = Case.objects.select_for_update(no_key=True).get(pk=case.pk)
    secret = secret_of(locked)
    live = keys_for(locked, persons)
    wanted = {person.pk: person for person in persons if person.pk in live}
    released, damaged = [], 0
    for grant in Grant.objects.filter(case=locked, held=True).select_related("person"):
        if grant.person_id not in wanted or grant.epoch != locked.epoch:
            grant.delete()
            continue
        try:
            grant.box = grants.free_grant(grant.box, terms_of(grant), secret=secret)
        except Unreadable:
            damaged += 1
            continue
        grant.held = False
        grant.save(update_fields=["box", "held"])
        released.append(wanted[grant.person_id])
    if damaged and not released:
        raise Tampered
    log(actor=None, action="case.released", case=locked, to=[pseudonym(person) for person in released])
    return released


def _held(vault: UnlockedVault, case: Case) -> dict[int, Grant]:
    """The grants that this very key opens, by purpose; none if it was lost or given up, as the sealed log says."""
    rows = Grant.objects.live().of(vault.person, case).with_latest_key().select_related("case", "entry__person")
    return {row.purpose: row for row in rows if bytes(row.entry.public) == vault.pair.public and is_in_use(row.entry)}


def _keys_in(held: dict[int, Grant], vault: UnlockedVault, secret: bytes) -> CaseKeys:
    identity = held.get(GrantPurpose.IDENTITY)
    return CaseKeys.of(
        key_in(held[GrantPurpose.CASE], vault, secret),
        identity=key_in(identity, vault, secret) if identity else None,
    )


def _renewed_since(case: Case) -> bool:
    """Whether the case got another secret between the row that was read and the file."""
    return not Case.objects.filter(pk=case.pk, secret_generation=case.secret_generation).exists()


def _check_known(actor: Person, entry: KeyLogEntry, confirmed: str) -> None:
    known = KnownKey.objects.filter(holder=actor, of=entry.person).first()
    if known is not None and known.entry_id != entry.pk and not says_fingerprint(entry, confirmed):
        raise FingerprintChanged(entry.fingerprint)
    KnownKey.objects.update_or_create(holder=actor, of=entry.person, defaults={"entry": entry})
