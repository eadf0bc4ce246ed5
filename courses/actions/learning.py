"""Enrolling, reading, leaving: what moves a learner through a course."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.actions.completing import complete_course
from courses.errors import NotOffered
from courses.models import Course, Enrolment, LessonRead
from courses.queries.reading import ServedCourse
from wikilearn.people.models import Person


@transaction.atomic
def enrol_in_course(*, actor: Person, course: Course, language: str) -> Enrolment:
    """Take a course in a language, or come back to it: progress is where it was. Doing it twice changes nothing."""
    if course.published_revision_id is None:
        raise NotOffered(_("This course is not offered at present."))
    enrolment, _created = Enrolment.objects.select_for_update().get_or_create(
        person=actor, course=course, defaults={"language": language}
    )
    if enrolment.left_at is not None:
        enrolment.left_at = None
        enrolment.save(update_fields=["left_at"])
    return enrolment


@transaction.atomic
def leave_course(*, actor: Person, enrolment: Enrolment) -> None:
    """Stop taking a course. Progress, attempts and what was passed stay."""
    Enrolment.objects.of(actor).taking().filter(pk=enrolment.pk).update(left_at=timezone.now())


@transaction.atomic
def choose_language(*, actor: Person, served: ServedCourse, language: str, lesson_key: str, block_key: str) -> None:
    """Go on in another language of the course, at the same place."""
    if language not in {offered.tag for offered in served.offered}:
        raise NotOffered(_("The course is not offered in this language."))
    place = {"lesson_key": lesson_key, "block_key": block_key} if lesson_key in served.lesson_keys else {}
    _update(served, actor, language=language, **place)


@transaction.atomic
def read_lesson(*, actor: Person, served: ServedCourse, lesson_key: str) -> str:
    """Mark a lesson as read and move to the next, whose key is given; empty after the last.

    A course that asks no questions and serves no mandatory topic is passed when its last lesson is read.
    """
    keys = served.lesson_keys
    if served.enrolment is None or lesson_key not in keys:
        raise NotOffered(_("The course has no such lesson."))
    # The lock makes two tabs that finish a course at once write one completion.
    enrolment = Enrolment.objects.select_for_update().get(pk=served.enrolment.pk, person=actor)
    LessonRead.objects.bulk_create(
        [LessonRead(enrolment=enrolment, lesson_key=lesson_key, language=served.entry.language)], ignore_conflicts=True
    )
    following = keys[keys.index(lesson_key) + 1 :]
    _update(served, actor, lesson_key=following[0] if following else lesson_key, block_key="")
    if served.is_passed_by_reading and set(keys) <= _read_keys(enrolment):
        complete_course(
            actor=actor,
            course=served.entry.course,
            revision_id=served.entry.revision_id,
            language=served.entry.language,
        )
    return following[0] if following else ""


def _update(served: ServedCourse, actor: Person, **place: str) -> None:
    if served.enrolment is not None:
        Enrolment.objects.of(actor).filter(pk=served.enrolment.pk).update(visited_at=timezone.now(), **place)


def _read_keys(enrolment: Enrolment) -> set[str]:
    return set(enrolment.lessons_read.values_list("lesson_key", flat=True))
