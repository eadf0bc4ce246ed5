"""Whoever leaves a case leaves it another secret: no copy of a grant opens it, and no crash loses a case."""

import os
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from uuid import UUID

import pgtrigger
import pytest
from django.db import DatabaseError, connection, transaction
from django.test import TestCase
from django.utils import timezone

from reporting import case_secrets
from reporting.actions.cases.climbing import climb_overdue
from reporting.actions.keys import retire_key
from reporting.actions.lending import lend_item, read_lent
from reporting.actions.renewing import sweep_superseded, take_out
from reporting.actions.sealing import (
    grant_case,
    read_identity,
    release_standby,
    rotate_case,
    unlock_case,
    unlock_with_receipt,
)
from reporting.errors import NotGranted, Tampered
from reporting.models import Case, Grant, KeyLogEntry
from tests.factories.cases import arrived, bodies
from tests.factories.reporting import sealed_case, vault_for
from tests.reporting.test_sealing_states import KEY_LOG, SECRETS, copied
from wikilearn.audit.models import Event

pytestmark = pytest.mark.django_db
committed = partial(TestCase.captureOnCommitCallbacks, execute=True)


@pytest.fixture
def ann():
    return vault_for()


@pytest.fixture
def ben():
    return vault_for()


@pytest.fixture
def zoe():
    """Waits for the case to climb."""
    return vault_for()


def thief():
    """Somebody who may do anything with the database."""
    return pgtrigger.ignore(KEY_LOG, SECRETS)


def grants_of(vault):
    return list(Grant.objects.filter(person=vault.person))


def put_back(rows):
    Grant.objects.bulk_create(copied(row, held=row.held) for row in rows)


@pytest.mark.parametrize("others", [0, 1])
@pytest.mark.attack("Vault", "Put the grant of somebody who left back, cut the key log, and set the old numbers again")
def test_a_copy_of_the_grant_of_who_left_opens_nothing(ann, ben, others):
    made = sealed_case([ann, ben][: 1 + others], custodians=[ann], identity="Real Name")
    rows = grants_of(ann)
    with committed():
        retire_key(actor=ann.person)
    with thief():
        KeyLogEntry.objects.filter(person=ann.person, act="retired").delete()
        put_back(rows)
        for generation in (2, 1):
            Case.objects.filter(pk=made.case.pk).update(secret_generation=generation)
            for read in (unlock_case, read_identity):
                with pytest.raises(Tampered):
                    read(case=Case.objects.get(), vault=ann)


@pytest.mark.attack(
    "Vault", "Bring database and secrets of a case back from a backup for somebody who gave their key up"
)
def test_a_key_that_was_given_up_opens_nothing_that_is_brought_back(ann):
    made = sealed_case([ann], custodians=[ann], identity="Real Name")
    rows, path = grants_of(ann), case_secrets._path(made.case.pk)
    secret = path.read_bytes()
    with committed():
        retire_key(actor=ann.person)
    with thief():
        put_back(rows)
        path.write_bytes(secret)
        Case.objects.update(secret_generation=1)
    for read in (unlock_case, read_identity):
        with pytest.raises(NotGranted):
            read(case=Case.objects.get(), vault=ann)


@pytest.mark.attack("Vault", "Bring the whole case back as it was before it got a new key")
def test_a_whole_case_of_before_the_new_key_opens_nothing(ann, ben):
    made = sealed_case([ann, ben])
    rows, item = grants_of(ben), made.items().get()
    with committed():
        rotate_case(actor=ann.person, open_case=unlock_case(case=made.case, vault=ann), without=[ben.person])
    with thief():
        put_back(rows)
        item.save()
        for generation in (2, 1):
            Case.objects.update(epoch=1, secret_generation=generation)
            with pytest.raises(Tampered):
                unlock_case(case=Case.objects.get(), vault=ben)


def test_all_others_keep_what_they_had(ann, ben, zoe):
    cleo, dan = vault_for(), vault_for()
    made = sealed_case([ann, ben], standby=[zoe], custodians=[dan], identity="Real Name")
    opened = unlock_case(case=made.case, vault=ann)
    lent = lend_item(
        actor=ann.person, open_case=opened, item=made.items().get(), person=cleo.person, until=made.case.decide_by
    )
    with committed():
        retire_key(actor=ben.person)
    case = Case.objects.get()
    assert (case.secret_generation, case.epoch, case.rekey_due) == (2, 1, True)
    assert case_secrets.generations(case.pk) == [2]
    assert texts(unlock_case(case=case, vault=ann)) == ["What happened"]
    assert read_identity(case=case, vault=dan) == "Real Name"
    assert read_lent(grant=lent, vault=cleo) == "What happened"
    assert texts(unlock_with_receipt(made.receipt)) == ["What happened"]
    assert release_standby(case=case, persons=[zoe.person]) == [zoe.person]
    assert texts(unlock_case(case=case, vault=zoe)) == ["What happened"]


