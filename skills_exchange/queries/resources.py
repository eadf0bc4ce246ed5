"""Finding resources: by words in any language, wrongly spelled or in another script, and by filters.

Made for 100,000 resources: what has the words is ranked among the first thousand, and at most a thousand are listed,
for nobody turns the pages of more.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.postgres.search import SearchRank, TrigramWordSimilarity
from django.db import connection
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Greatest

from courses.search import configuration
from skills_exchange.models import Resource, Skill
from skills_exchange.querysets.resources import words_query
from wikilearn.core.folding import fold

MOST = 1_000
CLOSE = 0.5
"""How alike a word of a title must be to pass for a misspelling: pg_trgm's word similarity, 0–1."""


@dataclass(frozen=True, slots=True)
class ResourceWish:
    """What somebody looks for; empty means any."""

    q: str = ""
    skill: Skill | None = None
    language: str = ""
    kind: str = ""
    licence: str = ""
    checked: bool = False
    broken: bool = False


@dataclass(frozen=True, slots=True)
class FoundResources:
    """Primary keys, best first; `approximate`: nothing has these words, and these titles come close."""

    ids: list[int]
    approximate: bool = False


def find_resources(wish: ResourceWish, *, chain: Sequence[str], most: int = MOST) -> FoundResources:
    """What fits, best first; one query, two if nothing has the words as they are written."""
    rows = _filtered(wish)
    if not wish.q:
        return FoundResources(list(rows.order_by("-useful", "-created_at", "-pk").values_list("pk", flat=True)[:most]))
    tags = [wish.language] if wish.language else list(chain)
    found = _with_words(rows, wish.q, tags)[:most]
    if found:
        return FoundResources(found)
    return FoundResources(_close(rows, wish.q)[:most], approximate=True)


def resources_in_order(ids: Sequence[int]) -> list[Resource]:
    """The rows of these keys in their order, with what a card shows; two queries."""
    cards = Resource.objects.defer("body", "search_text", "search_vector").prefetch_related("skills")
    rows = cards.select_related("course").in_bulk(ids)
    return [rows[pk] for pk in ids if pk in rows]


def _filtered(wish: ResourceWish) -> "QuerySet[Resource]":
    rows = Resource.objects.shown()
    if wish.skill is not None:
        rows = rows.about(wish.skill)
    if wish.broken:
        rows = rows.broken()
    exact = {name: value for name in ("language", "kind", "licence") if (value := getattr(wish, name))}
    rows = rows.filter(**exact)
    return rows.filter(checked_on__isnull=False) if wish.checked else rows


def _with_words(rows: "QuerySet[Resource]", words: str, tags: Sequence[str]) -> list[int]:
    names = list(dict.fromkeys([configuration(tag) for tag in tags] + ["simple"]))
    match = Q()
    for name in names:
        match |= Q(search_vector=words_query(words, name))
    among = rows.filter(match).order_by().values("pk")[:MOST]
    ranks = [SearchRank(F("search_vector"), words_query(words, name)) for name in names]
    rank = Greatest(*ranks) if len(ranks) > 1 else ranks[0]
    ranked = Resource.objects.filter(pk__in=among).annotate(rank=rank).order_by("-rank", "-useful", "-pk")
    return list(ranked.values_list("pk", flat=True))


def _close(rows: "QuerySet[Resource]", words: str) -> list[int]:
    plain = fold(words)
    if not plain:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.word_similarity_threshold', %s, false)", [str(CLOSE)])
    near = rows.filter(folded__trigram_word_similar=plain).order_by().values("pk")[:MOST]
    alike = Resource.objects.filter(pk__in=near).annotate(alike=TrigramWordSimilarity(plain, "folded"))
    return list(alike.order_by("-alike", "-useful", "-pk").values_list("pk", flat=True)[:100])
