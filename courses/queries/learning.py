"""A person's own courses."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, F

from courses.models import CompiledCourse, Completion, Enrolment
from courses.queries.reading import language_place
from wikilearn.core import languages
from wikilearn.people.models import Person


@dataclass(frozen=True, slots=True)
class MyCourse:
    """A course that the person takes. `read` counts lessons; `completion` is the latest pass.

    `entry` is None for a course that is no longer offered.
    """

    enrolment: Enrolment
    entry: CompiledCourse | None
    read: int
    completion: Completion | None

    @property
    def title(self) -> str:
        """Its title, or its address if it is no longer offered."""
        return self.entry.title if self.entry else self.enrolment.course.slug

    @property
    def language(self) -> languages.Language:
        """The language of the title."""
        return languages.get(self.entry.title_language if self.entry else self.enrolment.course.source_language)

    @property
    def lessons(self) -> int:
        """How many lessons it has; at least as many as have been read."""
        return max(self.read, self.entry.lessons if self.entry else 0)


@dataclass(frozen=True, slots=True)
class MyCourses:
    """`going_on` are not passed yet, the one last visited first; `passed` the newest first."""

    going_on: list[MyCourse]
    passed: list[MyCourse]

    def __bool__(self) -> bool:
        return bool(self.going_on or self.passed)


def my_courses(person: Person, *, chain: Sequence[str]) -> MyCourses:
    """Three queries, however many courses."""
    enrolments = list(
        Enrolment.objects.of(person)
        .taking()
        .select_related("course")
        .annotate(read=Count("lessons_read"))
        .order_by(F("visited_at").desc(nulls_last=True), "-enrolled_at")
    )
    entries = _entries(enrolments, chain)
    completions = {
        completion.course_id: completion
        for completion in Completion.objects.filter(person=person).order_by("passed_at", "id")
    }
    mine = [
        MyCourse(
            enrolment=enrolment,
            entry=entries.get(enrolment.course_id),
            read=enrolment.read,
            completion=completions.get(enrolment.course_id),
        )
        for enrolment in enrolments
    ]
    return MyCourses(
        going_on=[each for each in mine if each.completion is None],
        passed=[each for each in mine if each.completion is not None],
    )


def _entries(enrolments: Sequence[Enrolment], chain: Sequence[str]) -> dict[int, CompiledCourse]:
    """The catalogue entry of each course, in the language that it is taken in, else the first of `chain`."""
    taken_in = {enrolment.course_id: enrolment.language for enrolment in enrolments}
    rows = (
        CompiledCourse.objects.filter(course__in=taken_in)
        .defer("outline", "search_text", "search_vector", "people", "folded", "skeleton")
        .annotate(place=language_place(chain))
        .order_by("-place", "-language")
    )
    # Later rows win: the best place of the chain comes last, and after it the language that the course is taken in.
    ordered = sorted(rows, key=lambda row: row.language == taken_in[row.course_id])
    return {row.course_id: row for row in ordered}
