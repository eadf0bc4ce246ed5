"""Cases: who can open what, and who cannot."""

import pytest

from reporting.actions.sealing import (
    grant_case,
    read_identity,
    release_standby,
    replace_receipt,
    rotate_case,
    shred_case,
    unlock_case,
    unlock_with_receipt,
)
from reporting.errors import CaseChanged, NobodyCanRead, NotForReporters, NotGranted, Tampered
from reporting.models import Grant, SealedItem
from tests.factories.case_rows import past_its_time
from tests.factories.reporting import sealed_case, vault_for

pytestmark = pytest.mark.django_db


def test_reader_opens_what_the_reporter_wrote():
    ann = vault_for()
    made = sealed_case([ann], text="سمعتُ ذلك ‌ x")
    opened = unlock_case(case=made.case, vault=ann)
    assert [opened.read(item) for item in opened.items()] == ["سمعتُ ذلك ‌ x"]
    assert opened.open(opened.items().get()).author == "reporter"


def test_others_find_no_case():
    made = sealed_case([vault_for()])
    with pytest.raises(NotGranted):
        unlock_case(case=made.case, vault=vault_for())


def test_no_reader_no_case():
    with pytest.raises(NobodyCanRead):
        sealed_case([])


def test_receipt_opens_the_dialogue_only():
    ann = vault_for()
    made = sealed_case([ann])
    handler = unlock_case(case=made.case, vault=ann)
    note = handler.write("note", "between us", author=ann.person)
    handler.write("message_to_reporter", "we read it", author=ann.person)
    reporter = unlock_with_receipt(made.receipt)
    assert [reporter.read(item) for item in reporter.items()] == ["What happened", "we read it"]
    with pytest.raises(NotForReporters):
        reporter.read(note)
    with pytest.raises(NotForReporters):
        reporter.write("note", "me too", author=None)
    with pytest.raises(NotGranted):
        reporter.identity()
    reporter.write("message_from_reporter", "thanks", author=None)
    assert handler.read(handler.items(["message_from_reporter"]).get()) == "thanks"


def test_rotation_leaves_the_leaver_outside_and_all_others_inside():
    ann, ben, cus = vault_for(), vault_for(), vault_for()
    made = sealed_case([ann, ben], custodians=[cus], identity="Real Name")
    ben_before = unlock_case(case=made.case, vault=ben)
    opened = unlock_case(case=made.case, vault=ann)
    file = opened.attach([b"picture"], "a.png", "image/png")
    after = rotate_case(actor=ann.person, open_case=opened, without=[ben.person])
    with pytest.raises(NotGranted):
        unlock_case(case=made.case, vault=ben)
    with pytest.raises(Tampered):
        ben_before.read(SealedItem.objects.get(case=made.case))
    with pytest.raises(CaseChanged):
        ben_before.write("note", "late", author=ben.person)
    again = unlock_case(case=made.case, vault=ann)
    assert again.epoch == after.epoch == 2
    assert again.read(again.items().get()) == "What happened"
    file.refresh_from_db()
    assert b"".join(again.stream(file)) == b"picture"
    assert read_identity(case=made.case, vault=cus) == "Real Name"
    assert unlock_with_receipt(made.receipt).read(SealedItem.objects.get(case=made.case)) == "What happened"
    with pytest.raises(NotGranted):
        read_identity(case=made.case, vault=ann)


def test_second_of_two_rotations_loses():
    ann, ben = vault_for(), vault_for()
    made = sealed_case([ann, ben])
    one, two = unlock_case(case=made.case, vault=ann), unlock_case(case=made.case, vault=ben)
    rotate_case(actor=ann.person, open_case=one)
    with pytest.raises(CaseChanged):
        rotate_case(actor=ben.person, open_case=two)
    assert unlock_case(case=made.case, vault=ben).epoch == 2


def test_standby_opens_nothing_until_released():
    ann, ben, cat = vault_for(), vault_for(), vault_for()
    made = sealed_case([ann], standby=[ben, cat])
    with pytest.raises(NotGranted):
        unlock_case(case=made.case, vault=ben)
    rotate_case(actor=ann.person, open_case=unlock_case(case=made.case, vault=ann))
    assert release_standby(case=made.case, persons=[ben.person]) == [ben.person]
    assert unlock_case(case=made.case, vault=ben).items().count() == 1
    with pytest.raises(NotGranted):
        unlock_case(case=made.case, vault=cat)


def test_freeing_a_held_grant_in_the_database_opens_nothing():
    ann, ben = vault_for(), vault_for()
    made = sealed_case([ann], standby=[ben])
    Grant.objects.filter(person=ben.person).update(held=False)
    with pytest.raises(Tampered):
        unlock_case(case=made.case, vault=ben)


def test_granting_lets_somebody_in():
    ann, ben = vault_for(), vault_for()
    made = sealed_case([ann])
    grant_case(actor=ann.person, open_case=unlock_case(case=made.case, vault=ann), person=ben.person)
    assert unlock_case(case=made.case, vault=ben).items().count() == 1


def test_replaced_receipt_opens_and_the_old_one_does_not():
    made = sealed_case([vault_for()])
    fresh = replace_receipt(digits=made.receipt)
    assert unlock_with_receipt(made.receipt) is None
    assert unlock_with_receipt(fresh).case == made.case
    assert replace_receipt(digits=made.receipt) is None


def test_shredded_case_opens_for_nobody(settings):
    ann = vault_for()
    made = sealed_case([ann])
    file = made.attach([b"x" * 200_000], "a.bin", "application/octet-stream")
    assert shred_case(case=past_its_time(made.case)).finished_at
    with pytest.raises(NotGranted):
        unlock_case(case=made.case, vault=ann)
    assert unlock_with_receipt(made.receipt) is None
    assert not SealedItem.objects.filter(case=made.case).exists()
    assert not (settings.MEDIA_ROOT / file.path).exists()
    assert shred_case(case=made.case).finished_at
