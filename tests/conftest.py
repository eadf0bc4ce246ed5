"""Fixtures for all tests. The database server comes from the plugin `wikilearn.launcher.testing`."""

import pytest
from django.db import connection

TRIGGERS_AGAINST_TRUNCATE = """
    SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgname LIKE 'pgtrigger_no_truncate_%'
"""


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Let the flush between transactional tests empty append-only tables.

    It truncates every table, which the `no_truncate` triggers of `wikilearn.core.integrity.append_only` refuse.
    Only these are switched off, and only in the test database; `tests/core/test_integrity.py` switches them on
    again to see them refuse.
    """
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(TRIGGERS_AGAINST_TRUNCATE)
        for table, trigger in cursor.fetchall():
            cursor.execute(f'ALTER TABLE {table} DISABLE TRIGGER "{trigger}"')
