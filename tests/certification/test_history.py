"""Earlier records from files: every kind of bad file and row, the import, and records that wait for their account."""

import codecs
import contextlib
import json
from datetime import date
from io import BytesIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from certification.actions import histories
from certification.actions.histories import (
    approve_history_import,
    check_history_import,
    drop_history_import,
    import_records,
    perform_history_import,
    start_history_import,
)
from certification.enums import FactKind, RunState
from certification.errors import DecisionRefused, ImportRefused, NotYours
from certification.history import Record, read
from certification.models import Fact, FormerName, HistoryImport, Period, WaitingRecord
from certification.personal_data import erase
from tests.factories.certification import RequirementFactory
from tests.factories.courses import TopicFactory
from tests.factories.movement import RightFactory
from tests.factories.people import PersonFactory
from wikilearn.audit.models import Event
from wikilearn.people.actions.wikimedia import follow_wikimedia_account
from wikilearn.people.enums import Role

TOPICS = ("digital-security", "self-care")
RIGHTS = {"checkuser": ("digital-security", "self-care"), "rollbacker": ()}
DAY = date(2026, 6, 1)
HEAD = "username,topic,from,until,evidence\n"
ROW = "Ada,digital-security,2025-03-01,2027-03-01,Workshop\n"


def reading(text, encoding="utf-8"):
    content = text.encode(encoding) if isinstance(text, str) else text
    return read(content, topics=TOPICS, rights=RIGHTS, day=DAY)


def test_read_takes_records_in_the_spelling_of_the_wikis():
    (record,) = reading(HEAD + "ada_lovelace, digital-security ,2025-03-01,2027-03-01,\n").records
    assert record == Record(2, "Ada lovelace", "digital-security", date(2025, 3, 1), date(2027, 3, 1))


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("latin-1", "Latin-1"),
        ("cp1252", "Latin-1"),
    ],
)
def test_read_knows_separators_and_encodings(separator, encoding, told):
    text = (HEAD + "Zoë,self-care,2025-03-01,2027-03-01,Café\n").replace(",", separator)
    found = reading(text, encoding)
    assert (found.encoding, found.separator, found.errors) == (told, separator, [])
    assert (found.records[0].username, found.records[0].evidence) == ("Zoë", "Café")


def test_read_takes_columns_in_any_order_case_and_quotes_and_leaves_out_empty_lines():
    text = '"Until","FROM","username","right"\r\n\r\n2027-03-01,2025-03-01,"Ada ""x"" B",checkuser\r\n,,,\r\n'
    found = reading(text)
    assert [(r.row, r.username, r.topic) for r in found.records] == [
        (3, 'Ada "x" B', "digital-security"),
        (3, 'Ada "x" B', "self-care"),
    ]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n",
        HEAD,
        "username,topic\nAda,x\n",
        "name,topic,from,until\nAda,x,2025-01-01,2026-01-01\n",
        "username,from,until\nAda,2025-01-01,2026-01-01\n",
        "username,topic,from,until,salary\nAda,self-care,2025-01-01,2026-01-01,1\n",
        "username,topic,from,until,until\nAda,self-care,2025-01-01,2026-01-01,2026-01-01\n",
        HEAD + 'Ada,"self-care,2025-03-01,2027-03-01,\n',
        b"%PDF-1.7\x00\x01\x02binary\x00",
        codecs.BOM_UTF8 + b"\xff\xff",
        codecs.BOM_UTF16_LE + b"a",
        b"x" * (5 * 1024 * 1024 + 1),
        HEAD + ROW * 10_001,
    ],
)
def test_read_refuses_what_is_no_list(content):
    with pytest.raises(ImportRefused):
        reading(content)


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        (",digital-security,2025-03-01,2027-03-01,", "username", "username_missing"),
        ("A#b,digital-security,2025-03-01,2027-03-01,", "username", "username_invalid"),
        ("192.0.2.1,digital-security,2025-03-01,2027-03-01,", "username", "username_temporary"),
        ("~2026-12345-67,digital-security,2025-03-01,2027-03-01,", "username", "username_temporary"),
        ("Ada,,2025-03-01,2027-03-01,", "topic", "topic_missing"),
        ("Ada,cooking,2025-03-01,2027-03-01,", "topic", "topic_unknown"),
        ("Ada,self-care,,2027-03-01,", "from", "day_missing"),
        ("Ada,self-care,01.03.2025,2027-03-01,", "from", "day_first"),
        ("Ada,self-care,3/1/25,2027-03-01,", "from", "day_first"),
        ("Ada,self-care,2025-03-01,01/03/2027,", "until", "day_first"),
        ("Ada,self-care,2025-02-29,2027-03-01,", "from", "day_wrong"),
        ("Ada,self-care,2025-3-1,2027-03-01,", "from", "day_wrong"),
        ("Ada,self-care,20250301,2027-03-01,", "from", "day_wrong"),
        ("Ada,self-care,tomorrow,2027-03-01,", "from", "day_wrong"),
        ("Ada,self-care,2026-06-02,2027-03-01,", "from", "day_future"),
        ("Ada,self-care,0001-01-01,2027-03-01,", "from", "day_early"),
        ("Ada,self-care,2025-03-01,2025-02-28,", "until", "until_before_from"),
        ("Ada,self-care,2025-03-01,9999-12-31,", "until", "too_long"),
        ("Ada,self-care,2025-03-01,2027-03-01", "", "cells"),
        ("Ada,self-care,2025-03-01,2027-03-01,x,y", "", "cells"),
        ("Ada,self-care,2025-03-01,2027-03-01," + "x" * 2001, "evidence", "evidence_long"),
        ("ada,digital-security,2025-03-01,2027-03-01,Other words", "", "duplicate"),
    ],
)
def test_read_says_what_is_wrong_in_which_row(row, column, code):
    found = reading(HEAD + ROW + row + "\n")
    assert [(error.row, error.column, error.code) for error in found.errors] == [(3, column, code)]
    assert found.errors[0].message
    assert (found.wrong, len(found.records)) == (1, 1)


