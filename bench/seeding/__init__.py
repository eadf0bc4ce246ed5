"""Filling the database with bulk SQL: one real row, made by the product itself, is multiplied in its table.

Sizes are those of `Size`: SMALL first, then LARGE on top of it, so that rows can say how they grow.
"""

from dataclasses import dataclass

from django.db import connection
from django.db.models import Model


@dataclass(frozen=True)
class Size:
    """How much there is of everything."""

    people: int
    periods: int
    holdings: int
    courses: int
    languages: int = 12


SMALL = Size(people=10_000, periods=10_000, holdings=1_000, courses=100)
LARGE = Size(people=1_000_000, periods=1_000_000, holdings=50_000, courses=10_000)


def multiply(template: Model, source: str, **columns: str) -> int:
    """Insert a copy of `template` for each row of `source` (`generate_series(2, 9) AS n`); gives how many.

    `columns` are SQL expressions over `source` that replace the template's values, by column name.
    """
    table = template._meta.db_table
    names = [field.column for field in template._meta.concrete_fields if field.column not in {"id", *columns}]
    into = ", ".join([f'"{name}"' for name in [*columns, *names]])
    values = ", ".join([*columns.values(), *[f'template."{name}"' for name in names]])
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{table}" ({into}) SELECT {values} FROM "{table}" AS template, {source} '
            f"WHERE template.id = {template.pk}"
        )
        return cursor.rowcount


def analyze() -> None:
    """Let PostgreSQL know what is there now."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
