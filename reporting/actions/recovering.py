"""The officers' ceremony: two of three officers of another body give back what one of them alone cannot know.

Who lost their vault makes a new one at once; what the old one opened comes back only with two officers, who compare the
new fingerprint by voice, and not before 24 hours have passed in which everybody concerned was told and may object.
In an emergency two of them break the glass (`actions.breaking`), and another body looks at that afterwards.
"""

from collections.abc import Collection
from contextlib import suppress
from datetime import timedelta
from itertools import combinations
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from reporting.actions.cases.locking import lock_families
from reporting.actions.cases.telling import tell_soon
from reporting.actions.keys import add_key, append_entry, lock_log, vault_key_of
from reporting.actions.logging import log
from reporting.actions.renewing import renew_secret
from reporting.enums import KeyAct
from reporting.errors import NotGranted, Tampered, WrongFingerprint
from reporting.keyrings import UnlockedVault, key_in, secret_of, terms_of
from reporting.models import (
    Case,
    Grant,
    KeyConfirmation,
    KeyLogEntry,
    Recovery,
    RecoveryRelease,
    RecoveryShare,
    VaultKey,
)
from reporting.peppers import pepper, pseudonym
from reporting.queries.keys import is_proven, live_keys, says_fingerprint
from reporting.queries.officers import possible_officers
from reporting.vault import grants, shares
from reporting.vault.errors import Unreadable
from reporting.vault.keys import KeyPair, derived, pair_of
from ucoc.models import BodyMember
from wikilearn.core.errors import DomainError
from wikilearn.people.models import Person

OFFICERS = 3
WAIT = timedelta(hours=24)


class RecoveryRefused(DomainError):
    """Not now, not these, not by this person."""


@transaction.atomic
def choose_officers(*, vault: UnlockedVault, officers: Collection[Person]) -> None:
    """Give three officers of other bodies shares of one's key, any two of which make it whole; the old shares go."""
    chosen = list(dict.fromkeys(officers))
    if len(chosen) != OFFICERS:
        raise RecoveryRefused(_("Please choose three officers."), field="officers")
    if set(chosen) - set(possible_officers(vault.person)):
        raise RecoveryRefused(
            _("Officers must be members of another body with a vault of their own."), field="officers"
        )
    entry, live = vault_key_of(vault.person).entry, live_keys(chosen)
    RecoveryShare.objects.filter(entry__person=vault.person).delete()
    for one, other in combinations(chosen, 2):
        halves = shares.split(vault.pair.private)
        for officer, partner, half in ((one, other, halves[0]), (other, one, halves[1])):
            terms = _terms(entry, officer, partner)
            box = grants.make_grant(half, terms, public=bytes(live[officer.pk].public), secret=pepper())
            RecoveryShare.objects.create(
                entry=entry, officer=officer, partner=partner, officer_entry=live[officer.pk], box=box
            )
    log(actor=vault.person, action="recovery.officers", officers=sorted(pseudonym(each) for each in chosen))


@transaction.atomic
def begin_recovery(*, actor: Person, passphrase: str) -> tuple[UnlockedVault, str]:
    """Make a new vault in place of the lost one, and ask the officers for what that opened; everybody is told."""
    lock_log()
    key = VaultKey.objects.select_for_update(of=("self",)).filter(person=actor).select_related("entry").first()
    if key is None or not RecoveryShare.objects.filter(entry=key.entry).exists():
        raise RecoveryRefused(_("No officers hold shares of your key."))
    if Recovery.objects.filter(person=actor, ended_at=None).exists():
        raise RecoveryRefused(_("Your officers are asked already."))
    lost = key.entry
    append_entry(actor, KeyAct.RETIRED, bytes(lost.public))
    key.delete()
    vault, code = add_key(actor, passphrase)
    new = VaultKey.objects.get(person=actor).entry
    now = timezone.now()
    Recovery.objects.create(person=actor, lost=lost, new=new, asked_at=now, opens_at=now + WAIT)
    tell_concerned(actor, lost)
    log(actor=actor, action="recovery.begun")
    return vault, code


@transaction.atomic
def give_back(*, vault: UnlockedVault, recovery: Recovery, fingerprint: str) -> None:
    """An officer, who compared the new fingerprint with its owner, gives their halves back to that key."""
    recovery = locked_recovery(recovery)
    mine = shares_of(recovery, vault.person)
    if timezone.now() < recovery.opens_at:
        raise RecoveryRefused(_("The time in which somebody may object is not over."))
    if not is_proven(recovery.new) or not says_fingerprint(recovery.new, fingerprint):
        raise WrongFingerprint
    for share in mine:
        half = _opened(share.box, _terms(recovery.lost, vault.person, share.partner), vault.pair)
        terms = _terms(recovery.new, recovery.person, share.partner, officer=vault.person)
        box = grants.make_grant(half, terms, public=bytes(recovery.new.public), secret=pepper())
        RecoveryRelease.objects.update_or_create(
            recovery=recovery, officer=vault.person, partner=share.partner, defaults={"box": box}
        )
    KeyConfirmation.objects.get_or_create(entry=recovery.new, by=vault.person)
    log(actor=vault.person, action="recovery.given_back", of=pseudonym(recovery.person))


@transaction.atomic
def object_to(*, actor: Person, recovery: Recovery) -> None:
    """Stop it: the owner, who did not ask for it, an officer or a colleague. The lost key stays lost."""
    recovery = locked_recovery(recovery)
    if actor != recovery.person and actor.pk not in {each.pk for each in concerned_by(recovery.person, recovery.lost)}:
        raise NotGranted
    recovery.ended_at = timezone.now()
    recovery.save(update_fields=["ended_at"])
    recovery.releases.all().delete()
    tell_concerned(recovery.person, recovery.lost)
    log(actor=actor, action="recovery.stopped", of=pseudonym(recovery.person))


