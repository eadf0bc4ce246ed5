"""Finding people: a list of fifty profiles with filters and counts, at 100,000 participants and 300,000 claims."""

from django.core.cache import cache

from bench.measuring import Result, medians, queries, row, stopwatch
from bench.rows.layout import FLOOR
from bench.seeding.people import VIEWER
from bench.seeding.skills import MANY, seed_skills
from bench.server import Site, running_site
from skills_exchange.actions.skill_names import write_names
from skills_exchange.models import Skill

LIST = "/skills/people/"
FILTERED = LIST + "?skill=bench-skill-7&language=es&format=call"
WORDS = LIST + "?q=benhc+skil+12"
LEAST = 150
"""Requests a second."""
WORKERS = 2
"""Processes that answer them, as in `make run`; the client and the database share the machine with them."""


@row("list of 50 people", area="skills_people", aim="≤ 8 queries, ≥ 150 requests/s of two processes; 100,000 people")
def people(site: Site) -> Result:
    """Fifty cards with skills, languages and places, filters with counts beside; signed in."""
    seed_skills(MANY)
    return _page(site, LIST)


@row("list of 50 people, filtered", area="skills_people", aim="≤ 8 queries, ≥ 150 requests/s of two processes")
def filtered(site: Site) -> Result:
    """By skill, language and format."""
    seed_skills(MANY)
    return _page(site, FILTERED)


@row("list of 50 people, words with typing errors", area="skills_people", aim="≤ 9 queries, ≥ 50 requests/s")
def words(site: Site) -> Result:
    """Names of skills that come near are found first."""
    seed_skills(MANY)
    write_names(Skill.objects.filter(slug__startswith="bench-skill-"))
    return _page(site, WORDS, most_queries=9, least=50)


@row("counts of people, counted anew", area="skills_people", aim="< 2 s, once a minute")
def anew(site: Site) -> Result:
    """What the first visitor of a minute waits for: all facets of all people."""
    seed_skills(MANY)
    cache.clear()
    with stopwatch() as taken:
        site.get(LIST)
    return Result(f"{taken[0] * 1e3:,.0f} ms", taken[0] < 2, taken[0])


def _page(site: Site, address: str, *, most_queries: int = 8, least: int = LEAST) -> Result:
    taken, floor = medians(lambda: site.get(address), lambda: site.get(FLOOR))
    asked = queries(site.client, address)
    with running_site(VIEWER, workers=WORKERS) as busy:
        rate = busy.rate(address)
    figures = f"{rate:,.0f} requests/s, {taken / floor:.1f} × floor ({taken * 1e3:.1f} ms), {asked} queries"
    return Result(figures, rate >= least and asked <= most_queries, taken)
