"""The officers' ceremony: two of three, after a day, with the right fingerprint."""

from datetime import timedelta

import pytest
from django.utils import timezone

from reporting import case_secrets
from reporting.actions.recovering import (
    RecoveryRefused,
    begin_recovery,
    choose_officers,
    finish_recovery,
    give_back,
    object_to,
)
from reporting.actions.sealing import open_case_file, read_identity, release_standby, unlock_case
from reporting.errors import NotGranted, Tampered, WrongFingerprint
from reporting.models import Grant, Recovery, RecoveryRelease, RecoveryShare, Telling
from reporting.queries.keys import live_keys, verify_key_log
from reporting.vault import shares
from tests.factories.case_rows import CaseFactory
from tests.factories.cases import bodies, handler
from tests.factories.enforcing import BodyFactory
from tests.factories.reporting import sealed_case, vault_for
from ucoc.enums import BodyKind
from wikilearn.audit.models import Event

pytestmark = pytest.mark.django_db
NEW = "another passphrase that is long"


@pytest.fixture
def world():
    """Somebody of a local body, a colleague, and three officers of the U4C who hold shares."""
    _local, u4c, (ann, ben), (one, two) = bodies()
    officers = [one, two, handler(u4c)]
    choose_officers(vault=ann, officers=[officer.person for officer in officers])
    return ann, ben, officers


def after_the_wait(recovery):
    Recovery.objects.filter(pk=recovery.pk).update(opens_at=timezone.now() - timedelta(seconds=1))
    recovery.refresh_from_db()


def test_one_half_says_nothing_and_two_say_all():
    secret = bytes(range(32))
    one, other = shares.split(secret)
    assert shares.join(one, other) == secret == shares.join(other, one)
    assert secret not in (one, other)
    assert shares.split(secret) != (one, other)


@pytest.mark.parametrize("pair", [(0, 1), (0, 2), (1, 2), (2, 1)])
def test_any_two_officers_bring_back_what_the_key_opened(world, pair):
    ann, _ben, officers = world
    made = sealed_case([ann], custodians=[ann], identity="Real Name")
    held = sealed_case([officers[0]], standby=[ann])
    vault, code = begin_recovery(actor=ann.person, passphrase=NEW)
    assert code
    with pytest.raises(NotGranted):
        unlock_case(case=made.case, vault=vault)
    recovery = Recovery.objects.get()
    after_the_wait(recovery)
    for number in pair:
        give_back(vault=officers[number], recovery=recovery, fingerprint=recovery.new.fingerprint)
    assert finish_recovery(vault=vault, recovery=recovery) == 4
    assert unlock_case(case=made.case, vault=vault).items().count() == 1
    assert read_identity(case=made.case, vault=vault) == "Real Name"
    with pytest.raises(NotGranted):
        unlock_case(case=held.case, vault=vault)
    release_standby(case=held.case, persons=[ann.person])
    assert unlock_case(case=held.case, vault=vault).items().count() == 1
    with pytest.raises(NotGranted):
        unlock_case(case=made.case, vault=ann)
    assert ann.person.pk in live_keys([ann.person])
    assert verify_key_log().whole
    assert not RecoveryRelease.objects.exists()


def test_a_damaged_grant_or_a_lost_secret_keeps_nothing_else_from_coming_back(world):
    ann, _ben, officers = world
    whole, bad, lost = (sealed_case([ann]).case for _each in range(3))
    waits = sealed_case([officers[0]], standby=[ann]).case
    vault, _code = begin_recovery(actor=ann.person, passphrase=NEW)
    Grant.objects.filter(case__in=[bad, waits], person=ann.person).update(box=b"?")
    case_secrets.destroy(lost.pk)
    recovery = Recovery.objects.get()
    after_the_wait(recovery)
    for officer in officers[:2]:
        give_back(vault=officer, recovery=recovery, fingerprint=recovery.new.fingerprint)
    assert finish_recovery(vault=vault, recovery=recovery) == 1
    assert unlock_case(case=whole, vault=vault).items().count() == 1
    for case in (bad, lost):
        with pytest.raises((NotGranted, Tampered)):
            unlock_case(case=case, vault=vault)
    assert Event.objects.get(action="reporting.recovery.finished").details == {"grants": 1, "damaged": 3}


def test_one_officer_is_not_enough(world):
    ann, _ben, officers = world
    vault, _code = begin_recovery(actor=ann.person, passphrase=NEW)
    recovery = Recovery.objects.get()
    after_the_wait(recovery)
    give_back(vault=officers[0], recovery=recovery, fingerprint=recovery.new.fingerprint)
    with pytest.raises(RecoveryRefused):
        finish_recovery(vault=vault, recovery=recovery)


