"""The floor that pages stand on."""

from bench.measuring import Result, medians, row
from bench.server import Site

FLOOR, EMPTY = "/bench/floor", "/bench/empty"


@row("base layout with one query", area="layout", aim="≤ 4 × an empty view")
def base_layout(site: Site) -> Result:
    floor, empty = medians(lambda: site.get(FLOOR), lambda: site.get(EMPTY), rounds=200)
    return Result(f"{floor / empty:.1f} × ({floor * 1e3:.2f} / {empty * 1e3:.2f} ms)", floor <= 4 * empty, floor)
