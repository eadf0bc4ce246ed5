"""Waking up what is due."""

from datetime import timedelta

from celery import shared_task
from django.db import OperationalError
from django.utils import timezone

from certification import outlooks, reminders
from certification.enums import RunState
from certification.models import HistoryImport
from wikilearn.core.queueing import enqueue_on_commit

FORGOTTEN = timedelta(minutes=10)


@shared_task
def send_due_reminders() -> int:
    """Remind whoever's certification ends; gives how many people were told something."""
    return reminders.send_due()


@shared_task
def close_old_proposals() -> int:
    """Close proposals that nobody decided in time; gives how many."""
    from certification.actions.deciding import expire_proposals

    return expire_proposals()


def wake(run: HistoryImport) -> None:
    """Have a worker check or import the file once the transaction is committed."""
    enqueue_on_commit(run_history_import, run.pk)


@shared_task(autoretry_for=(OperationalError,), retry_backoff=5, max_retries=5)
def run_history_import(run_id: int) -> None:
    """Check an uploaded list of earlier records, or import it if that was approved."""
    from certification.actions import histories

    if HistoryImport.objects.filter(pk=run_id, state=RunState.QUEUED).exists():
        histories.check_history_import(run_id=run_id)
    else:
        histories.perform_history_import(run_id=run_id)


@shared_task
def resume_history_imports() -> None:
    """Wake up imports whose message was lost with the broker or whose worker never came back."""
    before = timezone.now() - FORGOTTEN
    for run_id in HistoryImport.objects.at_work().filter(created_at__lt=before).values_list("pk", flat=True):
        run_history_import.delay(run_id)


@shared_task
def recognise_evidence() -> int:
    """Let the rules for evidence count what authors and facilitators did; gives how many facts that made."""
    from certification.actions.recognising import recognise_work

    return recognise_work()


@shared_task(autoretry_for=(OperationalError,), retry_backoff=5, max_retries=5)
def tell_about_update(request_id: int) -> int:
    """Tell everybody who is certified that they are asked to take an update; gives how many."""
    from certification.actions.updating import tell_holders

    return tell_holders(request_id=request_id)


@shared_task
def tell_missed_updates() -> int:
    """Tell of updates where a lost broker dropped that; gives of how many."""
    from certification.actions.updating import tell_missed_holders

    return tell_missed_holders()


@shared_task
def tell_changes() -> int:
    """Tell stewards what changed where they follow; gives how many were told."""
    from certification.actions.following import tell_changes

    return tell_changes()


@shared_task
def refresh_outlooks() -> int:
    """Bring the outlook of every holder up to the day; gives how many changed."""
    return outlooks.refresh()


@shared_task
def refresh_outlooks_of(person_id: int) -> int:
    """Bring the outlook of one person up to date."""
    return outlooks.refresh_person(person_id)


@shared_task
def tend_candidacies() -> dict[str, int]:
    """End, remind of and delete what is due among those who stand for rights; gives how many of each."""
    from certification.actions.candidates import tend_candidacies

    return tend_candidacies()
