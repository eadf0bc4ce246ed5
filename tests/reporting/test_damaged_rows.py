"""One row that was damaged or changed in the database: it stays shut, and everything beside it can still be read."""

import json
from datetime import timedelta

import pyrage
import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from reporting.actions.cases.asking import ask_accused
from reporting.actions.cases.climbing import climb, climb_overdue
from reporting.actions.cases.forwarding import forward_case, permit_forward
from reporting.actions.cases.keeping import export_case
from reporting.actions.cases.merging import merge_cases, write_to_root
from reporting.actions.cases.recusing import recuse, wall_person
from reporting.actions.inlets import fill_inlet, make_inlet
from reporting.actions.keys import retire_key
from reporting.actions.sealing import unlock_case
from reporting.errors import CaseChanged
from reporting.models import Case, CaseStep, Grant, IdentityBox, Inlet, SealedFile, SealedItem
from reporting.states import StepKind
from tests.factories.cases import arrived, bodies
from tests.factories.people import PersonFactory
from tests.reporting.test_case_pages import signed_in
from wikilearn.audit.models import Event

pytestmark = [pytest.mark.django_db, pytest.mark.attack("Faults", "One row of a case is damaged: the rest of it opens")]
DAMAGES = [{"box": b"?"}, {"box": b"\x01\x01" + bytes(600)}, {"epoch": 2}, {"shareable": True}]
SHUT = "This part cannot be opened. It may have been changed."


@pytest.fixture
def world():
    first, last, (ada, bob), _above = bodies()
    opened = arrived(first, last, text="The words that are whole")
    opened.write("message_from_reporter", "The words that are damaged", author=None)
    for name in ("whole.png", "damaged.png"):
        opened.attach([b"a" * 100], name, "image/png")
    return {
        "ada": ada,
        "bob": bob,
        "last": last,
        "opened": opened,
        "case": opened.case,
        "handler": signed_in(ada.person, unlock=True),
    }


@pytest.fixture(params=range(len(DAMAGES)))
def damaged(request, world):
    SealedItem.objects.filter(kind="message_from_reporter").update(**DAMAGES[request.param])
    SealedFile.objects.filter(pk=world["opened"].files()[1].pk).update(envelope=b"?")
    return world


def test_handlers_read_the_rest_of_the_case(damaged):
    text = damaged["handler"].get(reverse("reporting:case", args=[damaged["case"].reference])).text
    assert text.count(SHUT) == 2
    for whole in ("The words that are whole", "whole.png"):
        assert whole in text
    for closed in ("The words that are damaged", "damaged.png"):
        assert closed not in text


def test_the_reporter_reads_the_rest_of_the_case(client, damaged):
    cache.clear()
    client.post(reverse("reporting:return"), {"receipt": damaged["opened"].receipt})
    text = client.get(reverse("reporting:messages")).text
    assert text.count(SHUT) == 2
    for whole in ("The words that are whole", "whole.png"):
        assert whole in text
    for closed in ("The words that are damaged", "damaged.png"):
        assert closed not in text


def test_what_opens_can_be_lent(damaged):
    text = damaged["handler"].get(reverse("reporting:lend", args=[damaged["case"].reference])).text
    assert "The words that are whole" in text
    assert str(SealedItem.objects.get(kind="message_from_reporter").uid) not in text


@pytest.mark.parametrize("damage", [*DAMAGES[:3], None])
def test_an_answer_is_taken_in_beside_one_whose_key_is_damaged(world, damage):
    opened = unlock_case(case=world["case"], vault=world["ada"])
    for said in ("Answer one", "Answer two"):
        inlet = make_inlet(open_case=opened, person=PersonFactory(), kind="answer_of_accused")
        fill_inlet(inlet=inlet, text=said)
    first = SealedItem.objects.filter(kind="inlet_key").order_by("pk").first()
    if damage:
        SealedItem.objects.filter(pk=first.pk).update(**damage)
    text = world["handler"].get(reverse("reporting:case", args=[world["case"].reference])).text
    assert ("Answer one" in text) == (damage is None)
    assert "Answer two" in text
    assert Inlet.objects.filter(box__isnull=False).count() == (1 if damage else 0)


