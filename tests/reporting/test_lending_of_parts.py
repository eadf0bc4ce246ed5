"""Texts of a case that was merged into another: lent from there, under the key of the case that they are of."""

from contextlib import nullcontext

import pytest
from django.urls import reverse

from reporting.actions.cases.climbing import climb
from reporting.actions.cases.closing import close_case
from reporting.actions.cases.guards import CaseRefused, NoSuchCase
from reporting.actions.cases.merging import merge_cases, write_to_root
from reporting.actions.cases.receiving import add_walls
from reporting.actions.cases.recusing import wall_person
from reporting.actions.cases.translating import end_loan, give_translation, lend_text
from reporting.actions.cases.working import refuse_quotations
from reporting.actions.inlets import take_in
from reporting.actions.lending import read_lent
from reporting.actions.receipts import unlock_with_receipt
from reporting.actions.sealing import unlock_case
from reporting.conflicts import tokens_against
from reporting.errors import NotLive, Tampered
from reporting.models import Case, CaseStep, Grant, ItemGrant, SealedItem
from reporting.states import StepKind
from tests.factories.cases import arrived, bodies, translator
from tests.factories.enforcing import MemberFactFactory
from tests.factories.people import PersonFactory
from tests.reporting.test_case_pages import signed_in
from tests.reporting.test_lending_pages import loan_page
from ucoc.enums import MemberFactKind
from wikilearn.audit.models import Event

pytestmark = pytest.mark.django_db
attack = pytest.mark.attack
WORDS = "Palabras del primer informe CANARY-PART"


class Family:
    """A case with one that was merged into it, two handlers, and a translator."""

    def __init__(self):
        first, last, (self.ada, self.bob), _above = bodies()
        self.part, self.root = arrived(first, last, text=WORDS), arrived(first, last, text="What the other one saw")
        self.body = first
        merge_cases(actor=self.ada.person, joining=self.opened(self.part), into=self.opened(self.root))
        self.item = SealedItem.objects.get(case=self.part.case, kind="report")
        self.tess = translator()

    def opened(self, each, vault=None):
        return unlock_case(case=Case.objects.get(pk=each.case.pk), vault=vault or self.ada)

    def page(self, name="lend", *more):
        return reverse(f"reporting:{name}", args=[self.root.case.reference, *more])

    def lent(self, to=None, **more):
        wish = {"item": self.item.uid, "person": (to or self.tess).person, "language": "en"}
        wish |= {"open_case": self.opened(self.root), "parts": [self.opened(self.part)]} | more
        return lend_text(actor=self.ada.person, **wish)


@pytest.fixture
def family():
    return Family()


@attack("Privacy", "A text of a merged case is lent: its translation lies with it, and no other reporter reads it")
def test_a_text_of_a_part_is_lent_from_the_page_of_the_case_and_comes_back_into_the_part(family):
    handler, part = signed_in(family.ada.person, unlock=True), family.part.case
    form = handler.get(family.page()).text
    assert f'<optgroup label="{part.reference}">' in form
    assert "CANARY-PART" in form
    assert handler.get(reverse("reporting:lend", args=[part.reference])).status_code == 403
    wish = {"item": str(family.item.uid), "username": family.tess.person.username, "language": "en", "days": 3}
    for _again in range(2):  # and taken back from there
        assert handler.post(family.page(), wish).status_code == 302
        lent_now = handler.get(family.page()).text.partition("Take back")[0]
        assert part.reference in lent_now
        grant = ItemGrant.objects.exclude(box=b"").get()
        if not _again:
            assert handler.post(family.page("loan_end", grant.uid)).status_code == 302
            assert not ItemGrant.objects.exclude(box=b"").exists()
    client = signed_in(family.tess.person, unlock=True)
    text = client.get(loan_page(grant)).text
    assert "CANARY-PART" in text
    assert "What the other one saw" not in text
    assert client.post(loan_page(grant), {"text": "Words of the first report"}).status_code == 302
    assert client.get(loan_page(grant)).status_code == 410
    assert "Words of the first report" in handler.get(reverse("reporting:case", args=[part.reference])).text
    assert "Words of the first report" not in handler.get(family.page("case")).text
    for receipt in (family.part.receipt, family.root.receipt):
        back = unlock_with_receipt(receipt)
        assert "Words of the first report" not in [back.read(item) for item in back.items()]
    assert set(CaseStep.objects.filter(kind=StepKind.TRANSLATION).values_list("case", flat=True)) == {part.pk}
    told = Event.objects.filter(action__startswith="reporting.item").exclude(action="reporting.item.lent_read")
    assert set(told.values_list("target", flat=True)) == {f"case:{part.pk}"}


