"""The catalogue: which courses fit a wish, and each of them in the best language for the reader.

Made for 10,000 courses in 12 languages: pages are cut from `Course`, one row each, and the entries in the reader's
languages are fetched for one page only. Words are looked up in the index of the entries; at most `RANKED` of what is
found is ranked, for nobody turns the pages of more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import SearchQuery, SearchRank, TrigramWordSimilarity
from django.core.paginator import Page, Paginator
from django.db import connection
from django.db.models import (
    Case,
    Exists,
    F,
    FloatField,
    Func,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextChoices,
    Value,
    When,
)
from django.utils.translation import gettext_lazy as _

from courses.enums import CourseKind
from courses.models import CompiledCourse, Course, Topic
from courses.queries.reading import language_place
from courses.search import configuration
from wikilearn.core import languages
from wikilearn.movement.models import Organisation

PAGE_SIZE = 12
RANKED = 1_000
CLOSE = 0.4
"""How alike a word of a title must be to pass for a misspelling: pg_trgm's word similarity, 0–1."""
LANGUAGES_SHOWN = 5


class Length(TextChoices):
    """How long a course takes."""

    SHORT = "short", _("Up to 30 minutes")
    MEDIUM = "medium", _("30 minutes to 2 hours")
    LONG = "long", _("More than 2 hours")


_MINUTES = {Length.SHORT: (0, 30), Length.MEDIUM: (31, 120), Length.LONG: (121, 1_000_000)}


@dataclass(frozen=True, slots=True)
class Wish:
    """What a visitor looks for; empty means any. `topic` is a key, `organisation` a slug."""

    q: str = ""
    topic: str = ""
    language: str = ""
    organisation: str = ""
    level: str = ""
    length: str = ""
    mandatory: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """What there is to choose from: topics, organisations and languages that have courses."""

    topics: list[Topic]
    organisations: list[Organisation]
    languages: list[languages.Language]


@dataclass(frozen=True, slots=True)
class Card:
    """One course in the best language for the reader, and the languages that it is offered in."""

    entry: CompiledCourse
    slug: str
    offered: list[languages.Language]

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


def offer() -> Offer:
    """Three queries."""
    served = Course.objects.served()
    return Offer(
        topics=list(Topic.objects.filter(Exists(served.filter(topic=OuterRef("pk"))))),
        organisations=list(Organisation.objects.filter(Exists(served.filter(organisation=OuterRef("pk"))))),
        languages=[languages.get(tag) for tag in _offered_tags()],
    )


def find(wish: Wish, *, chain: Sequence[str], page: str | None) -> Found:
    """The page of courses that fit; each shown in the language wished for, else the first of `chain` that it has.

    At most three queries: of the words, or count and page; then the entries of the page.
    """
    tags = [tag for tag in (wish.language, *chain) if tag]
    if not wish.q:
        courses = Paginator(_browsed(wish), PAGE_SIZE).get_page(page)
        return Found(page=courses, cards=_cards(list(courses.object_list), tags))
    if ranked := _ranked(wish, tags):
        found = Paginator(ranked, PAGE_SIZE).get_page(page)
        return Found(page=found, cards=_cards(list(found.object_list), tags))
    close = _close(wish, tags)
    return Found(page=Paginator(close, PAGE_SIZE).get_page(1), cards=close, approximate=True)


def _browsed(wish: Wish) -> "QuerySet[Any, int]":
    """Ids of courses, those of mandatory topics first, then the newest."""
    mandatory_first = F("topic__mandatory").desc(nulls_last=True)
    if wish.language:
        entries = _fitting(CompiledCourse.objects.all(), wish)
        return entries.order_by(mandatory_first, "-revision_id").values_list("course_id", flat=True)
    courses = Course.objects.served()
    if wish != Wish():
        courses = courses.filter(Exists(_fitting(CompiledCourse.objects.filter(course=OuterRef("pk")), wish)))
    return courses.order_by(mandatory_first, "-published_revision_id").values_list("pk", flat=True)


