"""Two people at the same moment, in two connections."""

import threading

import pytest
from django.db import connection

from reporting import case_secrets
from reporting.actions.keys import retire_key
from reporting.actions.sealing import grant_case, replace_receipt, rotate_case, unlock_case, unlock_with_receipt
from reporting.errors import CaseChanged
from reporting.models import Case, Grant, SealedItem
from tests.factories.reporting import sealed_case, vault_for

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*deeds):
    """What each of the deeds gave or refused with, begun together."""
    barrier, results = threading.Barrier(len(deeds)), [None] * len(deeds)

    def run(number, deed):
        barrier.wait()
        try:
            results[number] = deed()
        except CaseChanged as refusal:
            results[number] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def test_of_two_rotations_one_wins_and_of_two_replacements_too():
    ann, ben = vault_for(), vault_for()
    made = sealed_case([ann, ben])
    opened = [unlock_case(case=made.case, vault=vault) for vault in (ann, ben)]
    results = at_once(
        *(
            lambda each=each, by=by: rotate_case(actor=by.person, open_case=each)
            for each, by in zip(opened, (ann, ben), strict=True)
        )
    )
    assert sum(isinstance(result, CaseChanged) for result in results) == 1
    for vault in (ann, ben):
        again = unlock_case(case=made.case, vault=vault)
        assert (again.epoch, again.read(SealedItem.objects.get())) == (2, "What happened")
    fresh = at_once(*[lambda: replace_receipt(digits=made.receipt)] * 2)
    assert sorted(result is None for result in fresh) == [False, True]
    assert unlock_with_receipt(next(filter(None, fresh))).case == made.case
    assert unlock_with_receipt(made.receipt) is None


def test_while_one_leaves_others_read_let_somebody_in_and_make_a_new_key():
    ann, ben, cleo, dan = (vault_for() for _each in range(4))
    made = sealed_case([ann, ben, cleo])
    opened = [unlock_case(case=made.case, vault=vault) for vault in (ann, cleo)]
    results = at_once(
        lambda: retire_key(actor=ben.person),
        lambda: rotate_case(actor=ann.person, open_case=opened[0]),
        lambda: grant_case(actor=cleo.person, open_case=opened[1], person=dan.person),
        lambda: [unlock_case(case=Case(pk=made.case.pk), vault=cleo) for _turn in range(10)],
    )
    assert isinstance(results[0], type(None))
    assert len(results[3]) == 10
    case = Case.objects.get()
    assert case_secrets.generations(case.pk) == [case.secret_generation]
    for vault in (ann, cleo, *([] if isinstance(results[2], CaseChanged) else [dan])):
        again = unlock_case(case=case, vault=vault)
        assert again.read(SealedItem.objects.get()) == "What happened"
    assert not Grant.objects.filter(person=ben.person).exists()
