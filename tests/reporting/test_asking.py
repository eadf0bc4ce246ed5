"""Questions to people who were reported: who is told what, who can stop them, who can answer, who learns nothing."""

from datetime import timedelta
from functools import partial

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client, TestCase
from django.urls import reverse
from django.utils import timezone

from certification.models import FormerName
from reporting import case_personal_data, case_secrets
from reporting.actions.cases import asking
from reporting.actions.cases.asking import (
    announce_letters,
    answer_letter,
    approve_question,
    ask_accused,
    end_letters,
    read_letter,
)
from reporting.actions.cases.climbing import climb, climb_overdue
from reporting.actions.cases.closing import close_case
from reporting.actions.cases.declaring import declare_relation
from reporting.actions.cases.guards import CaseRefused, NoSuchCase
from reporting.actions.cases.merging import merge_cases
from reporting.actions.cases.receiving import add_walls
from reporting.actions.cases.recusing import recuse, wall_person
from reporting.actions.receipts import unlock_with_receipt
from reporting.actions.rotating import rotate_case
from reporting.actions.sealing import shred_case, unlock_case
from reporting.conflicts import tokens_to_wall
from reporting.models import Case, CaseStep, Inlet, Letter, SealedItem, Telling
from reporting.states import StepKind
from tests.factories.case_rows import past_its_time
from tests.factories.cases import arrived, bodies
from tests.factories.people import PersonFactory
from tests.reporting.test_case_pages import signed_in
from wikilearn.audit.models import Event
from wikilearn.notices.models import Notice

pytestmark = pytest.mark.django_db
attack = pytest.mark.attack
QUESTION = "Did you write on the talk page in March?"
committed = partial(TestCase.captureOnCommitCallbacks, execute=True)
ANSWER = "Yes, but CANARY-ANSWER it was meant kindly"


@pytest.fixture
def world():
    first, last, (ada, bob), above = bodies()
    accused = PersonFactory(username="Accused Canary")
    opened = arrived(first, last, text="Secret words of the one who reported", people=[accused])
    opened.write(
        "accused", f"https://es.wikipedia.org/wiki/User:{accused.username}\nthe one with the red hat", author=None
    )
    Telling.objects.all().delete()
    return {"ada": ada, "bob": bob, "above": above, "opened": opened, "case": opened.case, "accused": accused,
            "first": first, "last": last}  # fmt: skip


def asked(world, **more):
    open_case = unlock_case(case=Case.objects.get(pk=world["case"].pk), vault=world["ada"])
    wish = {"person": world["accused"], "text": QUESTION} | more
    return ask_accused(actor=world["ada"].person, open_case=open_case, **wish)


def opened_now(letter):
    """The three days in which the reporter can say no are over."""
    Letter.objects.filter(pk=letter.pk).update(opens_at=timezone.now() - timedelta(minutes=1))
    return Letter.objects.get(pk=letter.pk)


def page_of(letter):
    return reverse("reporting:letter", args=[letter.uid])


def test_a_question_is_announced_opened_told_answered_and_taken_in(world):
    letter = asked(world)
    client = signed_in(world["accused"])
    back = unlock_with_receipt(world["opened"].receipt)
    assert QUESTION in [back.read(item) for item in back.items()][-1]
    assert announce_letters() == 0
    assert client.get(page_of(letter)).status_code == 404
    letter = opened_now(letter)
    assert announce_letters() == 1
    assert announce_letters() == 0
    assert list(Telling.objects.values_list("person", flat=True)) == [world["accused"].pk]
    assert page_of(letter) in client.get(reverse("reporting:for_me")).text
    text = client.get(page_of(letter)).text
    assert QUESTION in text
    assert "Secret words" not in text
    assert world["case"].reference not in text
    for wrong in ("  ", "x" * 20_001):
        assert client.post(page_of(letter), {"text": wrong}).status_code == 400
    assert client.post(page_of(letter), {"text": ANSWER}).status_code == 302
    assert client.get(page_of(letter)).status_code == client.post(page_of(letter), {"text": "x"}).status_code == 404
    assert set(Telling.objects.values_list("person", flat=True)) > {world["ada"].person.pk, world["bob"].person.pk}
    page = signed_in(world["bob"].person, unlock=True).get(reverse("reporting:case", args=[world["case"].reference]))
    assert "CANARY-ANSWER" in page.text
    assert world["accused"].username in page.text
    assert not SealedItem.objects.filter(kind="inlet_key").exists()
    assert Inlet.objects.get().box is None
    back = unlock_with_receipt(world["opened"].receipt)
    assert not any("CANARY-ANSWER" in back.read(item) for item in back.items())
    kinds = list(CaseStep.objects.filter(case=world["case"].pk).values_list("kind", flat=True))
    assert kinds == ["received", "asked_accused", "accused_answered"]