@attack("Privacy", "What a reporter wrote is told in translation, to the person reported or another reporter: refused")
def test_a_translation_may_be_told_to_whom_the_text_may(family):
    ada, shared = family.ada.person, family.part.write("message_from_reporter", WORDS, author=None, shareable=True)
    note = family.part.write("note", "Gracias por su paciencia con todo esto", author=ada)

    def translated(item, words):
        give_translation(vault=family.tess, grant=family.lent(item=item.uid), text=words)
        take_in(open_case=(part := family.opened(family.part)))
        return part.items(["translation"]).last()

    first = translated(family.item, "he came to my door at night")
    second = translated(first, "er kam nachts an meine Tür")
    third = translated(note, "thank you for your patience with all this")
    open_one = translated(shared, "she left me twelve messages that day")
    assert [item.shareable for item in (first, second, third, open_one)] == [False, False, False, True]
    part, root = family.opened(family.part), family.opened(family.root)
    for said, other, accused in (
        ("We know that he came to my door at night", False, False),
        ("Es heißt, er kam nachts an meine Tür", False, False),
        ("And thank you for your patience with all this", True, True),
        ("Is it so that she left me twelve messages that day?", False, True),
    ):
        with nullcontext() if other else pytest.raises(CaseRefused):
            write_to_root(actor=ada, open_case=root, parts=[part], text=said)
        with nullcontext() if accused else pytest.raises(CaseRefused):
            refuse_quotations(part, said)


@attack("Access", "A text of a merged case is wanted for somebody to whom none of the whole may be lent: refused")
def test_what_is_refused_of_a_part_and_to_whom(family):
    walled, other = translator(), arrived(family.body, text="Of no family")
    add_walls(family.root.case, tokens_against([walled.person]))  # behind a wall of the other case alone
    locked_out = PersonFactory(two_factor=True)
    MemberFactFactory(person=locked_out, kind=MemberFactKind.AGREEMENT)
    foreign = SealedItem.objects.get(case=other.case, kind="report").uid
    family.part.write("reach_me", "me@example.org", author=None)
    reach_me = SealedItem.objects.get(kind="reach_me").uid
    tess, mine = family.tess.person, {"parts": [family.opened(family.part), family.opened(other)]}
    for refusal, wish in (
        (CaseRefused, {"person": walled.person}),
        (CaseRefused, {"person": PersonFactory(two_factor=True)}),
        (CaseRefused, {"person": family.bob.person}),
        (NotLive, {"person": locked_out}),
        (CaseRefused, {"person": tess, "days": 15}),
        (CaseRefused, {"person": tess, "item": foreign} | mine),
        (CaseRefused, {"person": tess, "item": reach_me}),
        (CaseRefused, {"person": tess, "parts": []}),
        (CaseRefused, {"person": tess, "open_case": family.opened(family.part), "parts": []}),
    ):
        with pytest.raises(refusal):
            family.lent(**wish)
    assert not ItemGrant.objects.exists()
    refused = Event.objects.filter(action="reporting.item.lend_refused")
    assert set(refused.values_list("target", flat=True)) == {f"case:{family.root.case.pk}"}
    assert refused.count() == 2
    Grant.objects.filter(case=family.part.case, person=family.bob.person).delete()
    page = signed_in(family.bob.person, unlock=True).get(family.page())
    assert page.status_code == 200
    assert "What the other one saw" in page.text
    assert "CANARY-PART" not in page.text
    with pytest.raises(NoSuchCase):
        end_loan(actor=family.bob.person, case=family.part.case, grant=family.lent())


@attack("Access", "The whole is settled, climbs, or a wall of one of its cases means the translator: the loan is gone")
@pytest.mark.parametrize("how", ["closed", "climbed", "joined", "wall"])
def test_a_loan_of_a_part_ends_with_the_whole(family, how):
    grant, accused = family.lent(), family.tess.person
    assert read_lent(grant=grant, vault=family.tess) == WORDS
    root, parts = family.opened(family.root), [family.opened(family.part)]
    if how == "closed":
        close_case(actor=family.ada.person, open_case=root, parts=parts, outcome="We spoke with them.")
    elif how == "climbed":
        assert climb(case=family.root.case, kind=StepKind.CLIMBED_OVERDUE)
    elif how == "wall":
        wall_person(actor=family.ada.person, case=family.root.case, person=accused)
    else:
        third = arrived(family.body, people=[PersonFactory()])
        merge_cases(actor=family.ada.person, joining=family.opened(third), into=root, parts=parts)
        assert read_lent(grant=grant, vault=family.tess) == WORDS  # whoever was chosen for it is behind no wall
        fourth = arrived(family.body, people=[accused])
        parts = [family.opened(each) for each in (family.part, third)]
        root = family.opened(family.root)
        merge_cases(actor=family.ada.person, joining=family.opened(fourth), into=root, parts=parts)
    assert not ItemGrant.objects.filter(pk=grant.pk).exclude(box=b"").exists()
    grant.save()
    with pytest.raises(Tampered):
        read_lent(grant=grant, vault=family.tess)
