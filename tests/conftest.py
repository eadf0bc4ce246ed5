"""Fixtures for all tests. The database server comes from the plugin `wikilearn.launcher.testing`."""

import time
from unittest.mock import patch

import hypothesis
import pytest
from django.db import connection
from django.test import TransactionTestCase
from django.utils import translation

TRIGGERS_AGAINST_TRUNCATE = """
    SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgname LIKE 'pgtrigger_no_truncate_%'
"""
FROM_MIGRATE = {"django_migrations", "django_content_type", "auth_permission"}
"""Tables whose rows `migrate` writes and no test changes."""


hypothesis.settings.register_profile(
    "patient", hypothesis.settings(), deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("patient")  # a busy machine is slow, not wrong


@pytest.fixture(autouse=True)
def one_window():
    """Limits count within a test as if it took no time, and nothing of the tests before it."""
    number = time.time_ns()
    with patch("wikilearn.core.throttling.window", lambda seconds: number):
        yield


@pytest.fixture(autouse=True)
def english():
    """Begin in English: the test client leaves the language of its last page to whatever runs next in the process."""
    translation.activate("en")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Let tests that commit be followed by others: see `remove_rows`.

    Django would truncate every table, which the `no_truncate` triggers of `wikilearn.core.integrity.append_only`
    refuse. Only these are switched off, and only in the test database; `tests/core/test_integrity.py` switches them on
    again to see them refuse.
    """
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(TRIGGERS_AGAINST_TRUNCATE)
        for table, trigger in cursor.fetchall():
            cursor.execute(f'ALTER TABLE {table} DISABLE TRIGGER "{trigger}"')
        cursor.execute("SHOW is_superuser")
        if cursor.fetchone() == ("on",):
            TransactionTestCase._fixture_teardown = lambda case: remove_rows()


def remove_rows():
    """Delete what a test has committed, past all triggers and foreign keys, in the tables that have rows.

    To truncate some two hundred tables, and to write content types and permissions again, takes a second each time.
    """
    tables = sorted(set(connection.introspection.table_names()) - FROM_MIGRATE)
    looks = ", ".join(f"CASE WHEN EXISTS (SELECT FROM \"{table}\") THEN '{table}' END" for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT array_remove(ARRAY[{looks}], NULL)")
        deletions = "".join(f'DELETE FROM "{table}";' for table in cursor.fetchone()[0])
        patience = "SET LOCAL lock_timeout = '2min'"  # whoever left a lock behind fails, and does not wait for ever
        cursor.execute(f"BEGIN; {patience}; SET LOCAL session_replication_role = replica; {deletions} COMMIT")
