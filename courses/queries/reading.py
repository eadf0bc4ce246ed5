"""A published course and its lessons as one reader gets them: in their language, at their place."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BooleanField,
    Case,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Concat, JSONObject

from courses.enums import CourseKind
from courses.models import CompiledCourse, CompiledLesson, Enrolment, LessonRead, Overlay
from courses.queries.falling_back import fall_back, languages_between
from wikilearn.core import languages
from wikilearn.movement.models import Holding, Membership
from wikilearn.people.models import Person


@dataclass(frozen=True, slots=True)
class OutlineLesson:
    """A lesson as an outline lists it."""

    key: str
    title: str
    language: languages.Language
    minutes: int
    read: bool
    current: bool


@dataclass(frozen=True, slots=True)
class OutlineModule:
    """A module as an outline lists it. `section` is a heading above it and its neighbours of the same section."""

    key: str
    title: str
    section: str
    language: languages.Language
    minutes: int
    lessons: list[OutlineLesson]

    @property
    def read(self) -> int:
        """How many of its lessons have been read."""
        return sum(lesson.read for lesson in self.lessons)

    @property
    def done(self) -> bool:
        """All of it has been read."""
        return self.read == len(self.lessons)

    @property
    def current(self) -> bool:
        """The reader is in it."""
        return any(lesson.current for lesson in self.lessons)


@dataclass(frozen=True, slots=True)
class Offered:
    """A language to choose from: BCP 47 `tag`, `autonym`, `dir`, and how much of the course is in it, in per cent."""

    tag: str
    autonym: str
    dir: str
    complete: int


@dataclass(frozen=True, slots=True)
class LocalVersion:
    """A local version to choose. `owner`: see `Overlay.owner_key`; `mine`: of the reader's organisation or wiki."""

    id: int
    language: str
    owner: str
    name: str
    note: str
    mine: bool


@dataclass(frozen=True, slots=True)
class ServedCourse:
    """A published course for one reader.

    `entry` is its catalogue entry in the language chosen for them; `offered` are the languages to choose from;
    `enrolment` is None for whoever has not enrolled, or has left; `read` holds keys of lessons, also of such that
    the course no longer has. `local_versions` are those of all languages; `local_owner` is whose the reader has chosen.
    """

    entry: CompiledCourse
    offered: list[Offered]
    enrolment: Enrolment | None
    read: frozenset[str]
    local_versions: list[LocalVersion] = field(default_factory=list)
    local_owner: str = ""
    signed_in: bool = False

    @property
    def takes_suggestions(self) -> bool:
        """Whoever is signed in can suggest changes in it."""
        return self.signed_in and self.entry.kind == CourseKind.COMPLEMENTARY

    @property
    def local(self) -> LocalVersion | None:
        """The local version that the reader has chosen, if there is one in the language of the page."""
        return next((each for each in self.locals_here if each.owner == self.local_owner), None)

    @property
    def locals_here(self) -> list[LocalVersion]:
        """The local versions in the language of the page, those of the reader's own organisations and wikis first."""
        here = [each for each in self.local_versions if each.language == self.entry.language]
        return sorted(here, key=lambda each: (not each.mine, each.name))

    @property
    def suggested_local(self) -> LocalVersion | None:
        """The local version to offer to the reader: of their own organisation or wiki, and not chosen yet."""
        if self.local is not None:
            return None
        return next((each for each in self.locals_here if each.mine), None)

    @property
    def language(self) -> languages.Language:
        """The language in which the reader gets the course."""
        return languages.get(self.entry.language)

    @property
    def lesson_keys(self) -> list[str]:
        """The keys of its lessons, in the order of reading."""
        return [lesson["key"] for module in self.entry.outline for lesson in module["lessons"]]

    @property
    def done(self) -> int:
        """How many of its lessons have been read."""
        return len(self.read.intersection(self.lesson_keys))

    @property
    def all_read(self) -> bool:
        """Every lesson has been read."""
        return self.done == len(self.lesson_keys)

    @property
    def may_be_assessed(self) -> bool:
        """A course that serves a mandatory topic is read first; any other is assessed whenever one likes."""
        return self.entry.kind != CourseKind.MANDATORY or self.all_read

    @property
    def is_passed_by_reading(self) -> bool:
        """It asks nothing and counts for no certification."""
        return self.entry.questions == 0 and self.entry.kind != CourseKind.MANDATORY

    @property
    def resume_at(self) -> str:
        """The key of the lesson to go on with: where the reader left off, else the first unread, else the first.

        Empty for a course without lessons.
        """
        if self.enrolment is not None and self.enrolment.lesson_key in self.lesson_keys:
            return self.enrolment.lesson_key
        return self.first_unread

    @property
    def first_unread(self) -> str:
        """The key of the first lesson that has not been read, or of the first of all; empty if there is none."""
        keys = self.lesson_keys
        return next((key for key in keys if key not in self.read), keys[0] if keys else "")

    @property
    def asks(self) -> int:
        """How many questions an attempt draws."""
        return min(self.entry.questions, self.entry.course.questions_per_attempt)

    def outline(self, *, current: str = "") -> list[OutlineModule]:
        """Its modules and lessons, with what has been read and where the reader is."""
        return [
            OutlineModule(
                key=module["key"],
                title=module["title"],
                section=module.get("section", ""),
                language=languages.get(module["language"]),
                minutes=module["minutes"],
                lessons=[self._lesson(lesson, current) for lesson in module["lessons"]],
            )
            for module in self.entry.outline
        ]

    def _lesson(self, lesson: dict[str, Any], current: str) -> OutlineLesson:
        return OutlineLesson(
            key=lesson["key"],
            title=lesson["title"],
            language=languages.get(lesson["language"]),
            minutes=lesson["minutes"],
            read=lesson["key"] in self.read,
            current=lesson["key"] == current,
        )


