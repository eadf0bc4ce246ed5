"""Sealing, opening, looking up and giving new keys, each against libsodium alone in the same run.

Everything happens in a transaction that is rolled back: the vault's cost does not depend on how many cases there are.
"""

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from nacl import bindings

from bench.measuring import Result, medians, row, stopwatch
from bench.server import Site
from reporting import case_secrets
from reporting.actions.keys import UnlockedVault, set_up_vault, unlock_vault
from reporting.actions.sealing import OpenCase, open_case_file, rotate_case, unlock_case, unlock_with_receipt
from reporting.models import Case, SealedItem
from reporting.opened import place_of_item
from reporting.peppers import passphrase_effort
from reporting.vault import receipts
from reporting.vault.boxes import Place, new_key, padded, seal, unseal
from reporting.vault.keys import stretched
from ucoc.enums import BodyKind
from ucoc.models import EnforcementBody
from wikilearn.audit.actions import record_each
from wikilearn.audit.hashes import event_hash
from wikilearn.audit.models import Event
from wikilearn.audit.queries import verify_chain
from wikilearn.people.models import Person

PASSPHRASE = "a passphrase for measuring"
ITEMS = 1000
EVENTS = 100_000
TEXT = "Something that somebody wrote about what happened to them. " * 12


@contextmanager
def rolled_back() -> Iterator[None]:
    """Leave nothing behind."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def handlers(count: int) -> list[UnlockedVault]:
    """People with open vaults."""
    people = [Person.objects.create_user(f"Bench handler {number}") for number in range(count)]
    return [set_up_vault(actor=person, passphrase=PASSPHRASE)[0] for person in people]


def case_of(vaults: list[UnlockedVault]) -> OpenCase:
    """A case that they can read."""
    body = EnforcementBody.objects.first() or EnforcementBody.objects.create(
        slug="bench", kind=BodyKind.U4C, name="Bench"
    )
    later = timezone.now() + timedelta(days=1)
    case = Case.objects.create(body=body, acknowledge_by=later, decide_by=later)
    opened = open_case_file(case=case, readers=[vault.person for vault in vaults])
    opened.write("report", TEXT, author=None)
    return opened


@row("vault: seal and open one text", area="vault", aim="≤ 4 × libsodium alone")
def sealing(site: Site) -> Result:
    """Against the same encryption and decryption of the same padded bytes."""
    key, nonce, text, place = new_key(), bytes(24), TEXT.encode(), Place("bench", UUID(int=1), 1, UUID(int=2), "note")
    plain, said = padded(text), place.encoded()

    def ours() -> None:
        unseal(key, seal(key, text, place), place)

    def bare() -> None:
        blob = bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(plain, said, nonce, key)
        bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(blob, said, nonce, key)

    one, other = medians(ours, bare, rounds=5000, warm_up=200)
    figures = f"{one * 1e6:.0f} µs; libsodium alone {other * 1e6:.0f} µs ({one / other:.1f} ×)"
    return Result(figures, one <= 4 * other, one)


@row("receipt: known and unknown look-ups", area="vault", aim="medians at most 5 % apart")
def lookups(site: Site) -> Result:
    """In turns; also the share of times in which the known one was slower, which guessing would need to differ."""
    with rolled_back():
        opened = case_of(handlers(1))
        known, unknown = str(opened.receipt), receipts.new_receipt()
        times: list[tuple[float, float]] = []
        for _turn in range(150):
            started = time.perf_counter()
            unlock_with_receipt(known)
            between = time.perf_counter()
            unlock_with_receipt(unknown)
            times.append((between - started, time.perf_counter() - between))
        case_secrets.destroy(opened.case.pk)
    first, second = (statistics.median(each) for each in zip(*times[20:], strict=True))
    slower = sum(one > other for one, other in times[20:]) / len(times[20:])
    apart = abs(first - second) / max(first, second)
    figures = f"{first * 1e3:.1f} and {second * 1e3:.1f} ms, {apart:.1%} apart; known slower in {slower:.0%}"
    return Result(figures, apart <= 0.05, first)


@row("vault: unlock", area="vault", aim="≤ 1.1 × Argon2id alone")
def unlock(site: Site) -> Result:
    """3 passes over 256 MiB: what each guess at a passphrase costs a thief, in seconds of the processor."""
    with rolled_back():
        person = handlers(1)[0].person
        ours = bare = 0.0
        for _turn in range(4):
            started = time.process_time()
            unlock_vault(actor=person, passphrase=PASSPHRASE)
            between = time.process_time()
            stretched(PASSPHRASE.encode(), bytes(16), passphrase_effort())
            ours, bare = ours + between - started, bare + time.process_time() - between
        ours, bare = ours / 4, bare / 4
    figures = f"{ours * 1e3:.0f} ms; Argon2id alone {bare * 1e3:.0f} ms ({ours / bare:.2f} ×)"
    return Result(figures, ours <= 1.1 * bare, ours)


@row("case: new key with 1,000 items", area="vault", aim="≤ 12 × libsodium alone")
def rotation(site: Site) -> Result:
    """Three readers; against opening and sealing the same texts in memory."""
    with rolled_back():
        vaults = handlers(3)
        opened = case_of(vaults)
        items = [
            SealedItem(case=opened.case, epoch=1, kind="note", uid=UUID(int=number)) for number in range(ITEMS - 1)
        ]
        key = opened.keys.of_kind("note")
        payload = (TEXT + "{}").encode()
        for item in items:
            item.box = seal(key, payload, place_of_item(item))
        SealedItem.objects.bulk_create(items)
        with stopwatch() as bare:
            for item in items:
                seal(key, unseal(key, item.box, place_of_item(item)), place_of_item(item))
        open_case = unlock_case(case=opened.case, vault=vaults[0])
        with stopwatch() as ours:
            rotate_case(actor=vaults[0].person, open_case=open_case)
        case_secrets.destroy(opened.case.pk)
    figures = f"{ours[0] * 1e3:.0f} ms; libsodium alone {bare[0] * 1e3:.0f} ms ({ours[0] / bare[0]:.1f} ×)"
    return Result(figures, ours[0] <= 12 * bare[0], ours[0])


@row("audit: verify 1M events", area="vault", aim="≤ 6 × hashing alone (measured with 100,000)")
def audit(site: Site) -> Result:
    """One pass in constant memory, so a million takes ten times as long; in seconds of the processor."""
    with rolled_back():
        for start in range(0, EVENTS, 5000):
            targets = [f"case:{number}" for number in range(start, start + 5000)]
            record_each(actor="handler:bench", action="reporting.case.opened", targets=targets, details={"epoch": 1})
        count = Event.objects.count()
        said = {"actor": "handler:bench", "action": "reporting.case.opened", "target": "case:1", "details": {}}
        made = timezone.now()
        bare, ours = time.process_time(), 0.0
        for _event in range(count):
            event_hash(previous=bytes(32), at=made, **said)
        bare, ours = time.process_time() - bare, time.process_time()
        verdict = verify_chain()
        ours = time.process_time() - ours
    figures = f"{ours / count * 1e6:.1f} s for 1M; hashing alone {bare / count * 1e6:.1f} s ({ours / bare:.1f} ×)"
    return Result(figures, verdict.whole and ours <= 6 * bare, ours)
