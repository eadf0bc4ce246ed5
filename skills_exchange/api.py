"""The API of the skills exchange: the list of skills and the map of gaps, for everybody; one's own matches, by token.

No answer holds contact data or names: people are where they chose to be shown, on the pages.
"""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page
from ninja import Path, Query, Router, Schema
from ninja.decorators import decorate_view

from courses.api import PROBLEMS, SLUG, THROTTLES, WORDS, Language, Page, Size, tag_of
from skills_exchange.enums import Format, MatchState
from skills_exchange.enums_gaps import Need
from skills_exchange.models import Match, Skill
from skills_exchange.queries.gaps import Place, gap_map, largest_gaps
from skills_exchange.queries.skills import find_skills
from wikilearn.people.enums import Scope
from wikilearn.people.tokens import OptionalTokenAuth, TokenAuth

FOUND = 50
Words = Annotated[str | None, Query(max_length=100, pattern=WORDS, description="Part of a name in any language.")]


class SkillOut(Schema):
    """A skill in use; `label` in the language asked for or the nearest. `parent` is a slug, `wikidata` an item."""

    slug: str
    label: str
    parent: str | None
    wikidata: str | None


class SkillsOut(Schema):
    """One page."""

    count: int
    page: int
    pages: int
    results: list[SkillOut]


class WholeSkillOut(SkillOut):
    """A skill with its names by language tag."""

    labels: dict[str, str]
    aliases: dict[str, list[str]]
    topics: list[str]


class GapPlaceOut(Schema):
    """A region, country or area (`place`: UN M49 or ISO 3166-1; 001 is the world). Null: hidden, to protect people.

    `seekers` are told in whole fives.
    """

    place: str
    helpers: int | None
    seekers: int | None
    verified_percent: int | None
    need: Literal[tuple(Need.values)]  # type: ignore[valid-type]


class GapMapOut(Schema):
    """The map of one skill in a language (null: any) on a day (null: nothing was counted yet)."""

    skill: str
    language: str | None
    day: date | None
    places: list[GapPlaceOut]


class GapOut(Schema):
    """A skill in a language that five people or more (`seekers`, in fives) want and too few hours are free for."""

    skill: str
    language: str
    seekers: int
    helpers: int | None
    need: Literal[tuple(Need.values)]  # type: ignore[valid-type]


class MatchOut(Schema):
    """A match of the person of the token. `role` is theirs."""

    id: str
    role: Literal["learner", "sharer"]
    skill: str
    language: str
    format: Literal[tuple(Format.values)]  # type: ignore[valid-type]
    state: Literal[tuple(MatchState.values)]  # type: ignore[valid-type]
    created_at: datetime
    changed_at: datetime


class MatchesOut(Schema):
    """One page, what changed last first."""

    count: int
    page: int
    pages: int
    results: list[MatchOut]


router = Router(tags=["skills"], auth=OptionalTokenAuth(scope=Scope.COURSES))


@router.get("/skills", response={200: SkillsOut} | PROBLEMS, summary="Skills", throttle=THROTTLES)
@decorate_view(conditional_page, cache_control(public=True, no_cache=True))
def skills(request: HttpRequest, q: Words = None, lang: Language = None, page: Page = 1, size: Size = 30) -> Any:
    """The skills in use by their place in the tree, or the fifty that fit the words best."""
    tag = tag_of(lang) or "en"
    rows: Any = find_skills(q, tag, FOUND) if q and q.strip() else Skill.objects.active().order_by("path")
    cut = Paginator(rows, size).get_page(page)
    parents = dict(Skill.objects.filter(children__in=[each.pk for each in cut]).values_list("pk", "slug"))
    results = [_skill(each, tag, parents.get(each.parent_id or 0)) for each in cut]
    return {"count": cut.paginator.count, "page": cut.number, "pages": cut.paginator.num_pages, "results": results}


@router.get("/skills/{slug}", response={200: WholeSkillOut} | PROBLEMS, summary="One skill", throttle=THROTTLES)
@decorate_view(conditional_page, cache_control(public=True, no_cache=True))
def skill(request: HttpRequest, slug: Annotated[str, Path(pattern=SLUG)], lang: Language = None) -> Any:
    """A skill in use with all its names."""
    found = _skill_or_404(slug)
    topics = list(found.topics.order_by("key").values_list("key", flat=True))
    told = _skill(found, tag_of(lang) or "en", found.parent.slug if found.parent else None)
    return told | {"labels": found.labels, "aliases": found.aliases, "topics": topics}


@router.get("/skill-gaps", response={200: list[GapOut]} | PROBLEMS, summary="The largest gaps", throttle=THROTTLES)
@decorate_view(conditional_page, cache_control(public=True, no_cache=True))
def gaps(request: HttpRequest, language: Language = None) -> Any:
    """What is missing most, in all languages or in one."""
    return [
        {
            "skill": gap.skill.slug,
            "language": gap.language.tag,
            "seekers": gap.seekers,
            "helpers": gap.helpers,
            "need": gap.need,
        }
        for gap in largest_gaps(tag_of(language))
    ]


@router.get(
    "/skill-gaps/{slug}", response={200: GapMapOut} | PROBLEMS, summary="A skill on the map", throttle=THROTTLES
)
@decorate_view(conditional_page, cache_control(public=True, no_cache=True))
def gaps_of_skill(request: HttpRequest, slug: Annotated[str, Path(pattern=SLUG)], language: Language = None) -> Any:
    """Who shares it and who wants it, by region and territory; counts of fewer than five people are hidden."""
    found, tag = _skill_or_404(slug), tag_of(language)
    told = gap_map(found, tag)
    places = [_place(told.world, "001")]
    places += [_place(each, each.key) for region in told.regions for each in (region, *region.places)]
    return {"skill": found.slug, "language": tag or None, "day": told.day, "places": places}


@router.get("/me/matches", auth=TokenAuth(scope=Scope.ME), response={200: MatchesOut} | PROBLEMS, summary="My matches")
@decorate_view(cache_control(private=True, no_store=True))
def my_matches(request: HttpRequest, page: Page = 1, size: Size = 30) -> Any:
    """What the person of the token learns and shares."""
    person = request.auth.person  # type: ignore[attr-defined]
    rows = Match.objects.filter(learner__person=person) | Match.objects.filter(sharer__person=person)
    cut = Paginator(rows.select_related("skill", "learner").order_by("-changed_at", "-pk"), size).get_page(page)
    results = [_match(each, learner=each.learner.person_id == person.pk) for each in cut]
    return {"count": cut.paginator.count, "page": cut.number, "pages": cut.paginator.num_pages, "results": results}


def _skill(found: Skill, tag: str, parent: str | None) -> dict[str, Any]:
    return {"slug": found.slug, "label": found.label_in(tag), "parent": parent, "wikidata": found.wikidata}


def _match(match: Match, *, learner: bool) -> dict[str, Any]:
    return {
        "id": str(match.uid),
        "role": "learner" if learner else "sharer",
        "skill": match.skill.slug,
        "language": match.language,
        "format": match.format,
        "state": match.state,
        "created_at": match.created_at,
        "changed_at": match.changed_at,
    }


def _place(place: Place, key: str) -> dict[str, Any]:
    return {
        "place": key,
        "helpers": place.helpers,
        "seekers": place.seekers,
        "verified_percent": place.verified,
        "need": place.need,
    }


def _skill_or_404(slug: str) -> Skill:
    found = Skill.objects.active().select_related("parent").filter(slug=slug).first()
    if found is None:
        raise Http404
    return found
