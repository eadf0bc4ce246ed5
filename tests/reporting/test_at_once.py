"""Two people at the same moment, in two connections."""

import threading

import pytest
from django.db import connection

from reporting.actions.sealing import replace_receipt, rotate_case, unlock_case, unlock_with_receipt
from reporting.errors import CaseChanged
from reporting.models import SealedItem
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