def test_what_was_lent_ends_with_the_key(ann, ben):
    made = sealed_case([ann])
    opened = unlock_case(case=made.case, vault=ann)
    lent = lend_item(
        actor=ann.person, open_case=opened, item=made.items().get(), person=ben.person, until=made.case.decide_by
    )
    with committed():
        retire_key(actor=ben.person)
    assert Case.objects.get().secret_generation == 2
    with pytest.raises(NotGranted):
        read_lent(grant=lent, vault=ben)


@pytest.mark.attack("Access", "Ask for the name of the reporter as custodian of a body that has lost the case")
def test_custodians_of_the_body_before_lose_the_identity_when_the_case_climbs():
    first, last, (ada, _bob), (uma, _ulf) = bodies()
    made = arrived(first, last)
    rows = grants_of(ada)
    assert read_identity(case=made.case, vault=ada) is None
    with committed():
        assert climb_overdue(timezone.now() + timedelta(hours=25)) == 1
    assert not grants_of(ada)
    with pytest.raises(NotGranted):
        read_identity(case=made.case, vault=ada)
    with thief():
        put_back(rows)
        for generation in (2, 1):
            Case.objects.update(secret_generation=generation)
            with pytest.raises(Tampered):
                read_identity(case=Case.objects.get(), vault=ada)
        Case.objects.update(secret_generation=2)
    assert texts(unlock_case(case=Case.objects.get(), vault=uma)) == ["What happened"]


def test_who_works_on_a_case_while_somebody_leaves_it_seals_for_the_secret_of_now(ann, ben, zoe):
    made = sealed_case([ann, ben])
    opened = unlock_case(case=made.case, vault=ann)
    with committed():
        retire_key(actor=ben.person)
    grant_case(actor=ann.person, open_case=opened, person=zoe.person)
    assert texts(unlock_case(case=Case.objects.get(), vault=zoe)) == ["What happened"]