def test_nothing_is_given_back_within_the_day(world):
    ann, _ben, officers = world
    begin_recovery(actor=ann.person, passphrase=NEW)
    recovery = Recovery.objects.get()
    assert recovery.opens_at - recovery.asked_at == timedelta(hours=24)
    with pytest.raises(RecoveryRefused):
        give_back(vault=officers[0], recovery=recovery, fingerprint=recovery.new.fingerprint)


@pytest.mark.parametrize("fingerprint", ["", "0000 0000 0000 0000 0000 0000 0000 0000"])
def test_a_wrong_fingerprint_gives_nothing_back(world, fingerprint):
    ann, _ben, officers = world
    begin_recovery(actor=ann.person, passphrase=NEW)
    recovery = Recovery.objects.get()
    after_the_wait(recovery)
    with pytest.raises(WrongFingerprint):
        give_back(vault=officers[0], recovery=recovery, fingerprint=fingerprint)


def test_others_can_neither_give_back_nor_finish_nor_stop(world):
    ann, ben, officers = world
    begin_recovery(actor=ann.person, passphrase=NEW)
    recovery, stranger = Recovery.objects.get(), vault_for()
    after_the_wait(recovery)
    for attempt in (
        lambda: give_back(vault=ben, recovery=recovery, fingerprint=recovery.new.fingerprint),
        lambda: finish_recovery(vault=officers[0], recovery=recovery),
        lambda: object_to(actor=stranger.person, recovery=recovery),
    ):
        with pytest.raises(NotGranted):
            attempt()


@pytest.mark.parametrize("who", ["owner", "colleague", "officer"])
def test_whoever_is_concerned_can_stop_it(world, who):
    ann, ben, officers = world
    begin_recovery(actor=ann.person, passphrase=NEW)
    recovery = Recovery.objects.get()
    after_the_wait(recovery)
    object_to(actor={"owner": ann, "colleague": ben, "officer": officers[2]}[who].person, recovery=recovery)
    with pytest.raises(RecoveryRefused):
        give_back(vault=officers[0], recovery=recovery, fingerprint=recovery.new.fingerprint)


def test_everybody_concerned_is_told_and_it_is_logged(world):
    ann, ben, officers = world
    Telling.objects.all().delete()
    begin_recovery(actor=ann.person, passphrase=NEW)
    told = set(Telling.objects.values_list("person", flat=True))
    assert told == {vault.person.pk for vault in (ann, ben, *officers)}
    assert Event.objects.filter(action="reporting.recovery.begun").exists()


@pytest.mark.parametrize("choice", ["too few", "a colleague", "a stranger", "twice the same"])
def test_officers_are_three_of_another_body(world, choice):
    ann, ben, officers = world
    people = [officer.person for officer in officers]
    wrong = {
        "too few": people[:2],
        "a colleague": [*people[:2], ben.person],
        "a stranger": [*people[:2], vault_for().person],
        "twice the same": [people[0], people[1], people[1]],
    }[choice]
    with pytest.raises(RecoveryRefused):
        choose_officers(vault=ann, officers=wrong)


def test_shares_copied_or_exchanged_are_refused(world):
    ann, _ben, officers = world
    vault, _code = begin_recovery(actor=ann.person, passphrase=NEW)
    recovery = Recovery.objects.get()
    after_the_wait(recovery)
    rows = list(RecoveryShare.objects.filter(officer=officers[0].person).order_by("pk"))
    RecoveryShare.objects.filter(pk=rows[0].pk).update(box=rows[1].box)
    with pytest.raises(Tampered):
        give_back(vault=officers[0], recovery=recovery, fingerprint=recovery.new.fingerprint)
    for officer in officers[1:]:
        give_back(vault=officer, recovery=recovery, fingerprint=recovery.new.fingerprint)
    releases = list(RecoveryRelease.objects.filter(recovery=recovery, officer=officers[1].person))
    RecoveryRelease.objects.filter(pk=releases[0].pk).update(box=releases[1].box)
    RecoveryRelease.objects.filter(pk=releases[1].pk).update(box=releases[0].box)
    with pytest.raises(Tampered):
        finish_recovery(vault=vault, recovery=recovery)


def test_nobody_can_begin_without_officers_or_twice(world):
    ann, ben, _officers = world
    with pytest.raises(RecoveryRefused):
        begin_recovery(actor=ben.person, passphrase=NEW)
    begin_recovery(actor=ann.person, passphrase=NEW)
    with pytest.raises(RecoveryRefused):
        begin_recovery(actor=ann.person, passphrase=NEW)


def test_a_new_key_gets_no_new_case_until_it_is_confirmed(world):
    ann, ben, _officers = world
    begin_recovery(actor=ann.person, passphrase=NEW)
    case = CaseFactory(body=BodyFactory(kind=BodyKind.U4C))
    open_case_file(case=case, readers=[ann.person, ben.person], standby=[], custodians=[])
    assert set(case.grants.values_list("person", flat=True)) == {ben.person.pk}
