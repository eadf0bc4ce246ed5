"""Waking up what is due."""

from celery import shared_task

from certification import reminders
from certification.actions.deciding import expire_proposals


@shared_task
def send_due_reminders() -> int:
    """Remind whoever's certification ends; gives how many people were told something."""
    return reminders.send_due()


@shared_task
def close_old_proposals() -> int:
    """Close proposals that nobody decided in time; gives how many."""
    return expire_proposals()
