"""In any order of what can happen to merged cases: the walls of all count for all, no reporter reads a word of
another, and nothing that ended (a case, a question, a loan, a key) opens again."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from reporting.actions.cases.appealing import appeal_with_receipt
from reporting.actions.cases.asking import ask_accused
from reporting.actions.cases.climbing import climb
from reporting.actions.cases.closing import close_case, reopen_case
from reporting.actions.cases.forwarding import forward_case, permit_forward
from reporting.actions.cases.guards import CaseRefused, NoSuchCase
from reporting.actions.cases.merging import merge_cases, write_to_part, write_to_root
from reporting.actions.cases.recusing import recuse
from reporting.actions.cases.translating import lend_text
from reporting.actions.dialogue import write_message
from reporting.actions.holding import ask_hold, confirm_hold, lift_hold
from reporting.actions.keys import retire_key
from reporting.actions.lending import read_lent
from reporting.actions.rotating import rotate_case
from reporting.actions.sealing import shred_case
from reporting.errors import NotDue, OnHold, Tampered
from reporting.models import Case, Grant, ItemGrant, Letter, SealedItem
from reporting.policy import Act, may
from reporting.states import StepKind
from tests.factories.case_rows import past_its_time
from tests.reporting.families import ALL, Families
from tests.reporting.test_case_deciding import decided
from wikilearn.core.errors import DomainError

pytestmark = pytest.mark.django_db
PEOPLE = st.integers(0, ALL - 1)
OFTEN = ("merge", "merge", "ask", "lend", "appeal", "shred", "answer")
DEEDS = (*OFTEN, *OFTEN, "another", "climbs", "step_back", "leave", "close", "reopen", "hold_or_lift", "forward",
         "rekey", "reporter_writes", "put_back", "put_loan_back")  # fmt: skip


class Merging(Families, RuleBasedStateMachine):
    """What people do with merged cases; a thief keeps old grants."""

    def __init__(self):
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()

    @initialize(data=st.data(), walls=st.lists(st.sets(PEOPLE, max_size=1), min_size=3, max_size=3))
    def people(self, data, walls):
        self.settle_in()
        for walled in walls:
            self.report(walled)
        self.merge(data)

    @rule(data=st.data(), deed=st.sampled_from(DEEDS))
    def step(self, data, deed):
        """One rule for all, so that each deed is as likely as it is to be in every run."""
        getattr(self, deed)(data)

    def teardown(self):
        try:
            self.check_all()
        finally:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    def another(self, data):
        self.report(data.draw(st.sets(PEOPLE, max_size=2)))

    def merge(self, data):
        """Mostly two that can be merged, sometimes any two."""
        likely = data.draw(st.sampled_from([True, True, False]))
        alone = [each for each in self.reports if each.root is None and not each.parts]
        one = data.draw(st.sampled_from(alone)) if likely and alone else self.drawn(data)
        roots = [each for each in self.reports if each.root is None and each is not one]
        other = data.draw(st.sampled_from(roots)) if likely and roots else self.drawn(data)
        both = sorted(one.readers & other.readers)
        if not both or one.gone or other.gone:
            return
        self.stolen += list(Grant.objects.filter(case__in=[one.case.pk, other.case.pk]))
        number, into = both[0], (other.root or other)
        parts = [self.opened(part, number) for part in other.parts]
        possible = one is not other and not one.parts and one.root is None and other.root is None
        possible = possible and not (one.settled or other.settled or one.deciders)
        if not possible:
            with pytest.raises(CaseRefused):
                self.merged(one, other, number, parts)
            return
        self.merged(one, other, number, parts)
        walls = one.walls | into.walls
        into.parts.append(one)
        one.root = into
        self.end_loan(one)
        for each in into.family:
            each.letter = None
            each.walls, each.readers = set(walls), (one.readers | into.readers) - walls
        self.check_family(one)

    def merged(self, one, other, number, parts):
        with transaction.atomic():
            merge_cases(
                actor=self.vaults[number].person,
                joining=self.opened(one, number),
                into=self.opened(other, number),
                parts=parts,
            )

    def step_back(self, data):
        merged = [each for each in self.reports if len(each.family) > 1]
        report = data.draw(st.sampled_from(merged)) if merged else self.drawn(data)
        if not report.readers or report.gone:
            return
        number = data.draw(st.sampled_from(sorted(report.readers)))
        recuse(actor=self.vaults[number].person, case=Case.objects.get(pk=report.case.pk))
        left = report.readers - {number}
        root = report.root or report
        for each in root.family:
            each.walls = each.walls | {number}
        self.lose(root, left)
        self.check_family(report)

    def climbs(self, data):
        report = self.drawn(data)
        root = report.root or report
        if root.settled or root.gone:
            return
        up = self.above_for(root)
        assert climb(case=Case.objects.get(pk=root.case.pk), kind=StepKind.CLIMBED_OVERDUE) == bool(up)
        if up:
            self.goes_up(root, up)
        self.check_family(report)

    def leave(self, data):
        """Gives the key up, and with it every case."""
        number = data.draw(PEOPLE)
        if number in self.left or len(self.left) > 1:
            return
        retire_key(actor=self.vaults[number].person)
        self.left.add(number)
        for root in [each for each in self.reports if each.root is None and not each.gone]:
            if number in root.readers:
                self.lose(root, root.readers - {number})

    def ask(self, data):
        if (found := self.worked_on(data)) is None:
            return
        root, _number, actor, mine, parts = found
        wish = {"actor": actor, "open_case": mine, "parts": parts, "person": self.accused, "text": "Is it so?"}
        if root.settled or root.letter is not None or not any(each.names for each in root.family):
            with pytest.raises((CaseRefused, NoSuchCase)), transaction.atomic():
                ask_accused(**wish)
            return
        root.letter = ask_accused(**wish)
        Letter.objects.filter(pk=root.letter.pk).update(opens_at=timezone.now() - timedelta(minutes=1))
        root.letter.refresh_from_db()

    def lend(self, data):
        """The words of each report of the whole."""
        if (found := self.worked_on(data)) is None:
            return
        root, _number, actor, mine, parts = found
        for report in [] if root.settled else root.family:
            item = SealedItem.objects.filter(case=report.case, kind="report").first()
            if item is not None:
                wish = {"item": item.uid, "person": self.tess.person, "language": "en"}
                report.loan = lend_text(actor=actor, open_case=mine, parts=parts, **wish)
        data.draw(st.sampled_from([self.climbs, self.close, self.reporter_writes]))(data)
        self.check_lent_and_asked()

    def close(self, data, report=None):
        if (found := self.worked_on(data, report)) is None or found[0].settled:
            return
        root, _number, actor, mine, parts = found
        close_case(actor=actor, open_case=mine, parts=parts, outcome="It is done.")
        self.settled(root)

    def decide(self, data, report=None):
        if (found := self.worked_on(data, report)) is None or found[0].settled or found[0].deciders:
            return
        root, number, _actor, _mine, parts = found
        decided(self.vaults[number], root.case, parts=parts)
        root.deciders.add(number)
        self.settled(root)

    def reopen(self, data):
        report = self.drawn(data)
        root = report.root or report
        if not root.settled or root.gone:
            return
        reopen_case(actor=None, case=Case.objects.get(pk=report.case.pk))
        root.settled = False

    def hold_or_lift(self, data):
        """By two of those who read it."""
        root = self.drawn(data)
        root = root.root or root
        people = [self.vaults[number].person for number in sorted(root.readers)]
        if len(people) < 2 or root.gone:
            return
        for actor, act in zip(people, (lift_hold, lift_hold) if root.held else (ask_hold, confirm_hold), strict=False):
            act(actor=actor, case=Case.objects.get(pk=root.case.pk))
        root.held = not root.held

    def shred(self, data):
        """Its time is over: all of the family goes, in any order, unless it is open or held."""
        report = self.drawn(data)
        root = report.root or report
        if root.gone:
            return
        if data.draw(st.booleans()):
            self.close(data, root)
        past = timezone.now().date() - timedelta(days=2)
        if root.settled:
            past_its_time(root.case)
        Case.objects.filter(merged_into=root.case).update(keep_until=past if root.settled else None)
        for each in data.draw(st.permutations(root.family)):
            if not root.settled or root.held:
                with pytest.raises(OnHold if root.held else NotDue):
                    shred_case(case=Case.objects.get(pk=each.case.pk))
            else:
                assert shred_case(case=Case.objects.get(pk=each.case.pk)).finished_at
                each.gone, each.readers, each.letter, each.texts = True, set(), None, []
        self.check_family(root)

    def forward(self, data):
        """Each becomes a case of its own above, with nothing that its reporter did not allow."""
        if (found := self.worked_on(data)) is None:
            return
        root, _number, actor, mine, parts = found
        up = self.above_for(root)
        if root.settled or root.first is not None or not all(self.above_for(each) for each in root.family):
            return
        permit = permit_forward(actor=actor, case=root.case, body=self.last)
        forward_case(actor=actor, permit=permit, open_case=mine, parts=parts, text="Beyond us")
        root.settled = True
        self.end_loan(*root.family)
        for each in root.family:
            new = Case.objects.exclude(pk__in=[known.case.pk for known in self.reports]).get(origin=each.case)
            self.onward(each, new, up, []).names = False
        self.check_family(root)

    def appeal(self, data):
        """Another look, by nobody who decided; what the reporter wrote goes along, and nothing else."""
        report = self.drawn(data)
        root = report.root or report
        if not report.gone and report.first is None:
            self.decide(data, report)
        if report.gone or not root.deciders or report.appealed or report.first is not None:
            return
        back = self.back(report)
        up = self.above_for(root, besides=root.deciders)
        if not up:
            with pytest.raises(DomainError), transaction.atomic():
                appeal_with_receipt(opened=back, factors=["procedure"], text="Please look again")
            return
        again = appeal_with_receipt(opened=back, factors=["procedure"], text="Please look again")
        report.appealed = True
        new = self.onward(report, again.case, up, report.mine)
        new.walls = new.walls | root.deciders
        self.check(new)

    def reporter_writes(self, data):
        report, word = self.drawn(data), self.word()
        if report.gone:
            return
        write_message(opened=self.back(report), text=word)
        report.texts.append(word)
        report.mine.append(word)

    def rekey(self, data):
        report = self.drawn(data)
        if report.readers and not report.gone:
            number = min(report.readers)
            rotate_case(actor=self.vaults[number].person, open_case=self.opened(report, number))

    def answer(self, data):
        report, word = self.drawn(data), self.word()
        if not report.readers or report.gone:
            return
        number = min(report.readers)
        opened = {id(each): self.opened(each, number) for each in report.family}
        others = [opened[id(each)] for each in report.family if each is not report]
        mine, actor = opened[id(report)], self.vaults[number].person
        if report.root is not None:
            write_to_part(actor=actor, open_case=mine, text=word, others=others)
        else:
            write_to_root(actor=actor, open_case=mine, parts=others, text=word)
        report.texts.append(word)
        self.check(report)

    def put_back(self, data):
        """A grant from before a merge, for somebody whom the merge shut out."""
        if not self.stolen:
            return
        grant = data.draw(st.sampled_from(self.stolen))
        report = next(each for each in self.reports if each.case.pk == grant.case_id)
        number = [vault.person.pk for vault in self.vaults].index(grant.person_id)
        if number not in report.walls or report.gone:
            return
        with transaction.atomic():
            Grant.objects.filter(case=grant.case_id, person=grant.person_id, purpose=grant.purpose).delete()
            grant.pk = None
            grant.save(force_insert=True)
            assert not may(self.vaults[number].person, Act.SEE, report.case)
            transaction.set_rollback(True)

    def put_loan_back(self, data):
        """The row of a loan as it was before it ended."""
        if not self.ended:
            return
        grant = data.draw(st.sampled_from(self.ended))
        if not SealedItem.objects.filter(pk=grant.item_id).exists():
            return
        with transaction.atomic():
            ItemGrant.objects.filter(item=grant.item_id, person=grant.person_id).delete()
            grant.save(force_insert=True)
            with pytest.raises(Tampered):
                read_lent(grant=grant, vault=self.tess)
            transaction.set_rollback(True)


def test_in_any_order_of_merging():
    run_state_machine_as_test(
        Merging,
        settings=settings(
            max_examples=4,
            stateful_step_count=20,
            deadline=None,
            derandomize=True,  # CI takes the same steps each time; take this out to search further
            suppress_health_check=list(HealthCheck),
            print_blob=False,
            database=None,
            phases=[Phase.generate],
        ),
    )
