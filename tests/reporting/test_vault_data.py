"""Export, erasure and settings of vaults."""

import pytest

from reporting.actions.recovering import choose_officers
from reporting.checks import vaults_are_strong
from reporting.models import Grant, KeyLogEntry, RecoveryShare, VaultKey
from reporting.queries.keys import live_keys, verify_key_log
from tests.factories.cases import bodies, handler
from tests.factories.reporting import sealed_case, vault_for
from wikilearn.people.actions.erasing import erase_person
from wikilearn.people.queries import export_of


@pytest.mark.django_db
def test_the_export_names_keys_and_officers_but_no_case():
    _local, u4c, (ann, _ben), (one, two) = bodies()
    officers = [one.person, two.person, handler(u4c).person]
    choose_officers(vault=ann, officers=officers)
    made = sealed_case([ann])
    exported = export_of(ann.person)
    assert exported["vault"]["officers"] == sorted(officer.username for officer in officers)
    assert exported["vault"]["keys"][0]["fingerprint"] == KeyLogEntry.objects.get(person=ann.person).fingerprint
    assert str(made.case.pk) not in str(exported)
    assert made.case.reference not in str(exported)


@pytest.mark.django_db
def test_erasing_an_account_ends_its_vault_and_leaves_the_log_whole():
    _local, u4c, (ann, ben), (one, two) = bodies()
    choose_officers(vault=ann, officers=[one.person, two.person, handler(u4c).person])
    sealed_case([ann, ben])
    erase_person(actor=one.person, person=one.person)
    assert RecoveryShare.objects.count() == 2
    erase_person(actor=ann.person, person=ann.person)
    assert not VaultKey.objects.filter(person=ann.person).exists()
    assert not Grant.objects.filter(person=ann.person).exists()
    assert not RecoveryShare.objects.exists()
    assert set(live_keys([ann.person, ben.person])) == {ben.person.pk}
    assert verify_key_log().whole


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({}, []),
        ({"VAULT_PASSPHRASE_EFFORT": (2, 256 * 1024 * 1024)}, ["reporting.E002"]),
        ({"VAULT_PASSPHRASE_EFFORT": (3, 1024)}, ["reporting.E002"]),
        ({"VAULT_PEPPER": "short"}, ["reporting.E003"]),
    ],
)
def test_a_weak_vault_does_not_start(settings, changed, found):
    settings.DEMO = False
    settings.VAULT_PASSPHRASE_EFFORT = (3, 256 * 1024 * 1024)
    settings.VAULT_PEPPER = "x" * 40
    for name, value in changed.items():
        setattr(settings, name, value)
    assert [each.id for each in vaults_are_strong(None)] == found


@pytest.mark.django_db
def test_a_vault_without_officers_is_exported():
    assert export_of(vault_for().person)["vault"]["officers"] == []
