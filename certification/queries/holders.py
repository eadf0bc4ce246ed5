"""The holders of rights as they are listed: chosen and sorted in the database, their standing computed for a page."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import F, QuerySet

from certification.models import Outlook
from certification.queries.asking import Answer, Required, WikiHolders, held_rights, held_rows, requirements
from wikilearn.movement.models import Holding

BATCH = 1_000
_SORTED: dict[str, tuple[Any, ...]] = {
    "": ("username", F("wiki__dbname").asc(nulls_first=True)),
    "due": (F("outlook__lapses_on").asc(nulls_last=True), "username"),
    "wiki": (F("wiki__dbname").asc(nulls_first=True), "username"),
}


def holdings_on(
    day: date, *, right: str = "", wiki: str = "", words: str = "", state: str = "", sort: str = ""
) -> QuerySet[Holding]:
    """Holdings that run on the day. `wiki` is `*` for global rights; `state` is that of the outlook, which is today's.

    `words` is a part of the username; `sort` is empty (by name), `due` or `wiki`.
    """
    found = Holding.objects.held_at(day)
    if right:
        found = found.filter(right__key=right)
    if wiki:
        found = found.filter(wiki=None) if wiki == "*" else found.filter(wiki__dbname=wiki)
    if words.strip():
        found = found.filter(username__icontains=words.strip())
    if state:
        found = found.filter(outlook__state=state)
    return found.order_by(*_SORTED[sort], "right__key", "since", "pk")


def states_of(right: str, wiki: str = "") -> Counter[str]:
    """How many holders of the right are in which state today, one query."""
    return Counter(dict(Outlook.objects.of_right(right).on_wiki(wiki).by_state()))


def answers_for(holdings: QuerySet[Holding], day: date) -> tuple[list[Answer], Required]:
    """One answer for each of these holdings, in their order; three queries however many they are."""
    held = held_rows(holdings)
    required = requirements(held_rights(held))
    return WikiHolders("", day, held, required).answers(held), required


def all_answers_for(holdings: QuerySet[Holding], day: date) -> Iterator[list[Answer]]:
    """The same for any number of holdings, in batches, so that a file of them needs little memory."""
    held = held_rows(holdings)
    holders = WikiHolders("", day, held, requirements(held_rights(held)))
    return (holders.answers(held[first : first + BATCH]) for first in range(0, len(held), BATCH))
