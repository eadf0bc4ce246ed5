"""Passing a course."""

from django.db import transaction
from django.utils import timezone

from courses.actions.packs import complete_packs
from courses.assessment.grading import level
from courses.enums import Level
from courses.models import Attempt, Cohort, Completion, Course
from courses.queries.assessing import pass_mark_of
from courses.signals import course_attended, course_passed
from wikilearn.audit.actions import record
from wikilearn.people.models import Person


@transaction.atomic
def complete_course(*, actor: Person, course: Course, revision_id: int, language: str) -> Completion | None:
    """Pass a course by reading all of it, once: None for whoever has passed it before."""
    if Completion.objects.filter(person=actor, course=course).exists():
        return None
    completion = Completion.objects.create(
        person=actor, course=course, revision_id=revision_id, language=language, score=100, level=Level.BASIC
    )
    _announce(completion)
    return completion


@transaction.atomic
def complete_attempt(*, attempt: Attempt) -> Completion:
    """Pass a course by an attempt that has just been graded."""
    course, score = attempt.enrolment.course, attempt.score or 0
    completion = Completion.objects.create(
        person=attempt.enrolment.person,
        course=course,
        revision=attempt.revision,
        language=attempt.language,
        score=score,
        level=level(score, pass_mark=pass_mark_of(attempt)) or Level.BASIC,
        passed_at=attempt.submitted_at or timezone.now(),
        attempt=attempt,
    )
    _announce(completion)
    return completion


@transaction.atomic
def complete_by_attendance(*, person: Person, cohort: Cohort) -> Completion | None:
    """Complete an instructor-led course by having been at all its sessions; once for each cohort.

    No attempt stands behind it, so its level is the basic one. None where the cohort was counted before.
    """
    revision = cohort.course.published_revision
    if revision is None or Completion.objects.filter(person=person, course=cohort.course, cohort=cohort).exists():
        return None
    completion = Completion.objects.create(
        person=person,
        course=cohort.course,
        revision=revision,
        language=cohort.languages[0],
        score=100,
        level=Level.BASIC,
        cohort=cohort,
    )
    course_attended.send(sender=Completion, completion=completion)
    _log(completion)
    return completion


def _announce(completion: Completion) -> None:
    course_passed.send(sender=Completion, completion=completion)
    complete_packs(person=completion.person, course=completion.course)
    _log(completion)


def _log(completion: Completion) -> None:
    record(
        actor=completion.person.reference,
        action="course.passed",
        target=completion.course.reference,
        details={"revision": completion.revision.number},
    )
