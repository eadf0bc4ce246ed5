"""What a thief with the right to write the database can try, and what comes of it."""

import pgtrigger
import pytest
from django.db.models import F

from reporting import case_secrets
from reporting.actions.keys import (
    change_passphrase,
    confirm_key,
    renew_code,
    retire_key,
    set_up_vault,
    unlock_vault,
    unlock_with_code,
)
from reporting.actions.sealing import grant_case, read_identity, rotate_case, unlock_case, unlock_with_receipt
from reporting.errors import (
    FingerprintChanged,
    NobodyCanRead,
    NotGranted,
    NotLive,
    NotStored,
    Tampered,
    TooLong,
    VaultExists,
    WrongFingerprint,
    WrongPassphrase,
)
from reporting.models import Grant, IdentityBox, KeyLogEntry, ReporterGrant, SealedFile, SealedItem, VaultKey
from reporting.queries.keys import live_keys, verify_key_log
from reporting.vault import keys
from tests.factories.people import PersonFactory
from tests.factories.reporting import PASSPHRASE, sealed_case, vault_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann():
    return vault_for()


@pytest.fixture
def ben():
    return vault_for()


def thief():
    """Somebody who may do anything with the database."""
    return pgtrigger.ignore("reporting.KeyLogEntry:append_only")


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "note"},
        {"kind": "message_to_reporter"},
        {"shareable": True},
        {"epoch": 2},
        {"box": b""},
        {"uid": "00000000-0000-0000-0000-000000000001"},
    ],
    ids=str,
)
def test_a_changed_item_is_refused(ann, change):
    opened = unlock_case(case=sealed_case([ann]).case, vault=ann)
    SealedItem.objects.filter(case=opened.case).update(**change)
    with pytest.raises(Tampered):
        opened.read(SealedItem.objects.get(case=opened.case))


def test_an_item_copied_to_another_case_is_refused(ann):
    one, other = sealed_case([ann]), sealed_case([ann])
    SealedItem.objects.filter(case=one.case).update(case=other.case)
    opened = unlock_case(case=other.case, vault=ann)
    results = []
    for item in opened.items():
        try:
            results.append(opened.read(item))
        except Tampered:
            results.append("refused")
    assert sorted(results) == ["What happened", "refused"]


def test_an_item_of_a_foreign_case_is_not_read(ann):
    one, other = sealed_case([ann]), sealed_case([ann])
    with pytest.raises(NotGranted):
        unlock_case(case=one.case, vault=ann).read(other.items().get())


def test_boxes_of_two_items_exchanged_are_refused(ann):
    opened = unlock_case(case=sealed_case([ann]).case, vault=ann)
    note = opened.write("note", "x", author=ann.person)
    other = opened.write("note", "y", author=ann.person)
    SealedItem.objects.filter(pk=note.pk).update(box=other.box)
    note.refresh_from_db()
    with pytest.raises(Tampered):
        opened.read(note)


def test_an_old_item_put_back_after_a_rotation_is_refused(ann):
    made = sealed_case([ann])
    old = SealedItem.objects.get(case=made.case)
    after = rotate_case(actor=ann.person, open_case=unlock_case(case=made.case, vault=ann))
    for epoch in (1, 2):
        SealedItem.objects.filter(pk=old.pk).update(box=old.box, epoch=epoch)
        with pytest.raises(Tampered):
            after.read(SealedItem.objects.get(pk=old.pk))


def test_a_damaged_item_does_not_stop_a_rotation(ann, ben):
    made = sealed_case([ann, ben])
    opened = unlock_case(case=made.case, vault=ann)
    note = opened.write("note", "x", author=ann.person)
    SealedItem.objects.filter(pk=note.pk).update(box=b"\x01\x01" + bytes(600))
    after = rotate_case(actor=ann.person, open_case=opened, without=[ben.person])
    assert after.read(after.items(["report"]).get()) == "What happened"
    with pytest.raises(Tampered):
        after.read(SealedItem.objects.get(pk=note.pk))


def test_a_grant_given_to_somebody_else_is_refused(ann, ben):
    made = sealed_case([ann])
    Grant.objects.filter(case=made.case).update(person=ben.person)
    with pytest.raises(NotGranted):
        unlock_case(case=made.case, vault=ben)
    Grant.objects.filter(case=made.case).update(entry=KeyLogEntry.objects.get(person=ben.person))
    with pytest.raises(Tampered):
        unlock_case(case=made.case, vault=ben)