@pytest.mark.parametrize(("right", "code"), [("emperor", "right_unknown"), ("rollbacker", "right_asks_nothing")])
def test_read_says_which_right_is_wrong(right, code):
    found = reading(f"username,right,from,until\nAda,{right},2025-03-01,2027-03-01\n")
    assert [(error.row, error.column, error.code) for error in found.errors] == [(2, "right", code)]


@given(st.binary(max_size=400))
def test_read_survives_any_bytes(content):
    for prefix in (b"", HEAD.encode()):
        with contextlib.suppress(ImportRefused):
            reading(prefix + content)


def test_the_last_row_of_a_quoted_text_of_many_lines_keeps_its_number():
    found = reading(HEAD + 'Ada,self-care,2025-03-01,2027-03-01,"one\ntwo"\nBob,self-care,x,2027-03-01,\n')
    assert [error.row for error in found.errors] == [4]


@pytest.fixture
def topic(db):
    return TopicFactory(key="digital-security", mandatory=True)


@pytest.fixture
def curator(db):
    return PersonFactory(role=Role.CURATOR)


def started(curator, text):
    run = start_history_import(actor=curator, file=BytesIO(text.encode()), filename="records.csv")
    return check_history_import(run_id=run.pk)


def test_import_is_checked_approved_and_done_once(topic, curator):
    ada = PersonFactory(username="Ada", central_id=1)
    PersonFactory(username="Bob")
    text = HEAD + ROW + "Bob,digital-security,2025-03-01,2027-03-01,\nCem,digital-security,2025-03-01,2027-03-01,\n"
    run = started(curator, text)
    assert (run.state, run.added, run.waiting, run.known) == (RunState.CHECKED, 1, 2, 0)
    assert not Fact.objects.exists()
    with pytest.raises(NotYours):
        approve_history_import(actor=PersonFactory(role=Role.STEWARD), run=run)
    approve_history_import(actor=curator, run=run)
    run = perform_history_import(run_id=run.pk)
    assert (run.state, run.added, run.waiting, run.known, bool(run.file)) == (RunState.DONE, 1, 2, 0, False)
    fact = Fact.objects.get()
    assert (fact.person, fact.kind, fact.evidence, fact.actor) == (
        ada,
        FactKind.IMPORTED,
        "Workshop",
        curator.reference,
    )
    assert (fact.valid_from, fact.valid_until) == (date(2025, 3, 1), date(2027, 3, 1))
    assert set(WaitingRecord.objects.values_list("username", flat=True)) == {"Bob", "Cem"}
    again = started(curator, text)
    assert (again.added, again.waiting, again.known) == (0, 0, 3)
    approve_history_import(actor=curator, run=again)
    perform_history_import(run_id=again.pk)
    assert (Fact.objects.count(), WaitingRecord.objects.count()) == (1, 2)
    with pytest.raises(DecisionRefused):
        approve_history_import(actor=curator, run=again)
    details = Event.objects.filter(action="certification.history_imported").order_by("pk").first().details
    assert details == {"added": 1, "waiting": 2, "known": 0, "wrong": 0}