@pytest.mark.parametrize("by", ["handler", "custodian", "reporter"])
def test_a_secret_that_changes_between_the_row_and_the_file_is_read_again(ann, ben, by):
    made = sealed_case([ann, ben], custodians=[ann], identity="Real Name")

    def leaves_after(execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        if "reporting_case" in sql and "grant" in sql and not left:
            left.append(True)
            with committed():
                retire_key(actor=ben.person)
        return result

    left = []
    with connection.execute_wrapper(leaves_after):
        match by:
            case "handler":
                assert texts(unlock_case(case=made.case, vault=ann)) == ["What happened"]
            case "custodian":
                assert read_identity(case=made.case, vault=ann) == "Real Name"
            case "reporter":
                assert texts(unlock_with_receipt(made.receipt)) == ["What happened"]
    assert left
    assert case_secrets.generations(made.case.pk) == [2]


def test_a_row_that_was_read_before_does_not_bring_the_old_secret_back(ann, ben):
    made = sealed_case([ann, ben])
    stale = Case.objects.get()
    take_out(Case.objects.get(), [ben.person.pk])
    with pytest.raises(DatabaseError, match="pgtrigger"), transaction.atomic():
        stale.save()
    assert texts(unlock_case(case=made.case, vault=ann)) == ["What happened"]


@pytest.mark.attack("Faults", "A case whose secret is lost, or whose grants are all damaged, keeps nobody from leaving")
@pytest.mark.parametrize("damage", ["secret", "grants"])
def test_nobody_is_kept_by_a_case_that_is_damaged(ann, damage):
    lost, whole = sealed_case([ann]), sealed_case([ann])
    if damage == "secret":
        case_secrets.destroy(lost.case.pk)
    else:
        Grant.objects.filter(case=lost.case).update(box=b"?")
        lost.case.reporter_grants.update(box=b"?")
    with committed():
        retire_key(actor=ann.person)
    assert not Grant.objects.exists()
    assert case_secrets.generations(whole.case.pk) == [2]


@pytest.mark.attack("Faults", "The power fails right after a report was sent: its secret and folders are there")
def test_the_folders_of_a_secret_are_on_the_disk_before_it_is_used(tmp_path, settings, monkeypatch):
    settings.DATA_DIR = tmp_path / "data"
    synced, sync = [], os.fsync

    def noted(descriptor):
        synced.append(Path(f"/proc/self/fd/{descriptor}").resolve())
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", noted)
    case = UUID(int=1)
    case_secrets.create(case)
    root, folder = tmp_path / "data" / "case-secrets", tmp_path / "data" / "case-secrets" / "00"
    assert synced[0] == folder / case.hex
    assert set(synced[1:]) == {tmp_path, tmp_path / "data", root, folder}
    del synced[:]
    case_secrets.create(UUID(int=2))
    assert set(synced[1:]) == {root, folder}


@pytest.mark.parametrize("number", [1, 3, 9])
@pytest.mark.attack(
    "Vault", "Change the number of the secret in the database, so that the sweep destroys the right one"
)
def test_the_sweep_believes_no_number_alone(ann, ben, number):
    made = sealed_case([ann, ben])
    case_secrets.succeed(made.case.pk, 3)
    take_out(Case.objects.get(), [ben.person.pk])
    with thief():
        Case.objects.update(secret_generation=number)
        sweep_superseded()
        Case.objects.update(secret_generation=2)
    assert texts(unlock_case(case=Case.objects.get(), vault=ann)) == ["What happened"]
    said = Event.objects.filter(action="reporting.case.secret_unclear").exists()
    assert said is (number != 1)
    assert sweep_superseded() == 1
    assert case_secrets.generations(made.case.pk) == [2, 3]


class Crash(BaseException):
    """The machine stops."""


@contextmanager
def stopping_at(number, monkeypatch):
    """The machine stops before the statement or the deed on the disk of that number, and after whatever came before."""
    left = [number]

    def count(*_args):
        left[0] -= 1
        if left[0] == 0:
            raise Crash

    def counted(deed):
        def does(*args, **options):
            count()
            return deed(*args, **options)

        return does

    def statement(execute, sql, params, many, context):
        count()
        return execute(sql, params, many, context)

    with monkeypatch.context() as patch, connection.execute_wrapper(statement):
        for owner, name in ((os, "fsync"), (os, "open"), (Path, "unlink")):
            patch.setattr(owner, name, counted(getattr(owner, name)))
        yield


DEEDS = {
    "the last leaves": lambda ann, ben, case: [retire_key(actor=each.person) for each in (ann, ben)],
    "a new key": lambda ann, ben, case: rotate_case(
        actor=ann.person, open_case=unlock_case(case=case, vault=ann), without=[ben.person]
    ),
}


@pytest.mark.attack(
    "Faults", "The machine stops at any statement, or any deed on the disk, while somebody leaves a case"
)
@pytest.mark.parametrize("deed", DEEDS)
def test_a_crash_at_any_point_loses_no_case(ann, ben, zoe, deed, monkeypatch):
    for number in range(1, 500):
        with transaction.atomic():
            made = sealed_case([ann, ben], standby=[zoe])
            crashed = crashes(lambda case=made.case: DEEDS[deed](ann, ben, case), number, monkeypatch)
            for vault in (ann, ben):
                assert Grant.objects.filter(person=vault.person).exists() is reads(made, vault)
            assert texts(unlock_with_receipt(made.receipt)) == ["What happened"]
            assert release_standby(case=made.case, persons=[zoe.person])
            sweep_superseded()
            assert case_secrets.generations(made.case.pk)[0] == Case.objects.get().secret_generation
            assert reads(made, zoe)
            transaction.set_rollback(True)
        if not crashed:
            break
    assert number > 20
    assert case_secrets.generations(made.case.pk) == [2] if deed != "the last leaves" else [3]


def crashes(deed, number, monkeypatch):
    """Whether it crashed there: in a transaction, which is then rolled back, or after it."""
    try:
        with stopping_at(number, monkeypatch), committed(), transaction.atomic():
            deed()
    except Crash:
        return True
    return False


def texts(opened):
    return [opened.read(item) for item in opened.items()]


def reads(made, vault):
    try:
        return texts(unlock_case(case=Case.objects.get(pk=made.case.pk), vault=vault)) == ["What happened"]
    except NotGranted:
        return False
