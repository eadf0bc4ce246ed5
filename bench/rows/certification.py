"""What a steward looks up."""

from django.urls import reverse

from bench.measuring import Result, row
from bench.rows.pages import page_against_floor
from bench.seeding.certification import WIKI
from bench.server import Site


@row("steward: one person", area="certification", aim="≤ 8 queries, ≤ 3 × floor at 1M periods", grows=True)
def steward_person(site: Site) -> Result:
    address = reverse("certification:steward_person", args=["Bench 77"])
    return page_against_floor(site, address, times=3, most_queries=8)


@row("steward: one wiki", area="certification", aim="≤ 8 queries, ≤ 4 × floor at 1M periods", grows=True)
def steward_wiki(site: Site) -> Result:
    address = reverse("certification:steward_wiki", args=[WIKI])
    return page_against_floor(site, address, times=4, most_queries=8)
