"""100,000 cases of one body, 1,000 of them open: copies of one that came in by the product's own way, with contents."""

from typing import Any

from django.db import connection

from bench.seeding import analyze
from reporting.models import Case

CASES, OPEN = 100_000, 1_000


def seed_cases(original: Case) -> None:
    """As many cases as above, each with the grants, items, walls and steps of the original; all but a few are closed.

    What is sealed in a copy opens for nobody: its box says which case it is for. Pages that open it are measured with
    the original.
    """
    wanted = CASES - Case.objects.count()
    if wanted <= 0:
        return
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # as if they had come their way
        cursor.execute("CREATE TEMPORARY TABLE bench_case (id uuid, n int)")
        cursor.execute("INSERT INTO bench_case SELECT gen_random_uuid(), n FROM generate_series(1, %s) AS n", [wanted])
        _copy(
            cursor,
            "reporting_case",
            original.pk,
            key="id",
            reference="'B' || lpad(copy.n::text, 9, '0')",
            decide_by="template.decide_by + copy.n * interval '1 minute'",
            cluster="gen_random_uuid()",
            state=f"CASE WHEN copy.n <= {OPEN} THEN template.state ELSE 'closed' END",
            settled_at=f"CASE WHEN copy.n <= {OPEN} THEN NULL ELSE template.created_at END",
            waiting_since=f"CASE WHEN copy.n <= {OPEN} THEN template.waiting_since END",
        )
        for table, more in (
            ("reporting_grant", {}),
            ("reporting_sealeditem", {"uid": "gen_random_uuid()"}),
            ("reporting_wall", {}),
        ):
            _copy(cursor, table, original.pk, key="case_id", **more)
        _copy(cursor, "reporting_casestep", original.pk, key="case")
        cursor.execute("DROP TABLE bench_case")
        cursor.execute("SET session_replication_role = DEFAULT")
    analyze()


def _copy(cursor: Any, table: str, original: object, *, key: str, **columns: str) -> None:
    """Copies of the rows of the original in a table, one set for each new case."""
    columns = {key: "copy.id", **columns}
    cursor.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND is_identity = 'NO'", [table]
    )
    names = [name for (name,) in cursor.fetchall() if name not in columns]
    into = ", ".join(f'"{name}"' for name in [*columns, *names])
    values = ", ".join([*columns.values(), *(f'template."{name}"' for name in names)])
    cursor.execute(
        f'INSERT INTO "{table}" ({into}) SELECT {values} FROM "{table}" AS template, bench_case AS copy '
        f'WHERE template."{key}" = %s',
        [original],
    )
