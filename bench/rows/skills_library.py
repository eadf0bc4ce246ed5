"""The library and the search over everything."""

from django.db import connection
from django.urls import reverse

from bench.measuring import Result, medians, row
from bench.rows.pages import page_against_floor
from bench.seeding.library import RESOURCES, seed_library
from bench.server import Site
from skills_exchange.models import Resource
from skills_exchange.queries.resources import ResourceWish, find_resources


@row(f"search over {RESOURCES:,} resources", area="skills", aim="< 50 ms each: two words, one in all, a typing error")
def search_resources(_site: Site) -> Result:
    """Finding and ranking, with the rows of the first page."""
    seed_library()
    first, second, _number = Resource.objects.filter(url="https://bench.example/40007").get().title.split()
    asked = {"two words": f"{first} {second}", "in all": "editing", "typing error": f"{first[:-2]}x {second}"}

    def ask(words: str) -> int:
        return len(find_resources(ResourceWish(q=words), chain=["en"]).ids)

    assert all(ask(words) for words in asked.values())
    taken = medians(*(lambda words=words: ask(words) for words in asked.values()), rounds=20)
    figures = ", ".join(f"{name} {seconds * 1e3:.0f} ms" for name, seconds in zip(asked, taken, strict=True))
    return Result(figures, max(taken) < 0.05, max(taken))


@row("library page at 100,000 resources", area="skills", aim="≤ 8 queries, ≤ 4 × floor")
def library_page(site: Site) -> Result:
    """With words and a filter."""
    seed_library()
    with connection.cursor() as cursor:
        cursor.execute("SELECT title FROM skills_exchange_resource WHERE url = 'https://bench.example/40007'")
        word = cursor.fetchone()[0].split()[0]
    return page_against_floor(
        site, f"{reverse('skills_exchange:resources')}?q={word}&language=en", times=4, most_queries=8
    )
