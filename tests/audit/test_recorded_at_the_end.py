"""Events of one long action are written together, last."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from wikilearn.audit.actions import record, recorded_at_the_end
from wikilearn.audit.models import Event
from wikilearn.audit.queries import verify_chain

pytestmark = pytest.mark.django_db


def said():
    return list(Event.objects.order_by("id").values_list("actor", "action"))


def test_all_events_are_written_at_the_end_in_their_order_with_two_queries():
    record(actor="a", action="before", target="x")
    with CaptureQueriesContext(connection) as queries:
        with recorded_at_the_end():
            record(actor="a", action="first", target="x")
            with recorded_at_the_end():
                record(actor="b", action="second", target="y", details={"number": 1})
            assert len(queries) == 0
        assert len(queries) == 2
    record(actor="a", action="after", target="x")
    assert said() == [("a", "before"), ("a", "first"), ("b", "second"), ("a", "after")]
    assert verify_chain().whole


def fails():
    with recorded_at_the_end():
        record(actor="a", action="first", target="x")
        raise ZeroDivisionError


def test_what_fails_records_nothing_and_leaves_the_next_one_alone():
    with pytest.raises(ZeroDivisionError):
        fails()
    assert said() == []
    record(actor="a", action="next", target="x")
    assert said() == [("a", "next")]


def test_what_would_not_come_back_is_refused_at_once():
    with pytest.raises(TypeError), recorded_at_the_end():
        record(actor="a", action="first", target="x", details={"half": 0.5})
