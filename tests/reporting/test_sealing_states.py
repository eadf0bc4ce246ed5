"""In any order of what can happen to cases: nobody reads what they must not, everybody who must still can."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)

from reporting.actions.keys import retire_key
from reporting.actions.lending import lend_item, read_lent
from reporting.actions.sealing import (
    grant_case,
    open_case_file,
    read_identity,
    release_standby,
    replace_receipt,
    rotate_case,
    shred_case,
    unlock_case,
    unlock_with_receipt,
)
from reporting.errors import NobodyCanRead, NotGranted, Tampered
from reporting.models import Case, Grant, SealedItem
from tests.factories.case_rows import CaseFactory
from tests.factories.reporting import vault_for

pytestmark = pytest.mark.django_db

PEOPLE = st.integers(0, 5)
SOME = st.sets(PEOPLE, max_size=3)


@dataclass
class Known:
    """What must be true of a case."""

    case: Case
    readers: set[int]
    held: set[int]
    custodians: set[int]
    identity: str | None
    receipt: int
    dialogue: list[str] = field(default_factory=list)
    internal: list[str] = field(default_factory=list)
    shredded: bool = False


class Cases(RuleBasedStateMachine):
    """Six people with vaults, some cases, and a thief who copies rows of the database."""

    cases = Bundle("cases")

    def __init__(self):
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.known: list[Known] = []
        self.receipts: list[str] = []
        self.ended_receipts: list[str] = []
        self.stolen: list[Grant] = []
        self.words = 0

    @initialize()
    def people(self):
        self.vaults = [vault_for() for _ in range(6)]
        self.gone: set[int] = set()

    def teardown(self):
        try:
            for known in self.known:
                self.check(known)
            for receipt in self.ended_receipts:
                assert unlock_with_receipt(receipt) is None
        finally:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    def word(self):
        self.words += 1
        return f"word {self.words}"

    def persons(self, numbers):
        return [self.vaults[number].person for number in sorted(numbers)]

    def new_case(self, readers, held, custodians, identity, onward_from=None, receipt=None):
        """A case, or None where nobody could read it."""
        live = readers - self.gone
        try:
            with transaction.atomic():
                opened = open_case_file(
                    case=CaseFactory(),
                    readers=self.persons(readers),
                    standby=self.persons(held),
                    custodians=self.persons(custodians),
                    identity=identity,
                    onward_from=onward_from,
                )
        except NobodyCanRead:
            assert not live
            return None
        assert live
        if receipt is None:
            self.receipts.append(opened.receipt)
            receipt = len(self.receipts) - 1
        known = Known(
            opened.case, live, held - readers - self.gone, custodians - self.gone, identity, receipt, [self.word()]
        )
        opened.write("report", known.dialogue[0], author=None)
        self.known.append(known)
        return known

    def opened_by_a_reader(self, known):
        reader = min(known.readers)
        return self.vaults[reader].person, unlock_case(case=known.case, vault=self.vaults[reader])

    def steal(self, known):
        self.stolen += list(Grant.objects.filter(case=known.case).select_related("person"))

    @rule(target=cases, readers=SOME, held=SOME, custodians=SOME, identity=st.sampled_from([None, "Real Name"]))
    def report(self, readers, held, custodians, identity):
        known = self.new_case(readers, held, custodians, identity)
        if known is None:
            return multiple()
        self.check(known)
        return known

    @rule(known=cases, kind=st.sampled_from(["note", "decision", "message_to_reporter"]))
    def write(self, known, kind):
        if known.shredded or not known.readers:
            return
        person, opened = self.opened_by_a_reader(known)
        word = self.word()
        opened.write(kind, word, author=person, shareable=kind == "note")
        (known.dialogue if kind == "message_to_reporter" else known.internal).append(word)
        self.check(known)

    @rule(known=cases)
    def reporter_writes(self, known):
        if known.shredded:
            return
        first = unlock_with_receipt(self.receipts[known.receipt])
        opened = next(each for each in (first, *first.onward) if each.case == known.case)
        known.dialogue.append(self.word())
        opened.write("message_from_reporter", known.dialogue[-1], author=None)
        self.check(known)

    @rule(known=cases, number=PEOPLE)
    def grant(self, known, number):
        if known.shredded or not known.readers or number in self.gone:
            return
        person, opened = self.opened_by_a_reader(known)
        grant_case(actor=person, open_case=opened, person=self.vaults[number].person)
        known.readers.add(number)
        known.held.discard(number)
        self.check(known)

    @rule(known=cases, leaving=SOME)
    def recuse(self, known, leaving):
        if known.shredded or not known.readers:
            return
        self.steal(known)
        person, opened = self.opened_by_a_reader(known)
        staying = known.readers - leaving
        try:
            rotate_case(actor=person, open_case=opened, without=self.persons(leaving))
        except NobodyCanRead:
            assert not staying
        else:
            assert staying
            known.readers = staying
            known.held -= leaving
            known.custodians -= leaving
        self.check(known)

    @rule(known=cases, wanted=SOME)
    def climb(self, known, wanted):
        if known.shredded:
            return
        self.steal(known)
        released = release_standby(case=known.case, persons=self.persons(wanted))
        assert {person.pk for person in released} == {person.pk for person in self.persons(wanted & known.held)}
        known.readers |= wanted & known.held
        known.held = set()
        self.check(known)

    @rule(target=cases, known=cases, readers=SOME, appeal=st.booleans())
    def pass_on(self, known, readers, appeal):
        """Escalation, or an appeal, which nobody who decided first may read: consented texts only, no identity."""
        if known.shredded or not known.readers:
            return multiple()
        _person, opened = self.opened_by_a_reader(known)
        readers = readers - known.readers if appeal else readers
        onward = self.new_case(readers, set(), set(), None, onward_from=opened, receipt=known.receipt)
        if onward is None:
            return multiple()
        self.check(onward)
        self.check(known)
        return onward

    @rule(one=cases, other=cases)
    def merge(self, one, other):
        """Texts of one case are copied to another by somebody who reads both."""
        both = (one.readers & other.readers) if one is not other else set()
        if one.shredded or other.shredded or not both:
            return
        vault = self.vaults[min(both)]
        source, target = unlock_case(case=one.case, vault=vault), unlock_case(case=other.case, vault=vault)
        for item in source.items(["report"]):
            target.write("note", source.read(item), author=vault.person)
            other.internal.append(source.read(item))
        self.check(other)

    @rule(known=cases, number=PEOPLE)
    def lend(self, known, number):
        """A translator reads one text and nothing else."""
        if known.shredded or not known.readers or number in self.gone:
            return
        person, opened = self.opened_by_a_reader(known)
        until = timezone.now() + timedelta(days=1)
        item = opened.items(["report"]).first()
        lent = lend_item(actor=person, open_case=opened, item=item, person=self.vaults[number].person, until=until)
        assert read_lent(grant=lent, vault=self.vaults[number]) == known.dialogue[0]
        for other in range(6):
            if other != number:
                with pytest.raises(NotGranted):
                    read_lent(grant=lent, vault=self.vaults[other])
        self.check(known)

    @rule(known=cases)
    def another_receipt(self, known):
        if known.shredded:
            return
        fresh = replace_receipt(digits=self.receipts[known.receipt])
        self.ended_receipts.append(self.receipts[known.receipt])
        self.receipts[known.receipt] = fresh
        self.check(known)

    @precondition(lambda self: len(self.gone) < 4)
    @rule(number=PEOPLE)
    def leave(self, number):
        """Gives the key up: out of every case at once."""
        if number in self.gone:
            return
        retire_key(actor=self.vaults[number].person)
        self.gone.add(number)
        for known in self.known:
            known.readers.discard(number)
            known.held.discard(number)
            known.custodians.discard(number)
            self.check(known)

    @rule(known=consumes(cases))
    def shred(self, known):
        self.steal(known)
        assert shred_case(case=known.case).finished_at
        known.shredded = True
        known.readers, known.held, known.custodians = set(), set(), set()
        self.check(known)

    @precondition(lambda self: self.stolen)
    @rule(data=st.data(), now=st.booleans(), freed=st.booleans())
    def put_back(self, data, now, freed):
        """A thief puts an old grant into the database, as it was or made to look current, held back or freed."""
        grant = data.draw(st.sampled_from(self.stolen))
        known = next(each for each in self.known if each.case == grant.case)
        number = [vault.person.pk for vault in self.vaults].index(grant.person_id)
        if number in known.readers | known.held:
            return
        case = Case.objects.get(pk=grant.case_id)
        if grant.epoch == case.epoch and not known.readers:
            return  # known gap: nobody could read it, so nobody could give it a new key when this person left
        with transaction.atomic():
            Grant.objects.filter(case=case, person=grant.person).delete()
            Grant.objects.create(
                case=case,
                person=grant.person,
                purpose=grant.purpose,
                epoch=case.epoch if now else grant.epoch,
                held=grant.held and not freed,
                entry=grant.entry,
                box=grant.box,
            )
            self.reads_nothing(known, number)
            Case.objects.filter(pk=case.pk).update(epoch=grant.epoch or case.epoch)
            if not (
                case.epoch == grant.epoch and not grant.held
            ):  # a live grant of this very epoch was never taken away
                self.reads_nothing(known, number)
            transaction.set_rollback(True)

    def reads_nothing(self, known, number):
        """Whatever the person tries, no text comes out."""
        try:
            opened = unlock_case(case=Case.objects.get(pk=known.case.pk), vault=self.vaults[number])
        except (NotGranted, Tampered):
            return
        for item in SealedItem.objects.filter(case=known.case):
            with pytest.raises((NotGranted, Tampered)):
                opened.read(item)

    def check(self, known):
        """Each person, and the holder of the receipt, reads exactly what they must."""
        for number, vault in enumerate(self.vaults):
            case = Case.objects.get(pk=known.case.pk)
            if number in known.readers:
                opened = unlock_case(case=case, vault=vault)
                texts = [opened.read(item) for item in opened.items()]
                assert sorted(texts) == sorted(known.dialogue + known.internal)
            else:
                with pytest.raises(NotGranted):
                    unlock_case(case=case, vault=vault)
            if number in known.custodians:
                assert read_identity(case=case, vault=vault) == known.identity
            else:
                with pytest.raises(NotGranted):
                    read_identity(case=case, vault=vault)
        self.check_reporter(known)

    def check_reporter(self, known):
        first = unlock_with_receipt(self.receipts[known.receipt])
        cases = [] if first is None else [first, *first.onward]
        opened = next((each for each in cases if each.case == known.case), None)
        if known.shredded:
            assert opened is None
            assert not SealedItem.objects.filter(case=known.case).exists()
        else:
            assert [opened.read(item) for item in opened.items()] == known.dialogue
            assert opened.keys.case is None


def test_in_any_order_of_what_can_happen():
    run_state_machine_as_test(
        Cases,
        settings=settings(
            max_examples=12,
            stateful_step_count=18,
            deadline=None,
            derandomize=True,  # CI takes the same steps each time; take this out to search further
            suppress_health_check=list(HealthCheck),
            print_blob=False,
            database=None,
            phases=[Phase.generate],  # shrinking takes minutes and the steps are printed anyway
        ),
    )
