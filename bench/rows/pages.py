"""Holding a page against the floor."""

from bench.measuring import Result, medians, queries
from bench.rows.layout import FLOOR
from bench.server import Site


def page_against_floor(site: Site, address: str, *, times: float, most_queries: int) -> Result:
    """At most `times` as long as the floor, and at most `most_queries` queries."""
    page, floor = medians(lambda: site.get(address), lambda: site.get(FLOOR))
    asked = queries(site.client, address)
    figures = f"{page / floor:.1f} × floor ({page * 1e3:.1f} ms), {asked} queries"
    return Result(figures, page <= times * floor and asked <= most_queries, page)
