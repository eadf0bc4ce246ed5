"""The map of skills: counting it for all skills, languages and places, and the page of the skill that most people have.

Everybody is put into a territory first; popular ones hold more people.
"""

from django.db import connection
from django.urls import reverse

from bench.measuring import Result, row, stopwatch
from bench.rows.pages import page_against_floor
from bench.seeding.skills import MANY, NAME, seed_skills
from bench.server import Site
from skills_exchange.actions.counting_gaps import count_gaps
from skills_exchange.models import GapCell

_PLACES = """
INSERT INTO skills_exchange_party_territories (party_id, territory_id)
SELECT p.id, t.id FROM skills_exchange_party AS p JOIN people_person AS person ON person.id = p.person_id
JOIN (SELECT id, row_number() OVER (ORDER BY md5(code)) - 1 AS place, count(*) OVER () AS number
    FROM movement_territory) AS t ON t.place = (t.number * power((p.id * 7919 %% 10007) / 10007.0, 2))::int %% t.number
WHERE person.username LIKE %s ON CONFLICT DO NOTHING
"""


@row("map of skills, counted anew", area="skills_gaps", aim="< 60 s, once a night; 100,000 people, 300,000 claims")
def counting(_site: Site) -> Result:
    """One statement: all skills with those above them, by language and place."""
    _seed()
    with stopwatch() as taken:
        cells = count_gaps()
    return Result(f"{taken[0]:.1f} s, {cells:,} cells", taken[0] < 60 and cells > 0, taken[0])


@row("map of one skill", area="skills_gaps", aim="≤ 8 queries, ≤ 8 × floor; every territory of the world")
def one_skill(site: Site) -> Result:
    """Regions with their territories, languages, months; what is hidden is worked out for each request."""
    _seed()
    if not GapCell.objects.filter(skill__slug="bench-skill-0").exists():
        count_gaps()
    return page_against_floor(site, f"{reverse('skills_exchange:map')}?skill=bench-skill-0", times=8, most_queries=8)


def _seed() -> None:
    seed_skills(MANY)
    with connection.cursor() as cursor:
        cursor.execute(_PLACES, [f"{NAME}%"])
        cursor.execute("ANALYZE skills_exchange_party_territories")
