"""The catalogue: which courses fit a wish, and each of them in the best language for the reader.

Made for 10,000 courses in 12 languages: filters and counts come from `courses.queries.shelf`, words from the index of
the entries, and the entries in the reader's languages are fetched for one page only. At most `RANKED` of what is found
is ranked, for nobody turns the pages of more.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import SearchQuery, SearchRank, TrigramWordSimilarity
from django.core.paginator import Page, Paginator
from django.db import connection
from django.db.models import (
    Case,
    F,
    FloatField,
    Func,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Greatest, JSONObject
from django.utils.translation import gettext_lazy as _

from courses.enums import Audience, CourseKind, CourseLevel
from courses.models import CompiledCourse, Course, Satisfaction
from courses.queries.reading import language_place
from courses.queries.shelf import FEWEST_ANSWERS, Length, Shelf, Way
from courses.search import configuration
from wikilearn.core import languages
from wikilearn.core.folding import fold, skeleton

PAGE_SIZE = 12
RANKED = 1_000
CLOSE_RANKED = 500
CLOSE = 0.4
"""How alike a word of a title must be to pass for a misspelling: pg_trgm's word similarity, 0–1."""
CLOSE_BONES = 0.6
"""The same for the consonants alone, which are few."""
FEWEST_BONES = 3
LANGUAGES_SHOWN = 5
NEAREST = 4


@dataclass(frozen=True, slots=True)
class Wish:
    """What a visitor looks for; empty means any. `topic` and `right` are keys, `organisation` a slug.

    `complete`: wholly in `language`, not only in parts.
    """

    q: str = ""
    topic: str = ""
    right: str = ""
    audience: str = ""
    language: str = ""
    complete: bool = False
    organisation: str = ""
    level: str = ""
    length: str = ""
    way: str = ""
    mandatory: bool = False
    order: str = ""

    @property
    def filters(self) -> dict[str, str]:
        """The values of the facets that are chosen."""
        said = {name: getattr(self, name) for name in FACETS if getattr(self, name)}
        if self.mandatory:
            said["mandatory"] = "on"
        if self.complete and self.language:
            said["complete"] = self.language
        return said


FACETS = ("topic", "right", "audience", "language", "level", "length", "way", "organisation")
LABELS = {
    "topic": _("Topic"),
    "right": _("For a right"),
    "audience": _("Made for"),
    "language": _("Language"),
    "complete": _("Wholly in this language"),
    "level": _("Level"),
    "length": _("Length"),
    "way": _("Way of learning"),
    "organisation": _("Organisation"),
    "mandatory": _("Mandatory topics only"),
}


@dataclass(frozen=True, slots=True)
class Option:
    """A value to choose: how many courses one would get."""

    value: str
    label: str
    count: int
    chosen: bool
    language: str = ""


@dataclass(frozen=True, slots=True)
class Facet:
    """A property to choose by."""

    name: str
    label: str
    options: list[Option]


@dataclass(frozen=True, slots=True)
class Nearest:
    """A wish with one thing less, and how many courses that has."""

    wish: Wish
    without: str
    count: int


@dataclass(frozen=True, slots=True)
class Card:
    """One course in the best language for the reader, and the languages that it is offered in."""

    entry: CompiledCourse
    slug: str
    offered: list[languages.Language]
    rating: float | None = None
    answers: int = 0

    @property
    def title_language(self) -> languages.Language:
        """The language that the title is really in."""
        return languages.get(self.entry.title_language)

    @property
    def summary_language(self) -> languages.Language:
        """The language that the summary is really in."""
        return languages.get(self.entry.summary_language)

    @property
    def shown(self) -> list[languages.Language]:
        """The languages that the card names: that of the reader first."""
        return sorted(self.offered, key=lambda language: language.tag != self.entry.language)[:LANGUAGES_SHOWN]

    @property
    def more(self) -> int:
        """How many languages it leaves out."""
        return max(0, len(self.offered) - LANGUAGES_SHOWN)

    @property
    def is_mandatory(self) -> bool:
        """It counts for a mandatory topic."""
        return self.entry.kind == CourseKind.MANDATORY

    @property
    def is_third_party(self) -> bool:
        """A third party hosts it for purposes of its own."""
        return self.entry.kind == CourseKind.THIRD_PARTY