@transaction.atomic
def finish_recovery(*, vault: UnlockedVault, recovery: Recovery) -> int:
    """Put two halves together and take over what the lost key opened; how many grants came back.

    Each case gets another secret: whoever found the lost key opens nothing with copies of the grants to it. A grant
    that does not open stays as it is, and keeps nothing else from coming back.
    """
    recovery = locked_recovery(recovery)
    if recovery.person != vault.person:
        raise NotGranted
    lost = UnlockedVault(vault.person, _whole(vault, recovery))
    held = Grant.objects.filter(person=vault.person, entry=recovery.lost)
    wanted = set(held.values_list("case", flat=True))
    cases = {case.pk: case for case in lock_families(wanted) if case.pk in wanted}
    rows = list(held.filter(case__in=cases).select_related("person"))
    count = sum(_taken_over(grant, cases[grant.case_id], lost, recovery.new) for grant in rows)
    for case in cases.values():
        with suppress(Tampered):
            renew_secret(case)
    recovery.ended_at, recovery.succeeded = timezone.now(), True
    recovery.save(update_fields=["ended_at", "succeeded"])
    recovery.releases.all().delete()
    RecoveryShare.objects.filter(entry=recovery.lost).delete()
    log(actor=vault.person, action="recovery.finished", grants=count, damaged=len(rows) - count)
    return count


def _taken_over(grant: Grant, case: Case, lost: UnlockedVault, new: KeyLogEntry) -> bool:
    """Make a grant to the lost key one to the new key; False, and nothing is changed, if it does not open."""
    grant.case = case
    try:
        secret = secret_of(case)
        if grant.held:
            grant.box = grants.free_grant(grant.box, terms_of(grant), secret=secret)
        key = _key_held(grant, lost, secret)
    except (Tampered, Unreadable):
        return False
    grant.entry = new
    grant.box = grants.make_grant(key, terms_of(grant), public=bytes(new.public), secret=secret)
    grant.save(update_fields=["entry", "box"])
    return True


def _key_held(grant: Grant, lost: UnlockedVault, secret: bytes) -> bytes:
    """The key in a grant, which was freed just now if it was held back: it is held back again in the next step."""
    held, grant.held = grant.held, False
    try:
        return key_in(grant, lost, secret)
    finally:
        grant.held = held


def _whole(vault: UnlockedVault, recovery: Recovery) -> KeyPair:
    releases = {(row.officer_id, row.partner_id): row for row in recovery.releases.select_related("officer", "partner")}
    for (officer, partner), row in releases.items():
        if (other := releases.get((partner, officer))) is None:
            continue
        halves = [
            _opened(each.box, _terms(recovery.new, vault.person, each.partner, officer=each.officer), vault.pair)
            for each in (row, other)
        ]
        pair = pair_of(shares.join(*halves))
        if pair.public != bytes(recovery.lost.public):
            raise Tampered
        return pair
    raise RecoveryRefused(_("Two officers have to give their shares back first."))


def _terms(entry: KeyLogEntry, holder: Person, partner: Person, *, officer: Person | None = None) -> grants.Terms:
    """What a half says inside: for whom, of which key and pair. `officer`: it was given back by that one."""
    parts = (bytes(entry.hash), partner.uid.bytes, officer.uid.bytes if officer else b"")
    return grants.Terms(grants.SHARE, holder.uid, UUID(bytes=derived(b"", "share", *parts)[:16]), 0)


def _opened(box: bytes | memoryview, terms: grants.Terms, pair: KeyPair) -> bytes:
    try:
        return grants.open_grant(box, terms, pair=pair, secret=pepper())
    except Unreadable as error:
        raise Tampered from error


def locked_recovery(recovery: Recovery) -> Recovery:
    """The recovery as it is now, locked until the end of the transaction. Raises `RecoveryRefused` if it has ended."""
    found = Recovery.objects.select_for_update(of=("self",)).select_related("person", "lost__person", "new__person")
    row = found.filter(pk=recovery.pk, ended_at=None).first()
    if row is None:
        raise RecoveryRefused(_("This recovery has ended."))
    return row


def shares_of(recovery: Recovery, person: Person) -> list[RecoveryShare]:
    """The shares that this officer holds now; `NotGranted` to others. Shares to a key given up are worth nothing."""
    live = live_keys([person]).get(person.pk)
    mine = RecoveryShare.objects.filter(entry=recovery.lost, officer=person).select_related("partner", "officer")
    rows = [row for row in mine if live is not None and row.officer_entry_id == live.pk]
    if not rows:
        raise NotGranted
    return rows


def concerned_by(person: Person, lost: KeyLogEntry) -> list[Person]:
    """The officers, and the members of the bodies in which the person is."""
    bodies = BodyMember.objects.live(timezone.now()).filter(person=person).values("body")
    colleagues = BodyMember.objects.live(timezone.now()).filter(body__in=bodies).values("person")
    officers = RecoveryShare.objects.filter(entry=lost).values("officer")
    return list(Person.objects.filter(pk__in=colleagues) | Person.objects.filter(pk__in=officers))


def tell_concerned(person: Person, lost: KeyLogEntry) -> None:
    """Everybody concerned hears of it, in the one sentence that all news have."""
    tell_soon({person, *concerned_by(person, lost)})