def test_a_damaged_row_stops_neither_export_nor_question_nor_passing_on(damaged):
    ada, case = damaged["ada"], damaged["case"]
    accused = PersonFactory(username="Accused")
    opened = unlock_case(case=case, vault=ada)
    wall_person(actor=ada.person, case=case, person=accused, open_case=opened, accused=True)
    opened = unlock_case(case=Case.objects.get(pk=case.pk), vault=ada)
    key = pyrage.x25519.Identity.generate()
    sealed = export_case(actor=ada.person, open_case=opened, recipient=str(key.to_public()))
    told = json.loads(pyrage.decrypt(sealed, [key]))["items"]
    row = SealedItem.objects.get(kind="message_from_reporter")
    assert [item["damaged"] for item in told if "damaged" in item] == [str(row.uid)]
    assert "The words that are whole" in [item.get("text") for item in told]
    assert ask_accused(actor=ada.person, open_case=opened, person=accused, text="Did you?")
    Case.objects.filter(pk=case.pk).update(forward_consent=True)
    opened = unlock_case(case=Case.objects.get(pk=case.pk), vault=ada)
    permit = permit_forward(actor=ada.person, case=case, body=damaged["last"])
    new = forward_case(actor=ada.person, permit=permit, open_case=opened, text="Beyond us")
    assert [new.read(item) for item in new.items()] == ["The words that are whole", "Beyond us"]


def test_a_damaged_row_stops_neither_merging_nor_stepping_back_nor_climbing(world):
    ada = world["ada"]
    other = arrived(world["case"].body, world["last"], text="Somebody else")
    SealedItem.objects.filter(case=world["case"]).update(box=b"?")
    IdentityBox.objects.filter(case=world["case"]).update(box=b"?")
    mine = [unlock_case(case=case, vault=ada) for case in (other.case, world["case"])]
    root = merge_cases(actor=ada.person, joining=mine[0], into=mine[1]).case
    found = {"person": PersonFactory(), "open_case": mine[0], "accused": True}
    with pytest.raises(CaseChanged):  # it was merged since the page was opened
        wall_person(actor=ada.person, case=other.case, **found)
    parts = [unlock_case(case=Case.objects.get(pk=other.case.pk), vault=ada)]
    words = {"parts": parts, "text": "We look at it"}
    write_to_root(actor=ada.person, open_case=unlock_case(case=root, vault=ada), **words)
    recuse(actor=ada.person, case=root, open_case=unlock_case(case=root, vault=ada))
    held = Grant.objects.filter(case=root, held=True).order_by("pk")
    Grant.objects.filter(pk=held.first().pk).update(box=b"?")
    assert climb(case=root, kind=StepKind.CLIMBED_OVERDUE)
    readers = set(Grant.objects.live().filter(case=root).values_list("person", flat=True))
    assert len(readers) == 1


@pytest.mark.parametrize("leave", ["walled", "steps back", "retires"])
def test_who_has_to_go_goes_though_none_of_the_keys_above_opens(world, leave):
    ada, bob, case = world["ada"].person, world["bob"].person, world["case"]
    type(case.body).objects.filter(pk=case.body_id).update(quorum=2)
    Grant.objects.filter(case=case, held=True).update(box=b"?")
    if leave == "walled":
        wall_person(actor=ada, case=case, person=bob)
    elif leave == "steps back":
        recuse(actor=bob, case=case)
    else:
        retire_key(actor=bob)
    assert set(Grant.objects.live().filter(case=case).values_list("person", flat=True)) == {ada.pk}
    assert Case.objects.get(pk=case.pk).body == case.body
    kinds = list(CaseStep.objects.filter(case=case.pk).values_list("kind", flat=True))
    assert kinds[-1] == StepKind.NO_READER
    assert StepKind.CLIMBED_RECUSED not in kinds
    assert Event.objects.filter(action__endswith=StepKind.NO_READER).exists()
    assert not Event.objects.filter(action__endswith=StepKind.CLIMBED_RECUSED).exists()


def test_a_case_none_of_whose_keys_opens_stays_and_the_others_climb(world):
    whole = arrived(world["case"].body, world["last"])
    Grant.objects.filter(case=world["case"], held=True).update(box=b"?")
    assert climb_overdue(timezone.now() + timedelta(days=2)) == 1
    assert Case.objects.get(pk=whole.case.pk).body == world["last"]
    assert Case.objects.get(pk=world["case"].pk).body == world["case"].body
