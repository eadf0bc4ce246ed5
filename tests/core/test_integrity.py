"""What the database refuses by itself."""

import pytest
from django.db import DatabaseError, connection, transaction

from tests.conftest import TRIGGERS_AGAINST_TRUNCATE


@pytest.mark.django_db
def test_append_only_tables_refuse_to_be_truncated():
    with connection.cursor() as cursor:
        cursor.execute(TRIGGERS_AGAINST_TRUNCATE)
        triggers = cursor.fetchall()
        assert ("audit_event" in {table for table, _ in triggers}) is True
        for table, trigger in triggers:
            cursor.execute(f'ALTER TABLE {table} ENABLE TRIGGER "{trigger}"')
            with pytest.raises(DatabaseError, match="Cannot truncate"), transaction.atomic():
                cursor.execute(f"TRUNCATE {table} CASCADE")


@pytest.mark.django_db(transaction=True)
def test_flush_between_transactional_tests_empties_append_only_tables():
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE audit_event")
