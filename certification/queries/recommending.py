"""Recommendations as stewards list them."""

from collections.abc import Iterable, Iterator

from django.db.models import QuerySet

from certification.models import Recommendation
from wikilearn.people.models import Person

CSV_HEADER = ("username", "right", "wiki", "state", "raised_on", "closed_on", "outcome", "note")


def recommendations_of(*, right: str = "", wiki: str = "", show: str = "open") -> QuerySet[Recommendation]:
    """The newest first; `show` is `open`, `closed` or `all`, `wiki` is `*` for global rights."""
    found = Recommendation.objects.select_related("holding__right", "holding__wiki", "holding__person", "noted_by")
    if show != "all":
        found = found.filter(closed_on__isnull=show == "open")
    if right:
        found = found.filter(holding__right__key=right)
    if wiki:
        found = found.filter(holding__wiki=None) if wiki == "*" else found.filter(holding__wiki__dbname=wiki)
    return found


def people_in(rows: Iterable[Recommendation]) -> list[Person]:
    """Who is meant: those linked, and those whose username is shown to be that of the wikis; one query."""
    rows = list(rows)
    linked = [row.holding.person for row in rows if row.holding.person is not None]
    names = [row.holding.username for row in rows if row.holding.person is None]
    return [*linked, *Person.objects.filter(username__in=names, central_id__isnull=False)]


def csv_rows(rows: Iterable[Recommendation]) -> Iterator[list[object]]:
    """One row for each."""
    for row in rows:
        held = row.holding
        place = held.wiki.dbname if held.wiki else ""
        days = [row.raised_on.isoformat(), row.closed_on.isoformat() if row.closed_on else ""]
        yield [held.username, held.right.key, place, row.state, *days, row.outcome, row.note]
