"""What a report that is sent does first and last: nothing slow happens under the lock of the audit log."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reporting.models import Case
from reporting.vault import keys
from tests.factories.reports import ready_site, sent
from wikilearn.audit.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site():
    return ready_site()


def test_sending_asks_so_often_and_takes_the_lock_of_the_log_last(monkeypatch):
    sent()
    order, stretched = [], keys.stretched
    monkeypatch.setattr("reporting.vault.receipts.stretched", lambda *said: order.append("hash") or stretched(*said))
    with (
        connection.execute_wrapper(lambda execute, sql, *said: order.append(sql.strip()) or execute(sql, *said)),
        CaptureQueriesContext(connection) as queries,
    ):
        sent()
    asked = [each for each in order if each != "hash" and "SAVEPOINT" not in each]
    assert len(queries) == 25
    assert order.index("hash") == 1  # after the question whether the ticket was spent, before anything is locked
    assert [each[:31] for each in asked if "pg_advisory_xact_lock" in each or "audit_event" in each] == [
        "SELECT pg_advisory_xact_lock(%s",
        'INSERT INTO "audit_event" ("at"',
    ]
    assert 'INTO "audit_event"' in asked[-1]
    said = Event.objects.order_by("-id").values_list("action", "target")[:2]
    assert list(said) == [(name, f"case:{Case.objects.latest('created_at').pk}") for name in WRITTEN]


WRITTEN = ("reporting.case.sealed", "case.received")
