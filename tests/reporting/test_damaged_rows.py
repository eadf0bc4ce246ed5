"""One row that was damaged or changed in the database: it stays shut, and everything beside it can still be read."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from reporting.actions.inlets import fill_inlet, make_inlet
from reporting.actions.sealing import unlock_case
from reporting.models import Inlet, SealedFile, SealedItem
from tests.factories.cases import arrived, bodies
from tests.factories.people import PersonFactory
from tests.reporting.test_case_pages import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.attack("Faults", "One row of a case is damaged: the rest of it opens")]
DAMAGES = [{"box": b"?"}, {"box": b"\x01\x01" + bytes(600)}, {"epoch": 2}, {"shareable": True}]
SHUT = "This part cannot be opened. It may have been changed."


@pytest.fixture
def world():
    first, last, (ada, _bob), _above = bodies()
    opened = arrived(first, last, text="The words that are whole")
    opened.write("message_from_reporter", "The words that are damaged", author=None)
    for name in ("whole.png", "damaged.png"):
        opened.attach([b"a" * 100], name, "image/png")
    return {"ada": ada, "opened": opened, "case": opened.case, "handler": signed_in(ada.person, unlock=True)}


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
