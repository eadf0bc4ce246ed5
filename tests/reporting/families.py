"""Merged cases as they must be after any deed, for the state machine of `test_merging_states`."""

from dataclasses import dataclass, field

import pytest
from hypothesis import strategies as st

from reporting.actions.cases.asking import read_letter
from reporting.actions.cases.receiving import walls_of
from reporting.actions.lending import read_lent
from reporting.actions.sealing import unlock_case, unlock_with_receipt
from reporting.errors import NotGranted, Tampered
from reporting.models import Case, Grant, ItemGrant, Letter
from reporting.policy import Act, may
from tests.factories.cases import arrived, bodies, translator
from tests.factories.people import PersonFactory
from tests.factories.reports import table_of_responsibility

LOCAL, ALL = 4, 6


@dataclass(eq=False)
class Report:
    """What must be true of a report and of the case in which it is worked on."""

    case: Case
    receipt: str
    texts: list[str]
    walls: set[int]
    readers: set[int]
    above: bool = False
    parts: list["Report"] = field(default_factory=list)
    root: "Report | None" = None
    mine: list[str] = field(default_factory=list)
    settled: bool = False
    held: bool = False
    gone: bool = False
    letter: Letter | None = None
    loan: ItemGrant | None = None
    first: "Report | None" = None
    names: bool = True
    deciders: set[int] = field(default_factory=set)
    appealed: bool = False

    @property
    def family(self) -> list["Report"]:
        """The root with its parts."""
        root = self.root or self
        return [root, *root.parts]


class Families:
    """Four handlers of a wiki and two of the body above, cases that they have, and what must be true of each.

    Who takes this over does the deeds; here is what they change, and how it is looked at.
    """

    def __init__(self):
        super().__init__()
        self.reports: list[Report] = []
        self.stolen: list[Grant] = []
        self.ended: list[ItemGrant] = []
        self.left: set[int] = set()
        self.words = 0

    def settle_in(self):
        """The people."""
        self.first, self.last, local, above = bodies(local=LOCAL, above=ALL - LOCAL)
        self.vaults = [*local, *above]
        self.accused = PersonFactory(username="The Accused")
        self.tess = translator()
        table_of_responsibility()

    def word(self):
        self.words += 1
        return f"alpha{self.words} beta{self.words} gamma{self.words} delta{self.words}"

    def report(self, walled):
        word = self.word()
        people = [self.accused, *(self.vaults[number].person for number in sorted(walled))]
        if not set(range(LOCAL)) - walled - self.left:
            return
        opened = arrived(self.first, self.last, people=people, text=word)
        opened.write("accused", self.accused.username, author=None)
        readers = set(range(LOCAL)) - walled - self.left
        self.reports.append(Report(opened.case, opened.receipt, [word], set(walled), readers, mine=[word]))

    def onward(self, report, case, readers, texts):
        new = Report(case, report.receipt, list(texts), set(report.walls), set(readers), above=True, mine=list(texts))
        new.first = report
        self.reports.append(new)
        return new

    def opened(self, report, number):
        return unlock_case(case=Case.objects.get(pk=report.case.pk), vault=self.vaults[number])

    def back(self, report):
        """The case as its reporter opens it now; None if it is gone."""
        first = unlock_with_receipt(report.receipt)
        cases = [] if first is None else [first, *first.onward]
        return next((each for each in cases if each.case.pk == report.case.pk), None)

    def drawn(self, data):
        return data.draw(st.sampled_from([each for each in self.reports if not each.gone] or self.reports))

    def worked_on(self, data, report=None):
        """A root that somebody can read, with its family open for them; None where the draw has no such case."""
        report = report or self.drawn(data)
        root = report.root or report
        if root.gone or not root.readers:
            return None
        number = min(root.readers)
        mine, *parts = (self.opened(each, number) for each in root.family)
        return root, number, self.vaults[number].person, mine, parts

    def above_for(self, report, besides=frozenset()):
        """Who could read it at the body above."""
        return set() if report.above else set(range(LOCAL, ALL)) - report.walls - self.left - besides

    def end_loan(self, *reports):
        for each in reports:
            if each.loan is not None:
                self.ended.append(each.loan)
                each.loan = None

    def goes_up(self, root, up):
        """The whole family is with the body above: what was not told yet or lent has ended."""
        for each in root.family:
            each.readers, each.above, each.letter = set(up), True, None
        self.end_loan(*root.family)

    def lose(self, root, left):
        """Somebody left: so many can still read it, or it goes up."""
        up = self.above_for(root)
        for each in root.family:
            each.readers = set(left)
        if not left and up and not root.settled:
            self.goes_up(root, up)

    def settled(self, root):
        root.settled = True
        self.end_loan(*root.family)
        self.check_family(root)

    def check_all(self):
        for report in self.reports:
            self.check(report)
        self.check_lent_and_asked()

    def check_family(self, report):
        for each in report.family:
            self.check(each)
        assert len({walls_of(each.case) for each in report.family}) == 1

    def check(self, report):
        """Who may read it can; of those two are asked to, and one of those who may not."""
        case = Case.objects.get(pk=report.case.pk)
        allowed = [number for number, vault in enumerate(self.vaults) if may(vault.person, Act.READ, case)]
        assert allowed == sorted(report.readers), report
        for number in {*allowed[:1], *allowed[-1:]}:
            assert spoken(unlock_case(case=case, vault=self.vaults[number])) == report.texts
        shut_out = sorted(set(range(ALL)) if report.gone else report.walls | self.left)
        for number in shut_out[:1]:
            with pytest.raises((NotGranted, Tampered)):
                unlock_case(case=case, vault=self.vaults[number])
        back = self.back(report)
        assert (back is None) == report.gone
        assert back is None or spoken(back) == report.texts

    def check_lent_and_asked(self):
        """Exactly the loans and questions that are live can be read."""
        for report in self.reports:
            if report.loan is not None:
                assert read_lent(grant=ItemGrant.objects.get(uid=report.loan.uid), vault=self.tess) == report.mine[0]
            if report.letter is not None and not (report.root or report).settled:
                assert read_letter(actor=self.accused, letter=Letter.objects.get(pk=report.letter.pk)) == "Is it so?"
        live = {report.letter.pk for report in self.reports if report.letter is not None}
        assert set(Letter.objects.filter(ended=False).values_list("pk", flat=True)) == live
        loans = {report.loan.pk for report in self.reports if report.loan is not None}
        assert set(ItemGrant.objects.exclude(box=b"").values_list("pk", flat=True)) == loans


def spoken(opened):
    """The words of reporters and answers to them; not what the site adds, and names."""
    return [text for item in opened.items() if (text := opened.read(item)).startswith("alpha")]