def test_a_grant_moved_to_another_case_is_refused(ann, ben):
    one, other = sealed_case([ann]), sealed_case([ben])
    Grant.objects.filter(case=one.case).update(case=other.case)
    with pytest.raises(Tampered):
        unlock_case(case=other.case, vault=ann)


def test_an_old_grant_put_back_opens_nothing(ann, ben):
    made = sealed_case([ann, ben])
    old = Grant.objects.get(case=made.case, person=ben.person)
    rotate_case(actor=ann.person, open_case=unlock_case(case=made.case, vault=ann), without=[ben.person])
    old.pk = None
    old.save(force_insert=True)
    with pytest.raises(NotGranted):
        unlock_case(case=made.case, vault=ben)
    Grant.objects.filter(pk=old.pk).update(epoch=F("epoch") + 1)
    with pytest.raises(Tampered):
        unlock_case(case=made.case, vault=ben)


def test_a_case_grant_is_no_identity_grant(ann):
    made = sealed_case([ann], identity="Real Name")
    box = Grant.objects.get(case=made.case).box
    entry = Grant.objects.get(case=made.case).entry
    for purpose, epoch in ((3, 0), (4, 1)):
        Grant.objects.create(case=made.case, person=ann.person, purpose=purpose, epoch=epoch, entry=entry, box=box)
    with pytest.raises(Tampered):
        read_identity(case=made.case, vault=ann)


def test_identity_boxes_cannot_be_exchanged(ann, ben):
    one = sealed_case([ann], custodians=[ben], identity="One")
    other = sealed_case([ann], custodians=[ben], identity="Other")
    IdentityBox.objects.filter(case=one.case).update(box=IdentityBox.objects.get(case=other.case).box)
    with pytest.raises(Tampered):
        read_identity(case=one.case, vault=ben)


def test_nobody_and_somebody_look_alike(ann, ben):
    sizes = {
        len(IdentityBox.objects.get(case=sealed_case([ann], custodians=[ben], identity=who).case).box)
        for who in (None, "X", "é" * 700)
    }
    assert len(sizes) == 1
    assert read_identity(case=sealed_case([ann], custodians=[ben]).case, vault=ben) is None
    with pytest.raises(TooLong):
        sealed_case([ann], identity="x" * 1501)


def test_a_former_custodian_with_an_old_copy_reads_no_identity(ann, ben):
    made = sealed_case([ann], custodians=[ben], identity="Real Name")
    old = list(Grant.objects.filter(case=made.case, person=ben.person))
    rotate_case(actor=ann.person, open_case=unlock_case(case=made.case, vault=ann), without=[ben.person])
    for grant in old:
        grant.pk = None
        grant.save(force_insert=True)
    with pytest.raises(NotGranted):
        read_identity(case=made.case, vault=ben)
    Grant.objects.filter(case=made.case, person=ben.person, purpose=4).update(epoch=2)
    with pytest.raises(Tampered):
        read_identity(case=made.case, vault=ben)


def test_without_the_secret_outside_the_database_nothing_opens(ann):
    made = sealed_case([ann])
    case_secrets.destroy(made.case.pk)
    with pytest.raises(Tampered):
        unlock_case(case=made.case, vault=ann)
    assert unlock_with_receipt(made.receipt) is None


def test_the_secret_of_another_case_opens_nothing(ann):
    one, other = sealed_case([ann]), sealed_case([ann])
    case_secrets._path(one.case.pk).write_bytes(case_secrets.read(other.case.pk))
    with pytest.raises(Tampered):
        unlock_case(case=one.case, vault=ann)


def test_a_reporters_grant_moved_to_another_case_opens_nothing(ann):
    one, other = sealed_case([ann]), sealed_case([ann])
    ReporterGrant.objects.filter(case=other.case).delete()
    ReporterGrant.objects.filter(case=one.case).update(case=other.case)
    assert unlock_with_receipt(one.receipt) is None


def test_a_swapped_public_key_gets_no_grant_and_the_log_shows_it(ann, ben):
    with thief():
        KeyLogEntry.objects.filter(person=ben.person).update(public=keys.new_pair().public)
    assert ben.person.pk not in live_keys([ben.person])
    assert verify_key_log().broken_at == KeyLogEntry.objects.get(person=ben.person).pk
    with pytest.raises(NobodyCanRead):
        sealed_case([ben])
    opened = unlock_case(case=sealed_case([ann]).case, vault=ann)
    with pytest.raises(NotLive):
        grant_case(actor=ann.person, open_case=opened, person=ben.person)


