"""Doing an exercise: beginning it, saying that it is done, handing it in, having it reviewed."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.actions.completing import complete_course
from courses.enums import ExerciseMode, ExerciseState
from courses.errors import NotYours, WrongState
from courses.models import Course, Enrolment, ExerciseWork, LessonRead
from courses.queries.appeals import title_of_course
from courses.queries.exercises import ServedExercise
from courses.queries.reading import served_course
from wikilearn.audit.actions import record
from wikilearn.notices.actions import notify
from wikilearn.people.models import Person


@transaction.atomic
def begin_exercise(*, actor: Person, exercise: ServedExercise) -> ExerciseWork:
    """Start an exercise: edits count from now on. Doing it twice changes nothing. Raises `NotYours`."""
    enrolment = _enrolment(actor, exercise)
    work, _created = ExerciseWork.objects.get_or_create(
        enrolment=enrolment, lesson_key=exercise.lesson_key, block_key=exercise.block_key
    )
    return work


@transaction.atomic
def declare_done(*, actor: Person, exercise: ServedExercise) -> ExerciseWork:
    """Say that a task that nobody checks is done. Raises `NotYours`, `WrongState`."""
    if exercise.mode != ExerciseMode.DECLARED:
        raise WrongState(_("This exercise is not done by saying so."))
    work = locked_work(begin_exercise(actor=actor, exercise=exercise).pk)
    if work.state != ExerciseState.DONE:
        finish_work(work)
    return work


@transaction.atomic
def hand_in_exercise(*, actor: Person, exercise: ServedExercise, report: str) -> ExerciseWork:
    """Show the authors what one did. What was returned can be handed in again. Raises `NotYours`, `WrongState`."""
    if exercise.mode != ExerciseMode.REVIEWED:
        raise WrongState(_("Nothing is handed in for this exercise."))
    work = locked_work(begin_exercise(actor=actor, exercise=exercise).pk)
    if work.state == ExerciseState.DONE:
        raise WrongState(_("This exercise is done."))
    work.state, work.report, work.handed_in_at = ExerciseState.HANDED_IN, report, timezone.now()
    work.save()
    return work


@transaction.atomic
def review_exercise(*, actor: Person, work: ExerciseWork, accept: bool, comment: str) -> ExerciseWork:
    """Accept what was handed in, or return it with a word. Nobody reviews themself. Raises `NotYours`, `WrongState`."""
    work = locked_work(work.pk)
    course: Course = work.enrolment.course
    if not actor.has_perm("courses.review_exercise", course) or work.enrolment.person_id == actor.pk:
        raise NotYours(_("You may not review this."))
    if work.state != ExerciseState.HANDED_IN:
        raise WrongState(_("This has been reviewed already."))
    work.comment, work.reviewed_by = comment, actor
    if accept:
        finish_work(work)
    else:
        work.state = ExerciseState.RETURNED
        work.save()
    url = reverse("courses:exercise", args=[course.slug, work.lesson_key, work.block_key])
    notify(
        person=work.enrolment.person,
        kind="exercise_reviewed",
        context={"course": title_of_course(course), "accepted": accept, "comment": comment},
        url=url,
        key=f"exercise:{work.pk}:{work.handed_in_at}",
    )
    record(
        actor=actor.reference,
        action="exercise.accepted" if accept else "exercise.returned",
        target=course.reference,
        details={"lesson": work.lesson_key, "block": work.block_key},
    )
    return work


def finish_work(work: ExerciseWork) -> None:
    """The exercise is done. It counts as reading its lesson, and may be what was missing to pass the course.

    Runs in the caller's transaction, on a locked row.
    """
    work.state, work.done_at, work.next_check_at = ExerciseState.DONE, timezone.now(), None
    work.save()
    enrolment = work.enrolment
    language = enrolment.language or enrolment.course.source_language
    LessonRead.objects.bulk_create(
        [LessonRead(enrolment=enrolment, lesson_key=work.lesson_key, language=language)], ignore_conflicts=True
    )
    if enrolment.course.published_revision_id is None:
        return
    served = served_course(enrolment.course.slug, reader=enrolment.person, chain=[language])
    if served.is_passed_by_reading and served.all_read:
        complete_course(
            actor=enrolment.person,
            course=enrolment.course,
            revision_id=served.entry.revision_id,
            language=served.entry.language,
        )


def locked_work(work_id: int) -> ExerciseWork:
    """The row with learner and course, locked until the transaction ends."""
    rows = ExerciseWork.objects.select_related("enrolment__person", "enrolment__course__organisation")
    found: ExerciseWork = rows.select_for_update(of=("self",)).get(pk=work_id)
    return found


def _enrolment(actor: Person, exercise: ServedExercise) -> Enrolment:
    enrolment = exercise.served.enrolment
    if enrolment is None or enrolment.person_id != actor.pk:
        raise NotYours(_("Enrol in the course to do its exercises."))
    return enrolment
