"""Where a person stands with the assessment of a course."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from courses.assessment.rules import Rules
from courses.enums import AttemptState
from courses.models import Attempt, CompiledCourse, CompiledQuestion, Completion, Course, Enrolment
from courses.queries.questions import drawn_keys
from courses.queries.reading import ServedCourse, language_place
from wikilearn.core import languages


@dataclass(frozen=True, slots=True)
class History:
    """A person's attempts at a course, newest first, and its completions, newest first.

    `open` is the attempt that has not been handed in; its time may have run out.
    """

    attempts: list[Attempt]
    completions: list[Completion]

    @property
    def open(self) -> Attempt | None:
        """The attempt that can still be handed in."""
        return next((attempt for attempt in self.attempts if attempt.state == AttemptState.OPEN), None)

    @property
    def ended(self) -> list[Attempt]:
        """The attempts that have a result, newest first."""
        return [attempt for attempt in self.attempts if attempt.state != AttemptState.OPEN]

    @property
    def passed(self) -> Completion | None:
        """The latest completion."""
        return self.completions[0] if self.completions else None

    @property
    def cycle(self) -> int:
        """How often the person has passed."""
        return len(self.completions)

    @property
    def failed_at(self) -> list[datetime]:
        """When the attempts since the last pass failed, newest first."""
        return [ended_at(attempt) for attempt in self.ended if attempt.cycle == self.cycle and not attempt.passed]

    @property
    def drawn_last_cycle(self) -> frozenset[str]:
        """The keys of the questions drawn on the way to the last pass."""
        return frozenset(
            key for attempt in self.attempts if attempt.cycle == self.cycle - 1 for key in drawn_keys(attempt)
        )


def history_of(enrolment: Enrolment) -> History:
    """Two queries."""
    return History(
        attempts=list(Attempt.objects.filter(enrolment=enrolment)),
        completions=list(Completion.objects.filter(person=enrolment.person_id, course=enrolment.course_id)),
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a reader stands with the assessment. `opens_at`: the end of a pause that still lasts.

    `failures_left`: how many attempts may still fail before the next pause.
    """

    history: History
    opens_at: datetime | None
    failures_left: int | None
    lessons_first: bool

    @property
    def may_start(self) -> bool:
        """An attempt may start, or go on."""
        return self.history.open is not None or not (self.opens_at or self.lessons_first)


def standing_of(served: ServedCourse) -> Standing:
    """Two queries; none for whoever has not enrolled."""
    history = history_of(served.enrolment) if served.enrolment is not None else History(attempts=[], completions=[])
    rules = rules_of(served.entry.course)
    opens_at = rules.opens_at(history.failed_at)
    return Standing(
        history=history,
        opens_at=opens_at if opens_at and opens_at > timezone.now() else None,
        failures_left=rules.failures_left(len(history.failed_at)),
        lessons_first=not served.may_be_assessed,
    )


def answers_of(attempt: Attempt) -> dict[str, list[str]]:
    """What has been answered so far, by key of the question."""
    return {answer.question_key: answer.answer["chosen"] for answer in attempt.answers.all()}


def languages_of(attempt: Attempt) -> list[languages.Language]:
    """The languages in which the attempt can go on: those of its revision."""
    rows = CompiledQuestion.objects.filter(revision=attempt.revision_id).order_by("language")
    return [languages.get(tag) for tag in rows.values_list("language", flat=True).distinct()]


def title_of(attempt: Attempt) -> tuple[str, languages.Language]:
    """The title of the course for the page of an attempt, and the language that it is in."""
    entries = CompiledCourse.objects.filter(course=attempt.enrolment.course_id)
    entry = entries.annotate(place=language_place([attempt.language])).order_by("place", "language").first()
    if entry is None:
        return attempt.enrolment.course.slug, languages.get(attempt.enrolment.course.source_language)
    return entry.title, languages.get(entry.title_language)


def rules_of(course: Course) -> Rules:
    """What the course asks of an attempt."""
    return Rules(
        count=course.questions_per_attempt,
        pass_mark=course.pass_mark,
        attempts_before_pause=course.attempts_before_pause,
        pause=course.pause,
        time_limit=course.time_limit,
    )


def pass_mark_of(attempt: Attempt) -> int:
    """The least score that passes: what the course asked for when the attempt started."""
    return attempt.pass_mark or attempt.enrolment.course.pass_mark


def ended_at(attempt: Attempt) -> datetime:
    """When an attempt that has ended was handed in, or ran out of time."""
    return attempt.submitted_at or attempt.due_at or attempt.started_at