def test_an_answer_waits_sealed_while_the_case_gets_new_keys(world):
    letter = opened_now(asked(world))
    answer_letter(actor=world["accused"], letter=letter, text=ANSWER)
    rotate_case(actor=world["ada"].person, open_case=unlock_case(case=Case.objects.get(), vault=world["ada"]))
    page = signed_in(world["ada"].person, unlock=True).get(reverse("reporting:case", args=[world["case"].reference]))
    assert "CANARY-ANSWER" in page.text


@attack("Access", "Other people, other handlers and the reporter try the page of a question: it is not there")
def test_only_the_person_asked_sees_the_question(world):
    letter = opened_now(asked(world))
    desk = PersonFactory(role="trust_and_safety")
    for person in (PersonFactory(), world["ada"].person, world["bob"].person, world["above"][0].person, desk):
        assert signed_in(person).get(page_of(letter)).status_code == 404
        assert page_of(letter) not in signed_in(person).get(reverse("reporting:for_me"), follow=True).text
        with pytest.raises(NoSuchCase):
            read_letter(actor=person, letter=letter)
    assert Client().get(page_of(letter)).status_code == 302
    assert signed_in(world["accused"]).get(reverse("reporting:case", args=[world["case"].reference])).status_code == 404
    assert not Event.objects.filter(action="reporting.letter.read").exists()


@attack("Leaks", "A stolen database is searched for who was asked what: no name, no question, no answer stands in it")
def test_no_row_tells_who_is_asked_or_what(world):
    letter = opened_now(asked(world))
    with committed():
        answer_letter(actor=world["accused"], letter=letter, text=ANSWER)
    with connection.cursor() as cursor:
        for table in ("letter", "inlet", "sealeditem", "casestep"):
            cursor.execute(f"SELECT t::text FROM reporting_{table} t")
            rows = " ".join(row[0] for row in cursor.fetchall())
            for secret in (QUESTION, "CANARY-ANSWER", world["accused"].username, world["accused"].uid.hex):
                assert secret not in rows
                assert secret.encode().hex() not in rows
    assert not case_secrets.generations(letter.uid)


@pytest.mark.parametrize(
    "change",
    [
        {"text": "Did you say: secret words of the one who reported"},
        {"text": "   "},
        {"days": 2},
        {"days": 61},
        {"person": None},
    ],
)
def test_questions_that_are_refused(world, change):
    if change.get("person", 1) is None:
        change = {"person": PersonFactory()}
    with pytest.raises(CaseRefused):
        asked(world, **change)
    assert not Letter.objects.exists()
    assert not SealedItem.objects.filter(kind="question_to_accused").exists()


def relative_of(world):
    person = PersonFactory(two_factor=True)
    declare_relation(actor=person, username=world["accused"].username)
    return person


@attack("Access", "A handler puts a question to somebody whom a wall means but whom the report does not accuse")
@pytest.mark.parametrize(
    "who", ["excluded", "recused", "found_later", "relative", "look_alike", "squatter", "stranger"]
)
def test_only_the_accused_can_be_asked(world, who):
    person = world["bob"].person if who == "recused" else PersonFactory()
    if who == "excluded":
        add_walls(world["case"], tokens_to_wall(people=[person]))
    elif who == "recused":
        recuse(actor=person, case=world["case"])
    elif who == "found_later":
        wall_person(actor=world["ada"].person, case=world["case"], person=person)
    elif who == "relative":
        person = relative_of(world)
    elif who == "look_alike":
        person = PersonFactory(username="Accused Canаry")
    elif who == "squatter":
        FormerName.objects.create(username=world["accused"].username, person=person)
    with pytest.raises(CaseRefused, match="cannot be done with the case") as refusal:
        asked(world, person=person)
    assert refusal.value.field == "username"
    assert not Letter.objects.exists()


def test_the_accused_is_found_by_a_former_name(world):
    person = world["accused"]
    FormerName.objects.create(username=person.username, person=person)
    person.username = "Renamed"
    person.save()
    assert asked(world)


def test_there_is_one_open_question_to_a_person_at_a_time(world):
    letter = asked(world)
    with pytest.raises(CaseRefused):
        asked(world)
    answer_letter(actor=world["accused"], letter=opened_now(letter), text=ANSWER)
    assert asked(world)