def _ranked(wish: Wish, tags: Sequence[str]) -> list[int]:
    """Ids of courses that have the words, best first."""
    by_configuration: dict[str, list[str]] = {}
    for tag in _searched(wish, tags):
        by_configuration.setdefault(configuration(tag), []).append(tag)
    match, whens = Q(), []
    for name, among in by_configuration.items():
        query = SearchQuery(_unaccented(wish.q), config=name, search_type="websearch")
        match |= Q(language__in=among, search_vector=query)
        whens.append(When(language__in=among, then=SearchRank(F("search_vector"), query)))
    entries = _fitting(CompiledCourse.objects.filter(match), wish)
    ranked = (
        CompiledCourse.objects.filter(pk__in=entries.values("pk")[:RANKED])
        .values("course_id")
        .annotate(rank=Max(Case(*whens, output_field=FloatField())))
        .order_by("-rank", "course_id")
    )
    return list(ranked.values_list("course_id", flat=True))


def _close(wish: Wish, tags: Sequence[str]) -> list[Card]:
    """Courses whose titles nearly have the words, best first, one page of them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.word_similarity_threshold', %s, false)", [str(CLOSE)])
    entries = _fitting(CompiledCourse.objects.filter(title__trigram_word_similar=wish.q), wish)
    candidates = entries.filter(language__in=_searched(wish, tags)).values("pk")[:RANKED]
    rows = (
        _shown(CompiledCourse.objects.filter(pk__in=candidates), tags)
        .annotate(alike=TrigramWordSimilarity(wish.q, "title"))
        .order_by("-alike", "place")[: 2 * PAGE_SIZE]
    )
    best = {row.course_id: row for row in reversed(rows)}
    return [_card(row) for row in rows if best[row.course_id] is row][:PAGE_SIZE]


def _fitting(entries: "QuerySet[Any]", wish: Wish) -> "QuerySet[Any]":
    """Those of the entries that fit the filters."""
    wanted: dict[str, object] = {
        "language": wish.language,
        "topic__key": wish.topic,
        "organisation__slug": wish.organisation,
        "level": wish.level,
        "minutes__range": _MINUTES[Length(wish.length)] if wish.length else "",
        "kind": CourseKind.MANDATORY if wish.mandatory else "",
    }
    return entries.filter(**{name: value for name, value in wanted.items() if value})


def _cards(course_ids: Sequence[int], tags: Sequence[str]) -> list[Card]:
    """The cards of the courses, in that order; one query."""
    entries = CompiledCourse.objects.filter(course__in=course_ids)
    best = _shown(entries, tags).order_by("course_id", "place", "-completeness", "language").distinct("course_id")
    by_course = {row.course_id: _card(row) for row in best}
    return [by_course[course_id] for course_id in course_ids if course_id in by_course]


def _shown(entries: "QuerySet[Any]", tags: Sequence[str]) -> "QuerySet[Any]":
    offered = CompiledCourse.objects.filter(course=OuterRef("course")).order_by("language").values("language")
    # Not by a join: for a page of courses the planner would read the whole table of courses.
    slug = Course.objects.filter(pk=OuterRef("course")).values("slug")
    return (
        entries.select_related("organisation", "topic")
        .defer("outline", "search_text", "search_vector")
        .annotate(place=language_place(tags), offered=ArraySubquery(offered), slug=Subquery(slug))
    )


def _card(row: Any) -> Card:
    return Card(entry=row, slug=row.slug, offered=[languages.get(tag) for tag in row.offered])


def _searched(wish: Wish, tags: Sequence[str]) -> list[str]:
    return [wish.language] if wish.language else list(dict.fromkeys(tags))


def _unaccented(text: str) -> Func:
    return Func(Value(text), function="unaccent")


def _offered_tags() -> list[str]:
    """The languages of the catalogue, by one look into the index for each instead of a scan of all entries."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH RECURSIVE offered(language) AS (
                (SELECT language FROM courses_compiledcourse ORDER BY language LIMIT 1)
                UNION ALL
                SELECT (
                    SELECT entry.language FROM courses_compiledcourse entry
                    WHERE entry.language > offered.language ORDER BY entry.language LIMIT 1
                )
                FROM offered WHERE offered.language IS NOT NULL
            )
            SELECT language FROM offered WHERE language IS NOT NULL
            """
        )
        return [tag for (tag,) in cursor.fetchall()]
