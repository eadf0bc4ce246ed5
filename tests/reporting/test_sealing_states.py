"""In any order of what can happen to cases: nobody reads what they must not, everybody who must still can."""

from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

import pgtrigger
import pytest
from django.db import transaction
from django.test import TestCase
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
from reporting.models import Case, Grant, IdentityBox, KeyLogEntry, SealedItem
from tests.factories.case_rows import CaseFactory, past_its_time
from tests.factories.reporting import vault_for

pytestmark = pytest.mark.django_db

KEY_LOG, SECRETS = "reporting.KeyLogEntry:append_only", "reporting.Case:secret_only_upwards"
committed = partial(TestCase.captureOnCommitCallbacks, execute=True)
"""What is done when the transaction is committed is done at the end of this."""
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


@dataclass
class Loot:
    """What a thief copied of a case."""

    case: Case
    epoch: int
    generation: int
    grants: list[Grant]
    items: list[SealedItem]
    identity: list[IdentityBox]


def copied(grant, *, held):
    """The same grant as a new row."""
    said = {name: getattr(grant, name) for name in ("case_id", "person_id", "purpose", "epoch", "entry_id", "box")}
    return Grant(**said, held=held)


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
        self.stolen: list[Loot] = []
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
        now = Case.objects.get(pk=known.case.pk)
        rows = [list(model.objects.filter(case=now)) for model in (Grant, SealedItem, IdentityBox)]
        self.stolen.append(Loot(known.case, now.epoch, now.secret_generation, *rows))

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
            with committed():
                rotate_case(actor=person, open_case=opened, without=self.persons(leaving))
        except NobodyCanRead:
            assert not staying
        else:
            assert staying
            known.readers = staying
            known.held -= leaving
            known.custodians -= leaving
            for number in sorted(leaving):
                self.attack(self.stolen[-1], number)
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
        for known in self.known:
            self.steal(known)
        with committed():
            retire_key(actor=self.vaults[number].person)
        self.gone.add(number)
        for known, loot in zip(self.known, self.stolen[-len(self.known) :], strict=True) if self.known else ():
            known.readers.discard(number)
            known.held.discard(number)
            known.custodians.discard(number)
            self.attack(loot, number)
            self.check(known)

    @rule(known=consumes(cases))
    def shred(self, known):
        self.steal(known)
        assert shred_case(case=past_its_time(known.case)).finished_at
        known.shredded = True
        known.readers, known.held, known.custodians = set(), set(), set()
        self.check(known)

    @precondition(lambda self: self.stolen)
    @rule(data=st.data(), now=st.booleans(), freed=st.booleans(), whole=st.booleans())
    def put_back(self, data, now, freed, whole):
        """A thief puts old grants into the database: as they were or made to look current, held back or freed, alone
        or with the whole case as it was then, and takes out of the key log that the person gave the key up."""
        loot = data.draw(st.sampled_from(self.stolen))
        for number, vault in enumerate(self.vaults):
            if any(grant.person_id == vault.person.pk for grant in loot.grants):
                self.attack(loot, number, now=now, freed=freed, whole=whole)

    def attack(self, loot, number, *, now=False, freed=False, whole=True):
        """See `put_back`."""
        known = next(each for each in self.known if each.case == loot.case)
        person = self.vaults[number].person
        if number in known.readers | known.held:
            return
        with pgtrigger.ignore(KEY_LOG, SECRETS), transaction.atomic():
            KeyLogEntry.objects.filter(person=person, act="retired").delete()
            Grant.objects.filter(case=loot.case, person=person).delete()
            epoch = Case.objects.get(pk=loot.case.pk).epoch
            for grant in loot.grants:
                if grant.person_id == person.pk:
                    put = copied(grant, held=grant.held and not freed)
                    put.epoch = epoch if now and put.epoch else put.epoch
                    put.save(force_insert=True)
            self.reads_nothing(known, number)
            if whole:
                Grant.objects.filter(case=loot.case).delete()
                Grant.objects.bulk_create(copied(grant, held=grant.held and not freed) for grant in loot.grants)
                SealedItem.objects.bulk_update(loot.items, ["box", "epoch"])
                IdentityBox.objects.bulk_update(loot.identity, ["box", "epoch"])
            Case.objects.filter(pk=loot.case.pk).update(epoch=loot.epoch)
            self.reads_nothing(known, number)
            Case.objects.filter(pk=loot.case.pk).update(secret_generation=loot.generation)
            self.reads_nothing(known, number)
            transaction.set_rollback(True)

    def reads_nothing(self, known, number):
        """Whatever the person tries, no text comes out, and no name."""
        case, vault = Case.objects.get(pk=known.case.pk), self.vaults[number]
        if number not in known.custodians:
            with pytest.raises((NotGranted, Tampered)):
                read_identity(case=case, vault=vault)
        try:
            opened = unlock_case(case=case, vault=vault)
        except (NotGranted, Tampered):
            return
        for item in SealedItem.objects.filter(case=case):
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
            max_examples=8,
            stateful_step_count=18,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=False,
            database=None,
            phases=[Phase.generate],  # shrinking takes minutes and the steps are printed anyway
        ),
    )