@pytest.mark.parametrize("does", ["stop", "go"])
def test_the_reporter_stops_it_or_lets_it_go(client, world, does):
    cache.clear()
    letter = asked(world)
    client.post(reverse("reporting:return"), {"receipt": world["opened"].receipt})
    assert "You can stop it" in client.get(reverse("reporting:messages")).text
    page = reverse("reporting:stop_question", args=[letter.uid])
    assert client.post(page, {"do": "nonsense"}).status_code == 404
    assert client.post(page, {"do": does}).status_code == 302
    letter.refresh_from_db()
    assert (letter.ended, bool(letter.objected_at)) == ((True, True) if does == "stop" else (False, False))
    assert (signed_in(world["accused"]).get(page_of(letter)).status_code == 200) == (does == "go")
    handlers = signed_in(world["ada"].person, unlock=True).get(
        reverse("reporting:ask_accused", args=[world["case"].reference])
    )
    said = "The reporter does not want it asked" if does == "stop" else "Waiting for the answer"
    assert said in handlers.text


def test_the_receipt_of_another_case_stops_nothing(client, world):
    cache.clear()
    letter = asked(world)
    other = arrived(world["first"], world["last"])
    client.post(reverse("reporting:return"), {"receipt": other.receipt})
    assert client.post(reverse("reporting:stop_question", args=[letter.uid]), {"do": "stop"}).status_code == 404


def test_a_second_handler_agrees_where_the_quorum_is_two(world):
    world["first"].quorum = 2
    world["first"].save()
    letter = opened_now(asked(world))
    page = reverse("reporting:question", args=[world["case"].reference, letter.uid])
    accused = signed_in(world["accused"])
    assert announce_letters() == 0
    assert accused.get(page_of(letter)).status_code == 404
    assert signed_in(world["ada"].person).post(page, {"do": "agree"}).status_code == 409
    assert signed_in(world["above"][0].person).post(page, {"do": "agree"}).status_code == 404
    assert signed_in(world["bob"].person).post(page, {"do": "agree"}).status_code == 302
    assert accused.get(page_of(letter)).status_code == 200
    assert signed_in(world["ada"].person).post(page, {"do": "withdraw"}).status_code == 302
    assert accused.get(page_of(letter)).status_code == 404


@pytest.mark.parametrize("how", ["late", "closed", "shredded"])
def test_it_ends_with_its_time_and_with_the_case(world, how):
    letter = opened_now(asked(world))
    if how == "late":
        assert end_letters() == 0
        assert end_letters(timezone.now() + timedelta(days=20)) == 1
    elif how == "closed":
        opened = unlock_case(case=Case.objects.get(), vault=world["ada"])
        close_case(actor=world["ada"].person, open_case=opened, outcome="It ended.")
        assert signed_in(world["accused"]).get(page_of(letter)).status_code == 404
        assert end_letters() == 1
    else:
        shred_case(case=past_its_time(world["case"]))
        assert not Letter.objects.exists()
    assert not case_secrets.generations(letter.uid)
    assert signed_in(world["accused"]).get(page_of(letter)).status_code == 404


def test_the_sweep_ends_nothing_that_changed_meanwhile(world, monkeypatch):
    """Somebody answers between the moment when the sweep looked and the moment when it comes to the letter."""
    letter, end_one = opened_now(asked(world)), asking._end_one

    def answered_first(pk, now):
        Letter.objects.filter(pk=pk).update(answered_on=timezone.now().date(), ended=True, token=b"x")
        return end_one(pk, now)

    monkeypatch.setattr(asking, "_end_one", answered_first)
    assert end_letters(timezone.now() + timedelta(days=20)) == 0
    letter.refresh_from_db()
    assert (bytes(letter.token), bool(letter.answered_on)) == (b"x", True)


def test_what_ends_a_letter_writes_only_what_it_changed(world):
    letter = opened_now(asked(world))
    Letter.objects.filter(pk=letter.pk).update(told=True, approved_by=world["bob"].person.pk)
    asking.end_letter(letter)
    letter.refresh_from_db()
    assert (letter.told, letter.approved_by, letter.ended) == (True, world["bob"].person, True)


def test_an_answer_that_is_not_kept_leaves_the_question_open(world, monkeypatch):
    letter = opened_now(asked(world))

    def fails(*_args):
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr(asking, "tell_soon", fails)
        with pytest.raises(RuntimeError), committed():
            answer_letter(actor=world["accused"], letter=letter, text=ANSWER)
    assert read_letter(actor=world["accused"], letter=letter) == QUESTION
    with committed():
        answer_letter(actor=world["accused"], letter=letter, text=ANSWER)
    assert not case_secrets.generations(letter.uid)


@pytest.mark.parametrize("late", [timedelta(days=9), timedelta(days=-2)])
def test_agreeing_late_leaves_the_whole_time_to_answer(world, late):
    world["first"].quorum = 2
    world["first"].save()
    letter = asked(world, days=3)
    Letter.objects.filter(pk=letter.pk).update(
        opens_at=timezone.now() - late, answer_by=timezone.now() - late + timedelta(days=3)
    )
    before = Letter.objects.get()
    after = approve_question(actor=world["bob"].person, case=world["case"], letter=letter)
    after.refresh_from_db()
    assert after.answer_by - after.opens_at == before.answer_by - before.opens_at
    assert abs(after.opens_at - max(before.opens_at, timezone.now())) < timedelta(minutes=1)


