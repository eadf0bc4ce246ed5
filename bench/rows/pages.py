"""Pages, compared with the floor."""

from bench.measuring import Result, medians, queries, row
from bench.server import Site

FLOOR, EMPTY = "/bench/floor", "/bench/empty"


@row("base layout with one query", area="layout", aim="≤ 4 × an empty view")
def base_layout(site: Site) -> Result:
    floor, empty = medians(lambda: site.get(FLOOR), lambda: site.get(EMPTY), rounds=200)
    return Result(f"{floor / empty:.1f} × ({floor * 1e3:.2f} ms / {empty * 1e3:.2f} ms)", floor <= 4 * empty)


def page_against_floor(site: Site, address: str, *, times: float, most_queries: int) -> Result:
    """Hold a page against the floor: at most `times` as long, at most `most_queries` queries."""
    page, floor = medians(lambda: site.get(address), lambda: site.get(FLOOR))
    asked = queries(site.client, address)
    figures = f"{page / floor:.1f} × floor ({page * 1e3:.1f} ms), {asked} queries"
    return Result(figures, page <= times * floor and asked <= most_queries)