def test_an_entry_with_a_right_hash_but_without_the_pepper_is_refused(ann):
    from reporting.queries.keys import entry_hash

    entry = KeyLogEntry.objects.get(person=ann.person)
    entry.public = keys.new_pair().public
    with thief():
        KeyLogEntry.objects.filter(pk=entry.pk).update(public=entry.public, hash=entry_hash(entry))
    assert live_keys([ann.person]) == {}
    assert not verify_key_log().whole


def test_removing_and_reordering_entries_is_seen(ann, ben):
    assert verify_key_log().entries == 2
    VaultKey.objects.filter(person=ann.person).delete()
    with thief():
        KeyLogEntry.objects.filter(person=ann.person).delete()
    assert not verify_key_log().whole


def test_the_key_log_is_append_only(ann):
    from django.db import InternalError, transaction

    for attempt in (
        lambda: KeyLogEntry.objects.all().update(public=b"x"),
        lambda: KeyLogEntry.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(InternalError, match="append_only"), transaction.atomic():
            attempt()


def test_a_private_key_that_is_not_the_logged_one_does_not_open(ann, ben):
    foreign = keys.wrap(keys.new_pair().private, PASSPHRASE, holder=ann.person.uid, effort=keys.Effort(1, 8192))
    VaultKey.objects.filter(person=ann.person).update(wrapped=foreign)
    with pytest.raises(WrongPassphrase):
        unlock_vault(actor=ann.person, passphrase=PASSPHRASE)


def test_a_new_key_waits_until_a_colleague_compared_it(ann, ben):
    made = sealed_case([ann])
    grant_case(actor=ann.person, open_case=unlock_case(case=made.case, vault=ann), person=ben.person)
    retire_key(actor=ben.person)
    again, _code = set_up_vault(actor=ben.person, passphrase=PASSPHRASE)
    with pytest.raises(NotLive):
        grant_case(actor=ann.person, open_case=unlock_case(case=made.case, vault=ann), person=ben.person)
    fingerprint = keys.fingerprint(again.pair.public)
    for actor, said in ((ben.person, fingerprint), (ann.person, "0000 0000"), (ann.person, "")):
        with pytest.raises(WrongFingerprint):
            confirm_key(actor=actor, person=ben.person, fingerprint=said)
    confirm_key(actor=vault_for().person, person=ben.person, fingerprint=fingerprint)
    with pytest.raises(FingerprintChanged):
        grant_case(actor=ann.person, open_case=unlock_case(case=made.case, vault=ann), person=ben.person)
    opened = unlock_case(case=made.case, vault=ann)
    grant_case(actor=ann.person, open_case=opened, person=ben.person, confirmed=fingerprint)
    assert unlock_case(case=made.case, vault=again).items().count() == 1


def test_passphrase_and_code_open_and_change(ann):
    person = ann.person
    assert unlock_vault(actor=person, passphrase=PASSPHRASE).pair == ann.pair
    code = renew_code(vault=ann)
    change_passphrase(vault=unlock_with_code(actor=person, code=code), passphrase="another long passphrase")
    assert unlock_vault(actor=person, passphrase="another long passphrase").pair == ann.pair
    for attempt in (
        lambda: unlock_vault(actor=person, passphrase=PASSPHRASE),
        lambda: unlock_with_code(actor=person, code=code[::-1]),
    ):
        with pytest.raises(WrongPassphrase):
            attempt()
    with pytest.raises(VaultExists):
        set_up_vault(actor=person, passphrase=PASSPHRASE)


def test_a_superuser_without_a_grant_opens_nothing(ann):
    root = vault_for(PersonFactory(is_superuser=True, is_staff=True))
    with pytest.raises(NotGranted):
        unlock_case(case=sealed_case([ann]).case, vault=root)


def body_of(file, settings):
    return settings.MEDIA_ROOT / file.path


@pytest.fixture
def with_file(ann):
    opened = unlock_case(case=sealed_case([ann]).case, vault=ann)
    return opened, opened.attach([b"a" * 300_000], "../\u202egpj.exe", "image/png")


@pytest.mark.parametrize("length", [100, 65_553, 2 * 65_553], ids=["in a frame", "at a border", "at another"])
def test_a_cut_file_is_refused(with_file, settings, length):
    opened, file = with_file
    assert b"".join(opened.stream(file)) == b"a" * 300_000
    assert opened.envelope(file).name == "../\u202egpj.exe"
    path = body_of(file, settings)
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(Tampered):
        list(opened.stream(file))


def test_files_exchanged_or_gone_are_refused(with_file, settings):
    opened, file = with_file
    other = opened.attach([b"b" * 300_000], "b", "image/png")
    one, two = body_of(file, settings), body_of(other, settings)
    first, second = one.read_bytes(), two.read_bytes()
    one.write_bytes(second)
    with pytest.raises(Tampered):
        list(opened.stream(file))
    SealedFile.objects.filter(pk=file.pk).update(envelope=other.envelope)
    file.refresh_from_db()
    with pytest.raises(Tampered):
        list(opened.stream(file))
    two.unlink()
    with pytest.raises(Tampered):
        list(opened.stream(other))
    assert first != second


def test_a_full_disk_keeps_nothing(ann, settings, monkeypatch):
    import errno

    opened = unlock_case(case=sealed_case([ann]).case, vault=ann)
    before = sorted(settings.MEDIA_ROOT.rglob("*"))

    def full():
        yield b"x" * 100_000
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(NotStored):
        opened.attach(full(), "a", "image/png")
    assert not SealedFile.objects.filter(case=opened.case).exists()
    assert [each for each in sorted(settings.MEDIA_ROOT.rglob("*")) if each.is_file()] == [
        each for each in before if each.is_file()
    ]


def test_a_full_disk_at_the_secret_makes_no_case(ann, monkeypatch):
    import errno
    import os

    from django.db import transaction

    def full(_descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"), transaction.atomic():
        sealed_case([ann])
    assert not Grant.objects.exists()


@pytest.mark.parametrize("text", ["", "\u200b", "\x00", "\ud800", "می‌خواهم", "ക്‍ഷ", "e" + "\u0301" * 5000, "{}\\u0000"])
def test_texts_come_back_byte_for_byte(ann, text):
    opened = unlock_case(case=sealed_case([ann], text=text).case, vault=ann)
    assert opened.read(opened.items().get()) == text


def test_too_much_text_is_refused_and_not_cut(ann):
    opened = unlock_case(case=sealed_case([ann]).case, vault=ann)
    with pytest.raises(TooLong):
        opened.write("note", "x" * 1_000_001, author=ann.person)
    assert opened.items(["note"]).count() == 0


def test_nothing_is_sealed_for_whoever_stands_behind_a_wall(ann, ben):
    from reporting.actions.cases.receiving import add_walls
    from reporting.actions.sealing import open_case_file, release_standby
    from reporting.conflicts import tokens_to_wall
    from tests.factories.case_rows import CaseFactory

    case = CaseFactory()
    add_walls(case, tokens_to_wall(names=[ben.person.username]))
    open_case_file(case=case, readers=[ann.person, ben.person], standby=[], custodians=[ben.person])
    assert set(Grant.objects.filter(case=case).values_list("person", flat=True)) == {ann.person.pk}
    with pytest.raises(NotLive):
        grant_case(actor=ann.person, open_case=unlock_case(case=case, vault=ann), person=ben.person)
    later = sealed_case([ann], standby=[ben])
    add_walls(later.case, tokens_to_wall(people=[ben.person]))
    assert release_standby(case=later.case, persons=[ben.person]) == []
    assert not Grant.objects.filter(case=later.case, person=ben.person).exists()
    both = sealed_case([ann, ben])
    add_walls(both.case, tokens_to_wall(people=[ben.person]))
    rotate_case(actor=ann.person, open_case=unlock_case(case=both.case, vault=ann))
    assert not Grant.objects.filter(case=both.case, person=ben.person).exists()


def test_the_command_says_whether_the_key_log_is_whole(ann, capsys):
    from django.core.management import CommandError, call_command

    call_command("verify_key_log")
    assert "1 entries are what was written." in capsys.readouterr().out
    with thief():
        KeyLogEntry.objects.update(public=keys.new_pair().public)
    with pytest.raises(CommandError):
        call_command("verify_key_log")