def test_import_with_errors_changes_nothing(topic, curator):
    run = started(curator, HEAD + ROW + "Bob,digital-security,01.03.2025,2027-03-01,\n")
    assert (run.state, run.wrong, run.errors[0]["code"]) == (RunState.REFUSED, 1, "day_first")
    assert not (Fact.objects.exists())
    assert not (WaitingRecord.objects.exists())
    refused = started(curator, "nonsense")
    assert (refused.state, bool(refused.error)) == (RunState.REFUSED, True)


def test_import_can_be_dropped_and_is_for_those_who_may(topic, curator):
    run = started(curator, HEAD + ROW)
    drop_history_import(actor=curator, run=run)
    run.refresh_from_db()
    assert (run.state, perform_history_import(run_id=run.pk).state) == (RunState.REFUSED, RunState.REFUSED)
    with pytest.raises(NotYours):
        start_history_import(actor=PersonFactory(), file=BytesIO(b""), filename="x")
    with pytest.raises(ImportRefused):
        start_history_import(actor=curator, file=BytesIO(b"x" * (5 * 1024 * 1024 + 1)), filename="x")


def test_a_worker_that_dies_half_way_leaves_the_rest_to_the_next(topic, curator, monkeypatch):
    monkeypatch.setattr(histories, "CHUNK", 10)
    rows = "".join(f"Person {n:03},digital-security,2025-03-01,2027-03-01,\n" for n in range(35))
    for number in range(35):
        if number % 2:
            PersonFactory(username=f"Person {number:03}", central_id=1000 + number)
    run = started(curator, HEAD + rows)
    approve_history_import(actor=curator, run=run)
    calls = []

    def dies(**wanted):
        calls.append(1)
        if len(calls) == 3:
            raise MemoryError
        return import_records(**wanted)

    with monkeypatch.context() as patch:
        patch.setattr(histories, "import_records", dies)
        with pytest.raises(MemoryError):
            perform_history_import(run_id=run.pk)
    run.refresh_from_db()
    assert (run.state, run.done, Fact.objects.count() + WaitingRecord.objects.count()) == (RunState.RUNNING, 20, 20)
    run = perform_history_import(run_id=run.pk)
    assert (run.state, run.done, run.added, run.waiting) == (RunState.DONE, 35, 17, 18)


def waiting_for(topic, name, first=date(2025, 3, 1)):
    import_records(actor="system", records=[Record(2, name, topic.key, first, date(2027, 3, 1), "Workshop")])


def test_records_wait_until_the_account_is_shown_to_be_theirs(topic):
    waiting_for(topic, "Ada")
    person = PersonFactory(username="Ada")
    assert not Fact.objects.exists()
    follow_wikimedia_account(actor=person, person=person, central_id=7, username="Ada")
    fact = Fact.objects.get()
    assert (fact.person, fact.kind, WaitingRecord.objects.get().fact) == (person, FactKind.IMPORTED, fact)
    assert Period.objects.get().valid_until == date(2027, 3, 1)
    waiting_for(topic, "Ada")
    assert (Fact.objects.count(), WaitingRecord.objects.count()) == (1, 1)


