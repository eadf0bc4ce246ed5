"""Asking a wiki whether an exercise is done. No transaction stays open while the wiki thinks."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses import tasks
from courses.actions.exercises import begin_exercise, finish_work, locked_work
from courses.enums import ExerciseMode, ExerciseState, Finding
from courses.errors import CannotBeChecked
from courses.exercises.verifying import Found, Wanted, find_edit
from courses.models import ExerciseWork
from courses.queries.exercises import ServedExercise, settings_of, wiki_of
from wikilearn.core.queueing import enqueue_on_commit
from wikilearn.movement.mediawiki import Api, ApiError
from wikilearn.people.models import Person

TRIES = 6
FIRST_WAIT = timedelta(seconds=30)
WORKING = timedelta(minutes=3)
"""A question that is under way is not asked again before that."""


@transaction.atomic
def ask_for_check(*, actor: Person, exercise: ServedExercise) -> ExerciseWork:
    """Have the wiki asked, by a worker; while it is being asked, asking again changes nothing.

    Raises `NotYours`, and `CannotBeChecked` for whoever has no linked Wikimedia account.
    """
    if exercise.mode != ExerciseMode.WIKI or exercise.wiki is None:
        raise CannotBeChecked(_("No wiki can be asked about this exercise."))
    if actor.central_id is None:
        raise CannotBeChecked(_("Link your Wikimedia account first: the wiki is asked about its edits."))
    work = locked_work(begin_exercise(actor=actor, exercise=exercise).pk)
    if work.state in (ExerciseState.DONE, ExerciseState.CHECKING):
        return work
    work.state, work.tries, work.finding = ExerciseState.CHECKING, 0, ""
    work.next_check_at = timezone.now() + WORKING
    work.save()
    enqueue_on_commit(tasks.check_exercise, work.pk)
    return work


def check_work(*, work_id: int) -> Finding | None:
    """Ask the wiki, and keep what it says. A wiki that does not answer is asked again later, each time after longer.

    Two workers at once do no harm: the first answer that is written counts. None where nothing was to be asked.
    """
    work = ExerciseWork.objects.select_related("enrolment__person", "enrolment__course").filter(pk=work_id).first()
    if work is None or work.state != ExerciseState.CHECKING:
        return None
    found = _ask(work)
    with transaction.atomic():
        work = locked_work(work_id)
        if work.state != ExerciseState.CHECKING:
            return None
        _keep(work, found)
    return found.finding


def _ask(work: ExerciseWork) -> Found:
    settings = settings_of(work)
    wiki = wiki_of(settings)
    central_id = work.enrolment.person.central_id
    if wiki is None or central_id is None:
        return Found(Finding.NO_ACCOUNT)
    api = Api(f"{wiki.url}/w/api.php", timeout=15, attempts=2)
    try:
        return find_edit(api, central_id=central_id, since=work.began_at, wanted=Wanted.of(settings))
    except ApiError:
        return Found(Finding.UNREACHABLE)


def _keep(work: ExerciseWork, found: Found) -> None:
    now = timezone.now()
    work.finding, work.checked_at, work.tries = found.finding, now, work.tries + 1
    work.revision_id = found.revision_id
    if found.finding == Finding.FOUND:
        finish_work(work)
        return
    if found.finding == Finding.UNREACHABLE and work.tries < TRIES:
        work.next_check_at = now + FIRST_WAIT * 2 ** (work.tries - 1)
    else:
        work.state, work.next_check_at = ExerciseState.BEGUN, None
    work.save()
