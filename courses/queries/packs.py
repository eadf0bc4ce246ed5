"""Learning packs as one reader gets them: in their language, with their progress."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from courses.models import Completion, Course, Enrolment, Pack, PackCompletion, PackCourse, PackEnrolment, PackText
from courses.queries.catalogue import Card, cards_of
from wikilearn.core import languages
from wikilearn.people.models import Person


@dataclass(frozen=True, slots=True)
class Words:
    """Title and description in one language."""

    title: str
    description: str
    language: languages.Language


@dataclass(frozen=True, slots=True)
class ShownPack:
    """A pack for one reader. `passed` are ids of those of its courses that they have passed."""

    pack: Pack
    words: Words
    course_ids: list[int]
    passed: frozenset[int]
    enrolment: PackEnrolment | None
    completion: PackCompletion | None

    @property
    def done(self) -> int:
        """How many of its courses have been passed."""
        return len(self.passed)

    @property
    def total(self) -> int:
        """How many courses it has."""
        return len(self.course_ids)

    @property
    def taking(self) -> bool:
        """The reader takes it."""
        return self.enrolment is not None and self.enrolment.left_at is None

    @property
    def next_id(self) -> int | None:
        """The first course that has not been passed."""
        return next((pk for pk in self.course_ids if pk not in self.passed), None)


@dataclass(frozen=True, slots=True)
class PackStep:
    """A course of a pack at its place; `card` is None while it is not offered."""

    course: Course
    card: Card | None
    passed: bool
    taking: bool
    is_next: bool


def shown_packs(packs: "QuerySet[Any]", *, reader: Person | None, chain: Sequence[str]) -> list[ShownPack]:
    """The packs with their words and courses; three queries, and three more for a reader's progress."""
    rows: list[Pack] = list(
        packs.select_related("organisation").prefetch_related(
            "texts", Prefetch("entries", queryset=PackCourse.objects.order_by("position"))
        )
    )
    course_ids = {row.pk: [entry.course_id for entry in row.entries.all()] for row in rows}
    passed = _passed(reader, {pk for ids in course_ids.values() for pk in ids})
    enrolments = _by_pack(PackEnrolment.objects.filter(pack__in=rows), reader)
    completions = _by_pack(PackCompletion.objects.filter(pack__in=rows), reader)
    return [
        ShownPack(
            pack=row,
            words=words_of(row, chain),
            course_ids=course_ids[row.pk],
            passed=frozenset(passed.intersection(course_ids[row.pk])),
            enrolment=enrolments.get(row.pk),
            completion=completions.get(row.pk),
        )
        for row in rows
    ]


def words_of(pack: Pack, chain: Sequence[str]) -> Words:
    """Its words in the first language of the chain that it has, else in its own; `texts` are fetched before."""
    texts: dict[str, PackText] = {text.language: text for text in pack.texts.all()}
    tag = next((tag for tag in [*chain, pack.source_language] if tag in texts), "")
    if not tag:
        return Words(pack.slug, "", languages.get(pack.source_language))
    return Words(texts[tag].title, texts[tag].description, languages.get(tag))


def steps_of(shown: ShownPack, *, reader: Person | None, chain: Sequence[str]) -> list[PackStep]:
    """The courses of a pack in order; two queries, three for a reader."""
    courses = {course.pk: course for course in Course.objects.filter(pk__in=shown.course_ids)}
    cards = {card.entry.course_id: card for card in cards_of(shown.course_ids, chain)}
    taking: set[int] = set()
    if reader is not None:
        enrolments = Enrolment.objects.of(reader).taking().filter(course__in=courses)
        taking = set(enrolments.values_list("course_id", flat=True))
    return [
        PackStep(
            course=courses[pk],
            card=cards.get(pk),
            passed=pk in shown.passed,
            taking=pk in taking,
            is_next=pk == shown.next_id,
        )
        for pk in shown.course_ids
    ]


def found_packs(*, words: str = "", audience: str = "") -> "QuerySet[Any]":
    """Those offered, by a word of their titles in any language and by audience."""
    packs = Pack.objects.offered()
    if audience:
        packs = packs.filter(audience=audience)
    if words:
        said = Q(title__unaccent__icontains=words) | Q(description__unaccent__icontains=words)
        packs = packs.filter(pk__in=PackText.objects.filter(said).values("pack"))
    return packs.order_by("audience", "slug")


def packs_of(person: Person) -> "QuerySet[Any]":
    """Those that the person takes or has completed."""
    taking = PackEnrolment.objects.filter(person=person, left_at=None)
    completed = PackCompletion.objects.filter(person=person)
    return Pack.objects.filter(Q(pk__in=taking.values("pack")) | Q(pk__in=completed.values("pack"))).order_by("slug")


def _passed(reader: Person | None, course_ids: Iterable[int]) -> set[int]:
    if reader is None:
        return set()
    rows = Completion.objects.filter(person=reader, course__in=course_ids).order_by()
    return set(rows.values_list("course_id", flat=True).distinct())


def _by_pack(rows: "QuerySet[Any]", reader: Person | None) -> dict[int, Any]:
    if reader is None:
        return {}
    return {row.pack_id: row for row in rows.filter(person=reader)}