@dataclass(frozen=True, slots=True)
class Found:
    """One page of the catalogue. `approximate`: nothing has these words, and these come close."""

    page: Page[Any]
    cards: list[Card]
    approximate: bool = False
    facets: list[Facet] = field(default_factory=list)
    complete: int = 0
    mandatory: int = 0
    nearest: list[Nearest] = field(default_factory=list)


def find(wish: Wish, *, shelf: Shelf, chain: Sequence[str], page: str | None) -> Found:
    """The page of courses that fit; each shown in the language wished for, else the first of `chain` that it has.

    One query without words; with words one or two more, with a typing error three.
    """
    tags = [tag for tag in (wish.language, *chain) if tag]
    words, approximate = _words(wish, shelf, tags) if wish.q else (None, False)
    having = shelf.all if words is None else shelf.bits(words)
    bits = having & _filtered(shelf, wish.filters)
    listed: Sequence[int]
    if words is not None and not wish.order:
        fitting = set(shelf.chosen(bits))
        listed = [pk for pk in words if pk in fitting]
    else:
        listed = shelf.chosen(bits, wish.order)
    cut = Paginator(listed, PAGE_SIZE).get_page(page)
    return Found(
        page=cut,
        cards=cards_of(list(cut.object_list), tags),
        approximate=approximate,
        facets=[_facet(shelf, wish, name, having) for name in FACETS],
        complete=_count(shelf, wish, "complete", wish.language, having) if wish.language else 0,
        mandatory=_count(shelf, wish, "mandatory", "on", having),
        nearest=[] if bits else _nearest(shelf, wish, having),
    )


def cards_of(course_ids: Sequence[int], tags: Sequence[str]) -> list[Card]:
    """The cards of courses, in that order, each in the first of the languages that it has; one query."""
    entries = CompiledCourse.objects.filter(course__in=course_ids)
    best = _shown(entries, tags).order_by("course_id", "place", "-completeness", "language").distinct("course_id")
    by_course = {row.course_id: _card(row) for row in best} if course_ids else {}
    return [by_course[course_id] for course_id in course_ids if course_id in by_course]


def _filtered(shelf: Shelf, filters: dict[str, str]) -> int:
    bits = shelf.all
    for facet, value in filters.items():
        bits &= shelf.having.get((facet, value), 0)
    return bits


def _count(shelf: Shelf, wish: Wish, facet: str, value: str, having: int) -> int:
    bits = having & _filtered(shelf, wish.filters | {facet: value})
    return bits.bit_count()


def _facet(shelf: Shelf, wish: Wish, name: str, having: int) -> Facet:
    """Each value, and how many courses choosing it gives while all else stays; those without any are left out."""
    others = {facet: value for facet, value in wish.filters.items() if facet != name and facet != "complete"}
    if name != "language" and "complete" in wish.filters:
        others["complete"] = wish.language
    base = having & _filtered(shelf, others)
    now = getattr(wish, name)
    options = []
    for value, label, tag in _values(shelf, name):
        count = (base & shelf.having.get((name, value), 0)).bit_count()
        if count or value == now:
            options.append(Option(value, label, count, value == now, tag))
    return Facet(name, str(LABELS[name]), options)


def _values(shelf: Shelf, name: str) -> list[tuple[str, str, str]]:
    """Value, label, and the language of the label where it is not that of the page."""
    if name == "topic":
        return [(topic.key, topic.name, "") for topic in shelf.topics]
    if name == "right":
        return [(right.key, right.name, "") for right in shelf.rights]
    if name == "organisation":
        return [(each.slug, each.name, "") for each in shelf.organisations]
    if name == "language":
        return [(each.tag, each.autonym, each.tag) for each in shelf.spoken]
    choices: Any = {"audience": Audience, "level": CourseLevel, "length": Length, "way": Way}[name]
    return [(value, str(label), "") for value, label in choices.choices]


def _nearest(shelf: Shelf, wish: Wish, having: int) -> list[Nearest]:
    """What one would get by taking one thing away, the most first."""
    found = []
    for name in wish.filters:
        taken: dict[str, Any] = {name: False if name in ("complete", "mandatory") else ""}
        less = replace(wish, **taken)
        if count := (having & _filtered(shelf, less.filters)).bit_count():
            found.append(Nearest(less, str(LABELS[name]), count))
    if wish.q and wish.filters and (count := _filtered(shelf, wish.filters).bit_count()):
        found.append(Nearest(replace(wish, q=""), f"“{wish.q}”", count))
    return sorted(found, key=lambda each: -each.count)[:NEAREST]


