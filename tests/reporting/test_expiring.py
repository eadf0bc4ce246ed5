"""The end of cases: in order, again if it failed, never of what is held or unread."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from reporting import case_secrets
from reporting.actions.cases.closing import reopen_case
from reporting.actions.cases.guards import CaseRefused
from reporting.actions.expiring import sweep_expired
from reporting.actions.holding import HoldRefused, ask_hold, confirm_hold, lift_hold
from reporting.actions.lending import lend_item
from reporting.actions.sealing import shred_case, unlock_case, unlock_with_receipt
from reporting.errors import NotDue, NotGranted, OnHold, Tampered
from reporting.models import (
    Case,
    Grant,
    IdentityBox,
    ItemGrant,
    LegalHold,
    Receipt,
    ReporterGrant,
    SealedFile,
    SealedItem,
    Shredding,
)
from tests.factories.case_rows import past_its_time
from tests.factories.cases import arrived, bodies
from tests.factories.people import PersonFactory
from tests.factories.reporting import sealed_case, vault_for
from wikilearn.audit.models import Event
from wikilearn.people.enums import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def expired():
    ann = vault_for()
    made = sealed_case([ann], custodians=[ann], identity="Real Name")
    made.attach([b"x" * 100_000], "a", "image/png")
    past_its_time(made.case)
    return ann, made


@pytest.fixture
def desk():
    return [PersonFactory(role=Role.TRUST_AND_SAFETY) for _each in range(3)]


def test_what_is_past_its_time_is_destroyed_and_the_second_sweep_does_nothing(expired):
    _ann, made = expired
    assert sweep_expired().shredded == [made.case.pk]
    for model in (Grant, ItemGrant, ReporterGrant, Receipt, SealedItem, SealedFile, IdentityBox):
        assert not model.objects.exists()
    events = Event.objects.count()
    assert sweep_expired().shredded == []
    assert Event.objects.count() == events
    assert Case.objects.filter(pk=made.case.pk).exists()


def test_the_steps_come_in_their_order(expired):
    _ann, made = expired
    sweep_expired()
    actions = Event.objects.filter(target=f"case:{made.case.pk}", action__contains="shred").order_by("id")
    assert [action.rsplit(".", 1)[-1] for action in actions.values_list("action", flat=True)] == [
        "grants",
        "receipt",
        "keys",
        "rows",
        "shredded",
    ]


def test_a_failed_step_never_says_destroyed_and_goes_on_later(expired, monkeypatch):
    ann, made = expired
    real = default_storage.delete

    def broken(name):
        raise OSError(name)

    monkeypatch.setattr(default_storage._wrapped, "delete", broken)
    with pytest.raises(CommandError):
        call_command("shred_expired")
    shredding = Shredding.objects.get()
    assert (shredding.step, shredding.finished_at) == ("files", None)
    assert not Event.objects.filter(action="reporting.case.shredded").exists()
    with pytest.raises(NotGranted):
        unlock_case(case=made.case, vault=ann)
    monkeypatch.setattr(default_storage._wrapped, "delete", real)
    call_command("shred_expired")
    call_command("shred_expired")
    assert Shredding.objects.get().finished_at
    assert Event.objects.filter(action="reporting.case.shredded").count() == 1


def test_a_storage_that_only_says_so_is_not_believed(expired, monkeypatch):
    monkeypatch.setattr(default_storage._wrapped, "delete", lambda _name: None)
    assert sweep_expired().failed
    assert Shredding.objects.get().finished_at is None


def test_the_database_refuses_a_finished_step_without_its_time():
    import uuid

    with pytest.raises(IntegrityError), transaction.atomic():
        Shredding.objects.create(case_uid=uuid.uuid4(), step="files", finished_at=timezone.now())


def test_after_the_shred_a_restored_backup_opens_nothing(expired):
    ann, made = expired
    backup = [row for model in (Receipt, Grant, ReporterGrant, SealedItem) for row in model.objects.all()]
    sweep_expired()
    for row in backup:
        row.save(force_insert=True)
    with pytest.raises(Tampered):
        unlock_case(case=made.case, vault=ann)
    assert unlock_with_receipt(made.receipt) is None


def test_open_and_unread_cases_climb_instead():
    local, u4c, (_ann, _ben), (cat, _dan) = bodies()
    made = arrived(local, u4c, on=timezone.now() - timedelta(days=3))
    swept = sweep_expired()
    assert (swept.climbed, swept.shredded) == (1, [])
    assert unlock_case(case=made.case, vault=cat).items().count() == 1


def test_a_hold_takes_two_people_and_lifting_it_too(expired, desk):
    _ann, made = expired
    one, two, three = desk
    ask_hold(actor=one, case=made.case)
    with pytest.raises(HoldRefused):
        confirm_hold(actor=one, case=made.case)
    confirm_hold(actor=two, case=made.case)
    assert sweep_expired().held == [made.case.pk]
    with pytest.raises(OnHold):
        shred_case(case=made.case)
    for _again in range(2):
        assert lift_hold(actor=three, case=made.case).lifted_at is None
    assert sweep_expired().held == [made.case.pk]
    assert lift_hold(actor=one, case=made.case).lifted_at
    assert sweep_expired().shredded == [made.case.pk]


def test_one_person_alone_holds_a_case_for_two_weeks_only(expired, desk):
    _ann, made = expired
    ask_hold(actor=desk[0], case=made.case)
    assert sweep_expired().held
    LegalHold.objects.update(asked_at=timezone.now() - timedelta(days=15))
    assert sweep_expired().shredded


def test_only_who_sees_a_case_can_hold_it(expired):
    from reporting.actions.cases.guards import NoSuchCase

    with pytest.raises(NoSuchCase):
        ask_hold(actor=PersonFactory(two_factor=True), case=expired[1].case)


@pytest.mark.parametrize("how", ["reopened", "held", "later", "root"])
def test_what_changed_since_the_sweep_looked_is_not_destroyed(expired, desk, how):
    _ann, made = expired
    stale = Case.objects.get(pk=made.case.pk)
    if how == "reopened":
        reopen_case(actor=None, case=made.case)
    elif how == "held":
        ask_hold(actor=desk[0], case=made.case)
    elif how == "later":
        Case.objects.update(keep_until=timezone.now().date())
    else:
        root = sealed_case([vault_for()]).case
        Case.objects.filter(pk=made.case.pk).update(state="merged", merged_into=root)
    with pytest.raises(OnHold if how == "held" else NotDue):
        shred_case(case=stale)
    assert not Shredding.objects.exists()
    assert SealedItem.objects.filter(case=made.case).exists()
    assert case_secrets.read(made.case.pk)


def test_what_is_being_destroyed_is_neither_held_nor_reopened(expired, desk, monkeypatch):
    _ann, made = expired
    ask_hold(actor=desk[0], case=made.case)
    LegalHold.objects.update(asked_at=timezone.now() - timedelta(days=15))
    monkeypatch.setattr(default_storage._wrapped, "delete", lambda _name: None)
    assert sweep_expired().failed
    for refused in (
        lambda: confirm_hold(actor=desk[1], case=made.case),
        lambda: ask_hold(actor=desk[1], case=made.case),
        lambda: reopen_case(actor=None, case=made.case),
    ):
        with pytest.raises(CaseRefused):
            refused()
    assert sweep_expired().failed


def test_leftovers_go_after_a_day(settings):
    import os
    import uuid

    from django.core.files.base import ContentFile

    path = default_storage.save(f"sealed/aa/{uuid.uuid4().hex}", ContentFile(b"x"))
    orphan = uuid.uuid4()
    case_secrets.create(orphan)
    assert default_storage.exists(path)
    sweep_expired()
    assert default_storage.exists(path)
    old = (timezone.now() - timedelta(days=2)).timestamp()
    os.utime(default_storage.path(path), (old, old))
    os.utime(case_secrets._path(orphan), (old, old))
    kept = sealed_case([vault_for()])
    os.utime(case_secrets._path(kept.case.pk), (old, old))
    sweep_expired()
    assert not default_storage.exists(path)
    assert not case_secrets._path(orphan).exists()
    assert case_secrets.read(kept.case.pk)


def test_lent_copies_end(expired):
    ann = vault_for()
    made = sealed_case([ann])
    opened = unlock_case(case=made.case, vault=ann)
    lend_item(
        actor=ann.person, open_case=opened, item=opened.items().get(), person=vault_for().person, until=timezone.now()
    )
    assert sweep_expired().lent == 1
