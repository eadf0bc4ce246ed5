"""What workers do for courses. Ids in, one action each, safe to repeat."""

from datetime import timedelta

from celery import shared_task
from django.db import OperationalError
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.models import Cohort, ExerciseWork, ImportRun, Publication, QuestionAppeal

FORGOTTEN = timedelta(minutes=10)
SOON = timedelta(minutes=2)


@shared_task(autoretry_for=(OperationalError,), retry_backoff=5, max_retries=5)
def run_import(run_id: int) -> None:
    """Import one upload. A fault of ours ends the run with a word to the person, and reaches the log."""
    from courses.actions import importing

    try:
        importing.perform_import(run_id=run_id)
    except OperationalError:
        raise
    except Exception:
        importing.refuse_import(
            run_id=run_id, reason=_("Something went wrong on our side. Nothing was imported, please tell us.")
        )
        raise


@shared_task
def recount_demand() -> None:
    """Count anew which languages the learners of each course want."""
    from courses.actions import counting

    counting.recount_demand()


@shared_task
def resume_imports() -> None:
    """Wake up uploads whose message was lost with the broker or whose worker never came back."""
    before = timezone.now() - FORGOTTEN
    for run_id in ImportRun.objects.unfinished().filter(created_at__lt=before).values_list("pk", flat=True):
        run_import.delay(run_id)


@shared_task(autoretry_for=(OperationalError,), retry_backoff=5, max_retries=5)
def run_publication(publication_id: int) -> None:
    """Make the pages of one publication. A fault of ours ends it with a word to the publisher, and reaches the log."""
    from courses.actions import publishing
    from courses.queries.publishing import progress_keeper

    try:
        publishing.perform_publication(publication_id=publication_id, progress=progress_keeper(publication_id))
    except OperationalError:
        raise
    except Exception:
        publishing.fail_publication(publication_id=publication_id)
        raise


@shared_task
def resume_publications() -> None:
    """Wake up publications whose message was lost with the broker or whose worker never came back."""
    waiting = Publication.objects.filter(state="queued", created_at__lt=timezone.now() - SOON)
    for publication_id in waiting.values_list("pk", flat=True):
        run_publication.delay(publication_id)


@shared_task
def lapse_cohort_offers() -> None:
    """End offers of places whose deadline has passed, and offer them to the next in line."""
    from courses.actions.cohort_places import lapse_offers

    late = Cohort.objects.filter(members__state="offered", members__confirm_before__lte=timezone.now())
    for cohort in late.distinct():
        lapse_offers(cohort=cohort)


@shared_task(autoretry_for=(OperationalError,), retry_backoff=5, max_retries=5)
def regrade_attempts(appeal_id: int) -> None:
    """Carry out what an accepted appeal means to attempts that were graded before."""
    from courses.actions import appeals

    appeals.carry_out_remedy(appeal_id=appeal_id)


@shared_task
def resume_regrading() -> None:
    """Wake up regrading whose message was lost with the broker or whose worker never came back."""
    waiting = QuestionAppeal.objects.exclude(remedy="none").filter(
        regraded_at=None, answered_at__lt=timezone.now() - FORGOTTEN
    )
    for appeal_id in waiting.values_list("pk", flat=True):
        regrade_attempts.delay(appeal_id)


@shared_task(autoretry_for=(OperationalError,), retry_backoff=5, max_retries=5)
def check_exercise(work_id: int) -> None:
    """Ask the wiki whether an exercise is done."""
    from courses.actions import exercise_checks

    exercise_checks.check_work(work_id=work_id)


@shared_task
def check_due_exercises() -> None:
    """Ask the wikis again that did not answer, and those whose question was lost with the broker."""
    due = ExerciseWork.objects.filter(state="checking", next_check_at__lt=timezone.now())
    for work_id in due.values_list("pk", flat=True):
        check_exercise.delay(work_id)
