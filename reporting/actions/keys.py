"""A person's own vault: set it up, open it, change what opens it."""

from django.db import connection, transaction
from django.utils import timezone

from reporting.actions.cases.recusing import climb_where_too_few
from reporting.actions.logging import log
from reporting.actions.renewing import leave_cases
from reporting.enums import KeyAct
from reporting.errors import NoVault, VaultExists, WrongFingerprint, WrongPassphrase
from reporting.keyrings import UnlockedVault
from reporting.models import KeyConfirmation, KeyLogEntry, VaultKey
from reporting.peppers import passphrase_effort
from reporting.queries.keys import entry_hash, entry_seal, is_proven, latest_entries, says_fingerprint
from reporting.vault import keys
from reporting.vault.chains import GENESIS
from reporting.vault.errors import Unreadable
from wikilearn.audit.actions import recorded_at_the_end
from wikilearn.people.models import Person

_LOCK = 0x57_4C_4B_4C  # any constant number; "WLKL"


@transaction.atomic
def set_up_vault(*, actor: Person, passphrase: str) -> tuple[UnlockedVault, str]:
    """A new key pair under a passphrase, and the recovery code, which is shown this once.

    Somebody who lost a vault may set up another one after `retire_key`; it counts once a colleague confirmed it.
    """
    lock_log()
    if VaultKey.objects.filter(person=actor).exists():
        raise VaultExists
    return add_key(actor, passphrase)


def add_key(actor: Person, passphrase: str) -> tuple[UnlockedVault, str]:
    """A new key pair in the log and under the passphrase; `lock_log` is held and there is no key now."""
    pair, code = keys.new_pair(), keys.new_code()
    entry = append_entry(actor, KeyAct.ADDED, pair.public)
    VaultKey.objects.create(
        person=actor,
        entry=entry,
        wrapped=keys.wrap(pair.private, passphrase, holder=actor.uid, effort=passphrase_effort()),
        wrapped_by_code=keys.wrap_with_code(pair.private, code, holder=actor.uid),
    )
    log(actor=actor, action="key.added", entry=bytes(entry.hash).hex())
    return UnlockedVault(actor, pair), code


def unlock_vault(*, actor: Person, passphrase: str) -> UnlockedVault:
    """The vault, if the passphrase is right; each try that is not is logged."""
    key = vault_key_of(actor)
    try:
        pair = keys.unwrap(key.wrapped, passphrase, holder=actor.uid)
        return UnlockedVault(actor, _checked(key, pair))
    except Unreadable:
        log(actor=actor, action="vault.refused")
        raise WrongPassphrase from None


def unlock_with_code(*, actor: Person, code: str) -> UnlockedVault:
    """The vault, by the recovery code; only good for setting a new passphrase."""
    key = vault_key_of(actor)
    try:
        pair = keys.unwrap_with_code(key.wrapped_by_code or b"", code, holder=actor.uid)
        return UnlockedVault(actor, _checked(key, pair))
    except Unreadable:
        log(actor=actor, action="vault.refused")
        raise WrongPassphrase(field="code") from None


@transaction.atomic
def change_passphrase(*, vault: UnlockedVault, passphrase: str) -> None:
    """The same key under another passphrase."""
    key = VaultKey.objects.select_for_update().get(person=vault.person)
    _checked(key, vault.pair)
    key.wrapped = keys.wrap(vault.pair.private, passphrase, holder=vault.person.uid, effort=passphrase_effort())
    key.changed_at = timezone.now()
    key.save(update_fields=["wrapped", "changed_at"])
    log(actor=vault.person, action="vault.passphrase_changed")


@transaction.atomic
def renew_code(*, vault: UnlockedVault) -> str:
    """Another recovery code; the one before opens nothing any more."""
    key = VaultKey.objects.select_for_update().get(person=vault.person)
    _checked(key, vault.pair)
    code = keys.new_code()
    key.wrapped_by_code = keys.wrap_with_code(vault.pair.private, code, holder=vault.person.uid)
    key.save(update_fields=["wrapped_by_code"])
    log(actor=vault.person, action="vault.code_renewed")
    return code


@transaction.atomic
def retire_key(*, actor: Person) -> None:
    """Give the key up for good: it opens nothing any more, all grants to it go, and no copy of one opens a case.

    Cases that too few are left for climb.
    """
    lock_log()
    key = VaultKey.objects.select_for_update(of=("self",)).filter(person=actor).select_related("entry").first()
    if key is None:
        raise NoVault
    entry = append_entry(actor, KeyAct.RETIRED, bytes(key.entry.public))
    key.delete()
    with recorded_at_the_end():
        climb_where_too_few(leave_cases(actor))
        log(actor=actor, action="key.retired", entry=bytes(entry.hash).hex())


@transaction.atomic
def confirm_key(*, actor: Person, person: Person, fingerprint: str) -> None:
    """`actor` compared the fingerprint of the new key of `person` with them: from now on grants may go to it."""
    entry = latest_entries([person]).get(person.pk)
    if entry is None or entry.act != KeyAct.ADDED or not is_proven(entry) or not says_fingerprint(entry, fingerprint):
        raise WrongFingerprint
    if actor == person:
        raise WrongFingerprint
    KeyConfirmation.objects.get_or_create(entry=entry, by=actor)
    log(actor=actor, action="key.confirmed", entry=bytes(entry.hash).hex())


def vault_key_of(person: Person) -> VaultKey:
    """The person's wrapped key; `NoVault` if they have none."""
    key = VaultKey.objects.filter(person=person).select_related("entry__person").first()
    if key is None:
        raise NoVault
    return key


def _checked(key: VaultKey, pair: keys.KeyPair) -> keys.KeyPair:
    """The pair, if it is the one that the log tells everybody about."""
    if bytes(key.entry.public) != pair.public or key.entry.person_id != key.person_id or not is_proven(key.entry):
        raise Unreadable
    return pair


def lock_log() -> None:
    """Nobody else adds to the key log until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def append_entry(person: Person, act: KeyAct, public: bytes) -> KeyLogEntry:
    """The next entry of the chain; `lock_log` is held."""
    last = KeyLogEntry.objects.order_by("-id").first()
    entry = KeyLogEntry(person=person, act=act, public=public, previous_hash=last.hash if last else GENESIS)
    entry.hash = entry_hash(entry)
    entry.seal = entry_seal(entry.hash)
    entry.save(force_insert=True)
    return entry