def _words(wish: Wish, shelf: Shelf, tags: Sequence[str]) -> tuple[list[int], bool]:
    """Primary keys of courses that have the words, best first; or of those that come close, and True."""
    match, whens = _match(wish, tags)
    ranked = (
        CompiledCourse.objects.filter(pk__in=CompiledCourse.objects.filter(match).values("pk")[:RANKED])
        .values("course_id")
        .annotate(rank=Max(Case(*whens, output_field=FloatField())))
        .order_by("-rank", "course_id")
    )
    best = list(ranked.values_list("course_id", flat=True))
    if len(best) >= RANKED // 2:  # there may be more than were ranked
        every = CompiledCourse.objects.filter(match).order_by().values_list("course_id", flat=True).distinct()
        known = set(best)
        return [*best, *(pk for pk in shelf.chosen(shelf.bits(every)) if pk not in known)], False
    return (best, False) if best else (_close(wish, tags), True)


def _match(wish: Wish, tags: Sequence[str]) -> tuple[Q, list[When]]:
    by_configuration: dict[str, list[str]] = {}
    for tag in [wish.language] if wish.language else dict.fromkeys(tags):
        by_configuration.setdefault(configuration(tag), []).append(tag)
    match, whens = Q(), []
    for name, among in by_configuration.items():
        query = SearchQuery(Func(Value(wish.q), function="unaccent"), config=name, search_type="websearch")
        match |= Q(language__in=among, search_vector=query)
        whens.append(When(language__in=among, then=SearchRank(F("search_vector"), query)))
    return match, whens


def _close(wish: Wish, tags: Sequence[str]) -> list[int]:
    """Courses whose titles nearly have the words, in whatever language and script; best first, two queries."""
    plain, bones = fold(wish.q), skeleton(wish.q)
    if not plain:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.word_similarity_threshold', %s, false)", [str(CLOSE)])
    nearly, alike = Q(folded__trigram_word_similar=plain), TrigramWordSimilarity(plain, "folded")
    if len(bones.rpartition(" ")[2]) >= FEWEST_BONES:
        nearly |= Q(skeleton__trigram_word_similar=bones)
        bare = TrigramWordSimilarity(bones, "skeleton") * (CLOSE / CLOSE_BONES)
        alike = Greatest(alike, bare)  # type: ignore[assignment]
    rows = (
        CompiledCourse.objects.filter(pk__in=CompiledCourse.objects.filter(nearly).values("pk")[:CLOSE_RANKED])
        .annotate(alike=alike, place=language_place(tags))
        .filter(alike__gte=CLOSE)
        .order_by("-alike", "place", "course_id")
        .values_list("course_id", flat=True)[: 10 * PAGE_SIZE]
    )
    return list(dict.fromkeys(rows))[: 2 * PAGE_SIZE]


def _shown(entries: "QuerySet[Any]", tags: Sequence[str]) -> "QuerySet[Any]":
    offered = CompiledCourse.objects.filter(course=OuterRef("course")).order_by("language").values("language")
    # Not by a join: for a page of courses the planner would read the whole table of courses.
    slug = Course.objects.filter(pk=OuterRef("course")).values("slug")
    satisfaction = Satisfaction.objects.filter(course=OuterRef("course"), answers__gte=FEWEST_ANSWERS)
    return (
        entries.select_related("organisation", "topic")
        .defer("outline", "search_text", "search_vector", "people", "folded", "skeleton")
        .annotate(
            place=language_place(tags),
            offered=ArraySubquery(offered),
            slug=Subquery(slug),
            satisfaction=Subquery(satisfaction.values(said=JSONObject(answers="answers", total="total"))),
        )
    )


def _card(row: Any) -> Card:
    said = row.satisfaction
    return Card(
        entry=row,
        slug=row.slug,
        offered=[languages.get(tag) for tag in row.offered],
        rating=said["total"] / said["answers"] if said else None,
        answers=said["answers"] if said else 0,
    )


WISHES = tuple(each.name for each in fields(Wish))