@pytest.mark.parametrize("told", [False, True])
def test_questions_of_both_cases_end_when_they_are_merged(world, told):
    other = arrived(world["first"], world["last"], text="Another one saw it too", people=[world["accused"]])
    other.write("accused", world["accused"].username, author=None)
    letters = [asked(world), asked(world | {"case": other.case})]
    Letter.objects.update(told=told)
    ada = world["ada"]
    cases = [unlock_case(case=Case.objects.get(pk=each.pk), vault=ada) for each in (other.case, world["case"])]
    with committed():
        merge_cases(actor=ada.person, joining=cases[0], into=cases[1])
    for letter in letters:
        letter = opened_now(letter)
        assert (letter.ended, bool(letter.withdrawn_at)) == (True, True)
        assert not case_secrets.generations(letter.uid)
        assert signed_in(world["accused"]).get(page_of(letter)).status_code == 404
    assert Event.objects.filter(action="reporting.letter.withdrawn").count() == 2


@pytest.mark.parametrize("told", [False, True])
def test_what_nobody_was_told_of_ends_when_the_case_climbs(world, told):
    letter = asked(world)
    Letter.objects.update(told=told)
    with committed():
        assert climb_overdue(timezone.now() + timedelta(days=2)) == 1
    letter.refresh_from_db()
    assert letter.ended is bool(letter.withdrawn_at) is not told
    assert bool(case_secrets.generations(letter.uid)) is told


def test_what_nobody_was_told_of_in_a_part_ends_too(world):
    other = arrived(world["first"], world["last"], people=[world["accused"]])
    cases = [unlock_case(case=Case.objects.get(pk=each.pk), vault=world["ada"]) for each in (other.case, world["case"])]
    merge_cases(actor=world["ada"].person, joining=cases[0], into=cases[1])
    letter = asked(world, parts=[unlock_case(case=Case.objects.get(pk=other.case.pk), vault=world["ada"])])
    Letter.objects.update(case=other.case)
    assert climb(case=world["case"], kind=StepKind.CLIMBED_RECUSED)
    letter.refresh_from_db()
    assert letter.ended


def test_reporters_of_merged_cases_are_warned_and_only_one_reads_the_question(world):
    other = arrived(world["first"], world["last"], text="Another one saw it too", people=[world["accused"]])
    ada = world["ada"]
    cases = [unlock_case(case=Case.objects.get(pk=each.pk), vault=ada) for each in (other.case, world["case"])]
    merge_cases(actor=ada.person, joining=cases[0], into=cases[1])
    part = unlock_case(case=Case.objects.get(pk=other.case.pk), vault=ada)
    with pytest.raises(CaseRefused):
        asked(world)
    with pytest.raises(CaseRefused):
        asked(world, parts=[part], text="Why did another one saw it too")
    asked(world, parts=[part])
    mine, theirs = (unlock_with_receipt(each.receipt) for each in (world["opened"], other))
    assert QUESTION in [mine.read(item) for item in mine.items()][-1]
    last = [theirs.read(item) for item in theirs.items()][-1]
    assert QUESTION not in last
    assert "stop it" in last


def test_export_and_erasure_of_the_person_asked(world):
    letter = opened_now(asked(world))
    announce_letters()
    (said,) = case_personal_data.export(world["accused"])["questions_to_me"]
    assert set(said) == {"opened", "answered"}
    case_personal_data.erase(world["accused"])
    letter.refresh_from_db()
    assert (letter.ended, bytes(letter.token)) == (True, b"")
    assert not Notice.objects.filter(context__icontains="Accused").exists()


@attack("Access", "A handler asks somebody whom only a wall means: refused, until they name them as reported, sealed")
def test_somebody_whom_handlers_find_later_can_be_asked(world):
    ada, case, later = world["ada"], world["case"], PersonFactory(username="Found Later")
    page = reverse("reporting:wall", args=[case.reference])
    said = {"username": "found Later"}
    locked, client = signed_in(ada.person), signed_in(ada.person, unlock=True)
    assert locked.post(page, said | {"accused": "on"}).status_code == 400
    assert client.post(page, said).status_code == 302
    with pytest.raises(CaseRefused) as alone:
        asked(world, person=later)
    with pytest.raises(CaseRefused) as stranger:
        asked(world, person=PersonFactory())
    assert str(alone.value) == str(stranger.value)
    assert client.post(page, said | {"accused": "on"}).status_code == 302
    assert asked(world, person=later)
    back = unlock_with_receipt(world["opened"].receipt)
    assert not any(later.username in back.read(item) for item in back.items())
    assert later.username.encode() not in bytes(SealedItem.objects.get(kind="accused_later").box)