def test_records_of_the_new_name_come_with_a_rename_and_those_of_an_old_name_are_found(topic):
    person = PersonFactory(username="Ada", central_id=7)
    waiting_for(topic, "Ada B")
    follow_wikimedia_account(actor=person, person=person, central_id=7, username="Ada B")
    assert Fact.objects.get().person == person
    assert FormerName.objects.get().username == "Ada"
    waiting_for(topic, "Ada", date(2025, 4, 1))
    assert Fact.objects.filter(person=person).count() == 2


def test_erasing_a_person_forgets_what_waited_for_them(topic):
    waiting_for(topic, "Ada")
    person = PersonFactory(username="Ada")
    follow_wikimedia_account(actor=person, person=person, central_id=7, username="Ada")
    erase(person)
    assert not WaitingRecord.objects.exists()


@pytest.fixture
def file(tmp_path):
    def write(text):
        path = tmp_path / "records.csv"
        path.write_text(text)
        return str(path)

    return write


def test_command_tries_imports_and_is_silent_the_second_time(topic, file, capsys):
    PersonFactory(username="Ada", central_id=1)
    path = file(HEAD + ROW)
    call_command("import_certifications", path, "--dry-run", "--format=json")
    said = json.loads(capsys.readouterr().out)
    assert (said["added"], said["dry_run"], said["errors"], Fact.objects.count()) == (1, True, [], 0)
    call_command("import_certifications", path)
    assert "added      1" in capsys.readouterr().out
    call_command("import_certifications", path, "--format=json")
    assert json.loads(capsys.readouterr().out)["known"] == 1
    assert Fact.objects.get().actor == "system"


@pytest.mark.parametrize("dry", [["--dry-run"], []])
def test_command_ends_with_1_on_errors_and_imports_nothing(topic, file, capsys, dry):
    with pytest.raises(SystemExit) as ended:
        call_command("import_certifications", file(HEAD + ROW + "Bob,cooking,1.1.2025,2027-03-01,\n"), *dry)
    assert ended.value.code == 1
    out = capsys.readouterr().out
    assert "cooking" in out
    assert "3  from" in out
    assert not Fact.objects.exists() and not WaitingRecord.objects.exists()  # noqa: PT018


@pytest.mark.parametrize("text", ["", "nonsense", None])
def test_command_refuses_what_it_cannot_read(db, file, text):
    with pytest.raises(CommandError):
        call_command("import_certifications", file(text) if text is not None else "/no/such/file")


def test_a_right_stands_for_the_topics_that_it_requires(topic, curator):
    RequirementFactory(right=RightFactory(key="checkuser"), topic=topic)
    run = started(curator, "username,right,from,until\nAda,checkuser,2025-03-01,2027-03-01\n")
    assert (run.state, run.waiting) == (RunState.CHECKED, 1)


def test_pages_of_earlier_records(client, topic, curator, django_assert_num_queries):
    client.force_login(PersonFactory(role=Role.STEWARD))
    assert client.get(reverse("certification:histories")).status_code == 403
    client.force_login(curator)
    assert 'class="empty"' in client.get(reverse("certification:histories")).text
    assert client.post(reverse("certification:histories"), {"x": "y"}).status_code == 400
    bad = BytesIO((HEAD + "Bob,cooking,1.1.2025,2027-03-01,=x\n").encode())
    bad.name = "bad.csv"
    answer = client.post(reverse("certification:histories"), {"file": bad})
    run = HistoryImport.objects.get()
    check_history_import(run_id=run.pk)
    page = client.get(answer.url)
    assert "There is no topic with this key." in page.text
    assert "Write the day as 2026-03-01." in page.text
    rows = b"".join(client.get(answer.url, {"format": "csv"}).streaming_content).decode()
    assert "2,from,Write the day" in rows
    good = started(curator, HEAD + ROW)
    address = reverse("certification:history", args=[good.uid])
    assert "Will be added" in client.get(address).text
    assert client.post(reverse("certification:approve_history", args=[good.uid])).status_code == 302
    good.refresh_from_db()
    assert good.state in (RunState.APPROVED, RunState.DONE)
    client.get(reverse("certification:history_progress", args=[good.uid]))
    for number in (1, 29):
        for _each in range(number):
            HistoryImport.objects.create(by=curator, filename="x.csv")
        with django_assert_num_queries(3):
            assert client.get(reverse("certification:histories")).status_code == 200