def served_course(
    slug: str, *, reader: Person | None, chain: Sequence[str], wanted: str = "", local: str = ""
) -> ServedCourse:
    """The course in the first of these that it is offered in: `wanted`, the language that the reader takes it in,
    their `chain`, its source language. Two queries, one for whoever is not signed in; one more for a course that has
    local versions. `local` is whose local version somebody who has not enrolled has chosen.

    `CompiledCourse.DoesNotExist` if learners cannot take the course.
    """
    enrolment = _enrolment(slug, reader) if reader is not None else None
    taken_in = enrolment.language if enrolment is not None else ""
    tags = [tag for tag in (wanted, taken_in, *chain) if tag]
    entry: Any = (
        CompiledCourse.objects.filter(course__slug=slug)
        .select_related("course__satisfaction", "organisation", "topic")
        .defer("search_text", "search_vector", "folded", "skeleton")
        .annotate(
            place=language_place(tags),
            offered=ArraySubquery(
                CompiledCourse.objects.filter(course=OuterRef("course"))
                .order_by("language")
                .values(offer=JSONObject(tag="language", complete="completeness"))
            ),
            adapted=Exists(Overlay.objects.served().filter(course=OuterRef("course"))),
        )
        .order_by("place", "-completeness", "language")
        .first()
    )
    if entry is None:
        raise CompiledCourse.DoesNotExist(slug)
    return ServedCourse(
        entry=entry,
        offered=[_offered(**offer) for offer in entry.offered],
        enrolment=enrolment,
        read=frozenset(enrolment.read_keys) if enrolment is not None else frozenset(),
        local_versions=_local_versions(entry.course_id, reader) if entry.adapted else [],
        local_owner=enrolment.local_owner if enrolment is not None else local,
        signed_in=reader is not None,
    )


def language_place(tags: Sequence[str]) -> Case:
    """How far down the list of wanted languages a row's `language` stands: 0 is best, what is not listed comes last."""
    whens = [When(language=tag, then=Value(place)) for place, tag in enumerate(dict.fromkeys(tags))]
    return Case(*whens, default=Value(len(whens)), output_field=IntegerField())


def lesson_of(served: ServedCourse, lesson_key: str, chain: Sequence[str] = ()) -> CompiledLesson:
    """The lesson in the language of the course, the local version where the reader has chosen one and it differs.

    What is not translated is shown in the next language of the reader's `chain` that has it, before the source. One
    query, and one more for a lesson that falls back. `CompiledLesson.DoesNotExist` if there is none.
    """
    lessons = CompiledLesson.objects.filter(revision=served.entry.revision_id, lesson_key=lesson_key)
    lesson = _lesson_shown(served, lessons.filter(language=served.entry.language), lesson_key)
    if not lesson.translated:
        tags = languages_between(
            chain,
            shown=lesson.language,
            source=served.entry.course.source_language,
            offered=[each.tag for each in served.offered],
        )
        others = {each.language: each for each in lessons.filter(language__in=tags, overlay=None)} if tags else {}
        fall_back(lesson, [others[tag] for tag in tags if tag in others])
    return lesson


def _lesson_shown(served: ServedCourse, rows: Any, lesson_key: str) -> CompiledLesson:
    if served.local is None:
        plain: CompiledLesson = rows.get(overlay=None)
        return plain
    lesson: CompiledLesson | None = (
        rows.filter(Q(overlay=None) | Q(overlay=served.local.id)).order_by(F("overlay").asc(nulls_last=True)).first()
    )
    if lesson is None:
        raise CompiledLesson.DoesNotExist(lesson_key)
    return lesson


def _local_versions(course_id: int, reader: Person | None) -> list[LocalVersion]:
    """The local versions of a course, and which of them are those of the reader's organisations and wikis."""
    mine: Any = Value(False)
    if reader is not None:
        of_organisation = Membership.objects.live().filter(person=reader)
        mine = (
            Exists(of_organisation.filter(organisation=OuterRef("organisation")))
            | Exists(of_organisation.filter(organisation__wikis=OuterRef("wiki")))
            | Exists(Holding.objects.of(reader).held_at().filter(wiki=OuterRef("wiki")))
        )
    owner = Case(
        When(wiki=None, then=Concat(Value("organisation:"), "organisation__slug", output_field=TextField())),
        default=Concat(Value("wiki:"), "wiki__dbname", output_field=TextField()),
    )
    rows = Overlay.objects.served().filter(course=course_id).order_by("pk")
    versions = rows.values(
        "id",
        "language",
        "note",
        owner=owner,
        name=Coalesce("organisation__name", "wiki__name"),
        mine=ExpressionWrapper(mine, output_field=BooleanField()),
    )
    return [LocalVersion(**version) for version in versions]


def _offered(*, tag: str, complete: int) -> Offered:
    language = languages.get(tag)
    return Offered(tag=tag, autonym=language.autonym, dir=language.dir, complete=complete)


def _enrolment(slug: str, reader: Person) -> Any:
    read_keys = ArraySubquery(LessonRead.objects.filter(enrolment=OuterRef("pk")).values("lesson_key"))
    taking = Enrolment.objects.of(reader).taking().filter(course__slug=slug)
    return taking.annotate(read_keys=read_keys).first()
