"""What a list of people shows of each: two queries a page, however much somebody has claimed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Value, When, Window
from django.db.models.expressions import OrderBy
from django.db.models.functions import RowNumber

from skills_exchange import weeks
from skills_exchange.enums import WORKING_LEVEL, PartyKind, SkillLevel
from skills_exchange.models import Party, PartyLanguage
from skills_exchange.queries.people import Hunt, claims_of, ordered
from wikilearn.core import languages
from wikilearn.core.dates import today
from wikilearn.movement import regions

PAGE_SIZE = 50
CLAIMS_SHOWN = 5
LANGUAGES_SHOWN = 5
CSV_ROWS = 1_000
FIRST: list[OrderBy | str] = [F("fits").desc(), F("verified").desc(), F("level").desc(), "pk"]


@dataclass(frozen=True, slots=True)
class Shown:
    """A claim on a card."""

    slug: str
    label: str
    level: str
    verified: bool
    fits: bool


@dataclass(frozen=True, slots=True)
class PersonCard:
    """A party in the list; `more` claims are not shown, `hours` a week are free for both (None: not known).

    For who is not signed in without languages, places, and whether they have time.
    """

    party: Party
    claims: list[Shown]
    more: int
    spoken: list[languages.Language]
    places: list[str]
    hours: float | None
    away: bool
    full: bool

    @property
    def is_organisation(self) -> bool:
        """Whether it is one."""
        return self.party.kind == PartyKind.ORGANISATION


def page_of_people(hunt: Hunt, number: str | None, total: int) -> tuple[Page[Party], list[PersonCard]]:
    """A page of what was found, and its cards; `total` as counted."""
    page = _Counted(_described(ordered(hunt)), PAGE_SIZE, total).get_page(number)
    return page, cards_of(hunt, list(page.object_list))


def cards_of(hunt: Hunt, parties: Sequence[Party]) -> list[PersonCard]:
    """The cards of parties that are described, in that order; one query."""
    shown = _claims(hunt, parties)
    tag = languages.current().tag
    page = _Page(tag, languages.fallback_chain([tag]), {each.value: str(each.label) for each in SkillLevel}, today())
    return [_card(hunt, party, shown.get(party.pk, []), page) for party in parties]


def csv_rows(hunt: Hunt) -> Iterator[list[object]]:
    """What was found as a table, the first thousand: what the cards say, no way to contact anybody."""
    for card in cards_of(hunt, list(_described(ordered(hunt))[:CSV_ROWS])):
        yield [
            card.party.name,
            card.party.kind,
            "; ".join(claim.label for claim in card.claims),
            card.more,
            " ".join(language.tag for language in card.spoken),
            "; ".join(card.places),
            "yes" if any(claim.verified for claim in card.claims) else "no",
        ]


class _Counted(Paginator):
    """Pages of rows whose number is known."""

    def __init__(self, rows: QuerySet[Party], size: int, total: int) -> None:
        super().__init__(rows, size)
        self.__dict__["count"] = total


def _described(parties: QuerySet[Party]) -> QuerySet[Party]:
    spoken = PartyLanguage.objects.filter(party=OuterRef("pk"), level__gte=WORKING_LEVEL).order_by("-level", "language")
    places = Party.territories.through.objects.filter(party=OuterRef("pk")).order_by("territory__code")
    return (
        parties.select_related("person", "organisation")
        .only(
            "uid",
            "kind",
            "week_utc",
            "active",
            "max_active",
            "away_from",
            "away_until",
            "person__username",
            "organisation__name",
        )
        .annotate(
            tags=ArraySubquery(spoken.values("language")[:LANGUAGES_SHOWN]),
            codes=ArraySubquery(places.values("territory__code")),
        )
    )


def _claims(hunt: Hunt, parties: Sequence[Party]) -> dict[int, list[Any]]:
    """The first claims of each, those that fit the wish before others, with how many there are; one query."""
    anything = hunt.wish.__class__(kind=hunt.wish.kind)
    fits = Q()
    paths = [skill.path for skill in hunt.meaning.skills] + ([hunt.family.chosen.path] if hunt.family.chosen else [])
    for path in paths:
        fits |= Q(skill__path__startswith=path)
    rows = (
        claims_of(hunt, anything)
        .filter(party__in=[party.pk for party in parties])
        .annotate(fits=Case(When(fits, then=Value(1)), default=Value(0)) if paths else Value(0))
        .annotate(
            place=Window(RowNumber(), partition_by="party", order_by=FIRST),
            number=Window(Count("*"), partition_by="party"),
        )
        .filter(place__lte=CLAIMS_SHOWN)
        .order_by("party", "place")
        .values_list("party", "skill__slug", "skill__labels", "level", "verified", "fits", "number", named=True)
    )
    return {party: list(claims) for party, claims in groupby(rows, attrgetter("party"))}


@dataclass(frozen=True, slots=True)
class _Page:
    """What is the same for all cards: the language of the page, those it falls back to, names of levels, the day."""

    tag: str
    chain: list[str]
    levels: dict[int, str]
    day: date


def _card(hunt: Hunt, party: Party, claims: list[Any], page: _Page) -> PersonCard:
    told, inside = party.__dict__, hunt.reader.signed_in
    return PersonCard(
        party=party,
        claims=[_shown(claim, page) for claim in claims],
        more=max(0, claims[0].number - len(claims)) if claims else 0,
        spoken=[languages.get(tag) for tag in told["tags"]] if inside else [],
        places=[regions.name_of(code, page.tag) for code in told["codes"]] if inside else [],
        hours=weeks.overlap(party.week_utc, hunt.reader.week) if hunt.reader.week and party.week_utc else None,
        away=inside and party.is_away(page.day),
        full=inside and not party.has_a_place,
    )


def _shown(claim: Any, page: _Page) -> Shown:
    slug, labels = claim.skill__slug, claim.skill__labels
    label = next((labels[tag] for tag in page.chain if tag in labels), next(iter(labels.values()), slug))
    return Shown(slug, label, page.levels[claim.level], claim.verified, bool(claim.fits))
