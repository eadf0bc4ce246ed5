"""The log is append-only, and whatever was done to it in the dark comes to light."""

import json
import threading
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from wikilearn.audit.actions import record, record_each
from wikilearn.audit.hashes import event_hash
from wikilearn.audit.models import Event
from wikilearn.audit.queries import verify_chain

pytestmark = pytest.mark.django_db
SIZE = 6
PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=5), inner, max_size=3
        )
    ),
    max_leaves=6,
)


def fill(count=SIZE):
    return [
        record(actor=f"person:{number}", action="thing.done", target=f"thing:{number}", details={"step": number})
        for number in range(count)
    ]


def behind_the_scenes(sql, *values):
    """Change the table as somebody with the keys of the database could."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER USER")
        cursor.execute(sql, values)
        cursor.execute("ALTER TABLE audit_event ENABLE TRIGGER USER")


def test_record_chains_events():
    first, second = fill(2)
    assert bytes(first.previous_hash) == bytes(32)
    assert bytes(second.previous_hash) == bytes(first.hash)
    verdict = verify_chain()
    assert verdict.whole
    assert (verdict.events, verdict.head) == (2, bytes(second.hash))


def test_empty_log_is_whole():
    assert verify_chain().whole
    assert verify_chain().events == 0


def test_record_each_chains_in_order():
    events = record_each(actor="system", action="thing.done", targets=["a:1", "a:2", "a:3"])
    assert [event.target for event in Event.objects.all()] == ["a:1", "a:2", "a:3"]
    assert [event.target for event in events] == ["a:1", "a:2", "a:3"]
    assert verify_chain().whole


@settings(max_examples=40, deadline=None)
@given(
    details=st.dictionaries(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8), PLAIN, max_size=3
    )
)
def test_whatever_may_be_recorded_comes_back_as_it_went_in(details):
    with transaction.atomic():
        record(actor="system", action="a.b", target="c:d", details=details)
        assert verify_chain().whole
        transaction.set_rollback(True)


@pytest.mark.parametrize("details", [{"share": 0.5}, {"when": timedelta(1)}, {1: "a"}, {"deep": [{"x": {"y": 1e9}}]}])
def test_what_would_come_back_changed_is_refused(details):
    with pytest.raises(TypeError):
        record(actor="system", action="a.b", target="c:d", details=details)


@pytest.mark.parametrize("sql", ["UPDATE audit_event SET actor = 'x'", "DELETE FROM audit_event"])
def test_database_refuses_changes(sql):
    fill(1)
    with (
        pytest.raises(DatabaseError, match="Cannot update or delete"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


COLUMNS = {
    "at": st.datetimes().map(lambda moment: moment.isoformat() + "+00:00"),
    "actor": st.text("abc:", min_size=1, max_size=20),
    "action": st.text("abc.", min_size=1, max_size=20),
    "target": st.text("abc:", min_size=1, max_size=20),
    "details": st.dictionaries(st.text("ab", max_size=3), st.integers(), max_size=2).map(json.dumps),
    "previous_hash": st.binary(min_size=32, max_size=32).filter(any),  # nothing but zeros stands in the first event
    "hash": st.binary(min_size=32, max_size=32),
}
EDITS = st.sampled_from(sorted(COLUMNS)).flatmap(lambda column: st.tuples(st.just(column), COLUMNS[column]))


@settings(max_examples=40, deadline=None)
@given(place=st.integers(0, SIZE - 1), edit=EDITS)
def test_any_edit_is_found_at_its_place(place, edit):
    column, value = edit
    with transaction.atomic():
        events = fill()
        behind_the_scenes(f"UPDATE audit_event SET {column} = %s WHERE id = %s", value, events[place].pk)
        assert verify_chain().broken_at == events[place].pk
        transaction.set_rollback(True)


@settings(max_examples=30, deadline=None)
@given(first=st.integers(0, SIZE - 2), count=st.integers(1, SIZE))
def test_any_removal_is_found(first, count):
    with transaction.atomic():
        events = fill()
        head = verify_chain().head
        gone = events[first : first + count]
        behind_the_scenes("DELETE FROM audit_event WHERE id = ANY(%s)", [event.pk for event in gone])
        verdict = verify_chain(remembered_head=head)
        assert not verdict.whole
        if gone[-1] is not events[-1]:
            assert verdict.broken_at == events[first + count].pk
        transaction.set_rollback(True)


@settings(max_examples=30, deadline=None)
@given(pair=st.lists(st.integers(0, SIZE - 1), min_size=2, max_size=2, unique=True).map(sorted))
def test_any_change_of_order_is_found(pair):
    with transaction.atomic():
        events = fill()
        early, late = (events[place].pk for place in pair)
        behind_the_scenes("UPDATE audit_event SET id = -id WHERE id = ANY(%s)", [early, late])
        behind_the_scenes("UPDATE audit_event SET id = %s WHERE id = %s", late, -early)
        behind_the_scenes("UPDATE audit_event SET id = %s WHERE id = %s", early, -late)
        assert verify_chain().broken_at == early
        transaction.set_rollback(True)


@settings(max_examples=20, deadline=None)
@given(place=st.integers(0, SIZE))
def test_any_event_slipped_in_is_found(place):
    with transaction.atomic():
        events = fill()
        behind_the_scenes("UPDATE audit_event SET id = id * 10")
        ahead = events[place].pk * 10 - 5 if place < SIZE else events[-1].pk * 10 + 5
        previous = events[place - 1].hash if place else bytes(32)
        said = {"actor": "x", "action": "y", "target": "z", "details": {}, "at": events[0].at}
        Event.objects.create(
            id=ahead, previous_hash=previous, hash=event_hash(previous=b"guess".rjust(32), **said), **said
        )
        assert verify_chain().broken_at == ahead
        transaction.set_rollback(True)


def test_chain_that_was_written_anew_is_found_by_its_remembered_head():
    fill()
    head = verify_chain().head
    behind_the_scenes("DELETE FROM audit_event")
    fill()
    assert verify_chain().whole
    assert not verify_chain(remembered_head=head).whole


def test_verify_takes_one_query_and_streams(django_assert_num_queries):
    fill()
    with django_assert_num_queries(4):  # heads, savepoint, rows, release
        assert verify_chain().whole


def test_command_says_that_the_log_is_whole():
    fill()
    out = StringIO()
    call_command("verify_audit", stdout=out)
    assert "6 events are what was written" in out.getvalue()
    assert verify_chain().head.hex() in out.getvalue()


def test_command_fails_and_names_the_first_broken_event():
    events = fill()
    behind_the_scenes("UPDATE audit_event SET target = 'x' WHERE id IN (%s, %s)", events[4].pk, events[2].pk)
    with pytest.raises(CommandError, match=f"Event {events[2].pk} is not what was written; the 2 before") as failure:
        call_command("verify_audit")
    assert failure.value.returncode == 1


def test_command_fails_when_the_end_was_cut_off():
    events = fill()
    head = verify_chain().head
    behind_the_scenes("DELETE FROM audit_event WHERE id >= %s", events[4].pk)
    call_command("verify_audit", stdout=StringIO())
    with pytest.raises(CommandError, match="not in the log any more"):
        call_command("verify_audit", head=head)


WAITING = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"


@pytest.mark.django_db(transaction=True)
def test_simultaneous_transactions_make_one_chain():
    """The second one waits for the first to commit, and then builds on it."""
    written, order = threading.Event(), []

    def slow():
        with transaction.atomic():
            record(actor="slow", action="a.b", target="c:d")
            written.set()
            with connection.cursor() as cursor:
                waiting = 0
                while not waiting:
                    cursor.execute(WAITING)
                    (waiting,) = cursor.fetchone()
            order.append("slow")
        connection.close()

    def quick():
        assert written.wait(10)
        with transaction.atomic():
            record(actor="quick", action="a.b", target="c:d")
            order.append("quick")
        connection.close()

    threads = [threading.Thread(target=slow), threading.Thread(target=quick)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert order == ["slow", "quick"]
    assert list(Event.objects.values_list("actor", flat=True)) == ["slow", "quick"]
    assert verify_chain().whole


@pytest.mark.django_db(transaction=True)
def test_many_writers_make_one_chain():
    def write(name):
        for _ in range(10):
            record(actor=name, action="a.b", target="c:d")
        connection.close()

    threads = [threading.Thread(target=write, args=(f"person:{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    verdict = verify_chain()
    assert verdict.whole
    assert verdict.events == 40
