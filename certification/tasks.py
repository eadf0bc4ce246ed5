"""Waking up what is due."""

from celery import shared_task

from certification import reminders


@shared_task
def send_due_reminders() -> int:
    """Remind whoever's certification ends; gives how many people were told something."""
    return reminders.send_due()
