"""Two people at the same moment, in two connections."""

import re
import threading
from contextlib import suppress

import pytest
from django.db import OperationalError, connection

from reporting import case_secrets
from reporting.actions.cases.asking import ask_accused, stop_question
from reporting.actions.cases.climbing import climb
from reporting.actions.cases.merging import grant_family, merge_cases, write_to_root
from reporting.actions.cases.recusing import wall_person
from reporting.actions.cases.translating import lend_text
from reporting.actions.cases.working import assign_case
from reporting.actions.dialogue import write_message
from reporting.actions.keys import retire_key
from reporting.actions.recovering import begin_recovery, choose_officers, finish_recovery, give_back
from reporting.actions.sealing import grant_case, replace_receipt, rotate_case, unlock_case, unlock_with_receipt
from reporting.actions.wellbeing import put_down
from reporting.errors import CaseChanged
from reporting.models import Case, CaseStep, Grant, Recovery, SealedItem
from reporting.policy import Act, may
from reporting.states import StepKind
from tests.factories.cases import arrived, bodies, handler, translator
from tests.factories.people import PersonFactory
from tests.factories.reporting import sealed_case, vault_for
from tests.reporting.test_recovery import after_the_wait
from wikilearn.core.errors import DomainError

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*deeds):
    """What each of the deeds gave or refused with, begun together."""
    barrier, results = threading.Barrier(len(deeds)), [None] * len(deeds)

    def run(number, deed):
        barrier.wait()
        try:
            results[number] = deed()
        except (DomainError, OperationalError) as refusal:
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


LOCK = re.compile(r'FROM "reporting_case".*FOR (NO KEY )?UPDATE', re.DOTALL)


def crosswise(*deeds):
    """What each gave, where each goes on after its first lock of a case only when the others have one or cannot."""
    barrier = threading.Barrier(len(deeds))

    def meeting(deed):
        met = []

        def lock_and_wait(execute, sql, params, many, context):
            result = execute(sql, params, many, context)
            if not met and LOCK.search(sql):
                met.append(sql)
                with suppress(threading.BrokenBarrierError):
                    barrier.wait(timeout=0.3)
            return result

        def run():
            with connection.execute_wrapper(lock_and_wait):
                return deed()

        return run

    return at_once(*(meeting(deed) for deed in deeds))


@pytest.mark.attack(
    "Faults", "What touches several merged cases at the same moment locks them in one order: no deadlock"
)
def test_nobody_waits_in_a_circle_for_merged_cases():
    first, last, (ada, bob), (uma, _ulf) = bodies()
    made = [arrived(first, last, text=f"Report {number}") for number in range(4)]
    one, two, third, root = sorted(made, key=lambda each: each.case.pk)

    def opened(each, vault=ada):
        return unlock_case(case=Case.objects.get(pk=each.case.pk), vault=vault)

    for part in (one, two):
        parts = [opened(one)] if part is two else []
        merge_cases(actor=ada.person, joining=opened(part), into=opened(root), parts=parts)
    back, late = unlock_with_receipt(one.receipt), handler(first)
    wish = {"open_case": opened(root), "parts": [opened(one), opened(two)], "person": late.person}
    closed = {"case": Case.objects.get(pk=root.case.pk), "person": PersonFactory()}
    joining = {"joining": opened(third), "into": opened(root), "parts": [opened(two), opened(one)]}
    again, text = {"person": PersonFactory()}, SealedItem.objects.get(case=one.case, kind="report").uid
    lent = {"item": text, "person": translator().person, "language": "en", "open_case": opened(root)}
    lent |= {"parts": [opened(two), opened(one)]}
    pairs = [
        (lambda: grant_family(actor=ada.person, **wish), lambda: wall_person(actor=ada.person, **closed)),
        (lambda: write_message(opened=back, text="More"), lambda: merge_cases(actor=ada.person, **joining)),
        (lambda: lend_text(actor=ada.person, **lent), lambda: wall_person(actor=ada.person, **closed | again)),
        (lambda: retire_key(actor=bob.person), lambda: climb(case=closed["case"], kind=StepKind.CLIMBED_OVERDUE)),
    ]
    for pair in pairs:
        assert not [result for result in crosswise(*pair) if isinstance(result, Exception)]
    family = Case.objects.filter(merged_into=root.case)
    assert {case.pk for case in family} == {each.case.pk for each in (one, two, third)}
    for case in (*family, Case.objects.get(pk=root.case.pk)):
        assert case.body == last
        assert may(uma.person, Act.READ, case)
        assert not may(bob.person, Act.READ, case)


@pytest.mark.attack("Faults", "Stopping a question, taking a lost key over and putting cases down wait in no circle")
def test_nobody_waits_in_a_circle_for_all_that_one_has():
    first, last, (ada, bob), above = bodies()
    accused = PersonFactory(username="Accused")
    part, other, root = sorted(
        (arrived(first, last, text=f"The words of report {number}", people=[accused]) for number in range(3)),
        key=lambda each: each.case.pk,
    )
    root.write("accused", accused.username, author=None)

    def opened(each):
        return unlock_case(case=Case.objects.get(pk=each.case.pk), vault=ada)

    def worked_on(by, to):
        return lambda: assign_case(actor=by.person, case=root.case, to=to.person)

    def walled():
        return wall_person(actor=ada.person, case=root.case, person=stranger)

    stranger, officers = PersonFactory(), [*above, handler(last)]
    merge_cases(actor=ada.person, joining=opened(part), into=opened(root))
    wish = {"parts": [opened(part)], "person": accused, "text": "Did you?"}
    letter = ask_accused(actor=ada.person, open_case=opened(root), **wish).uid
    choose_officers(vault=bob, officers=[officer.person for officer in officers])
    bob, _code = begin_recovery(actor=bob.person, passphrase="another passphrase that is long")
    recovery = Recovery.objects.get()
    after_the_wait(recovery)
    for officer in above:
        give_back(vault=officer, recovery=recovery, fingerprint=recovery.new.fingerprint)
    back = unlock_with_receipt(part.receipt)
    assign_case(actor=ada.person, case=other.case, to=ada.person)
    for pair in (
        (lambda: stop_question(opened=back, letter=letter), worked_on(ada, ada)),
        (lambda: finish_recovery(vault=bob, recovery=recovery), walled),
        (lambda: put_down(actor=ada.person), worked_on(bob, bob)),
    ):
        assert not [result for result in crosswise(*pair) if isinstance(result, Exception)]
    assert Case.objects.get(pk=root.case.pk).assignee == bob.person
    assert Case.objects.get(pk=other.case.pk).assignee is None

    parts = [opened(part)]
    joining = {"joining": opened(other), "into": opened(root), "parts": parts}
    writing = {"open_case": opened(root), "parts": parts, "text": "We look at what you wrote"}
    crosswise(
        lambda: merge_cases(actor=ada.person, **joining),
        lambda: PersonFactory() and write_to_root(actor=ada.person, **writing),
    )
    kinds = list(CaseStep.objects.filter(case=root.case.pk).order_by("pk").values_list("kind", flat=True))
    assert kinds.count(StepKind.MERGED) == 2
    assert StepKind.ASKED_REPORTER not in kinds[kinds.index(StepKind.MERGED, kinds.index(StepKind.MERGED) + 1) :]
