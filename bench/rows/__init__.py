"""The rows of the table, one module an area; importing a module registers its rows."""

from importlib import import_module

from bench.measuring import ROWS, Row

AREAS = (
    "layout",
    "movement",
    "courses",
    "localizing",
    "assessment",
    "exchange",
    "certification",
    "badges",
    "badge_pages",
    "enforcing",
    "vault",
    "conduct",
    "intake",
    "cases",
    "skills_matching",
    "skills_people",
    "skills_library",
    "skills_gaps",
)


def all_rows() -> list[Row]:
    """Every row, area by area."""
    for area in AREAS:
        import_module(f"bench.rows.{area}")
    return ROWS
