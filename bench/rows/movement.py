"""Reading who holds which right."""

from django.db import transaction
from django.utils import timezone

from bench.measuring import Result, row, stopwatch
from bench.server import Site
from wikilearn.movement.actions.syncing import sync_holdings
from wikilearn.movement.enums import Scope, Source
from wikilearn.movement.models import Holding, Right, Wiki
from wikilearn.movement.usergroups import Member

WIKIS, HOLDERS = 500, 100


@row("sync of 50,000 holdings / again", area="movement", aim="≤ 3 × / ≤ 2 × inserting the rows alone")
def sync(_site: Site) -> Result:
    with transaction.atomic():
        right = Right.objects.create(key="bench", group="bench", scope=Scope.LOCAL, name="Bench")
        made = Wiki.objects.bulk_create(
            Wiki(dbname=f"sync{number}wiki", name="Bench", url="https://bench.example", language="en", project="x")
            for number in range(WIKIS)
        )
        insert = _insert(right, made)
        first, again = _sync(made), _sync(made)
        transaction.set_rollback(True)
    figures = f"{first:.1f} s = {first / insert:.1f} × / {again:.1f} s = {again / insert:.1f} ×"
    return Result(figures, first <= 3 * insert and again <= 2 * insert, first)


def _insert(right: Right, wikis: list[Wiki]) -> float:
    """Seconds for the bare rows, wiki by wiki, taken away again."""
    now = timezone.now()
    with stopwatch() as seconds:
        for wiki in wikis:
            Holding.objects.bulk_create(
                Holding(right=right, wiki=wiki, username=f"Bare {n}", since=now, source=Source.SYNCED)
                for n in range(HOLDERS)
            )
    Holding.objects.filter(right=right).delete()
    return seconds[0]


def _sync(wikis: list[Wiki]) -> float:
    members = [Member(f"Sync {n}", frozenset({"bench"}), 10**9 + n) for n in range(HOLDERS)]
    with stopwatch() as seconds:
        for wiki in wikis:
            sync_holdings(wiki=wiki, members=members)
    return seconds[0]
