"""Waking up what is due."""

from celery import shared_task

from wikilearn.notices import delivery


@shared_task
def send_notice(notice_id: int) -> None:
    """Send the e-mail of one notice, if it is still due."""
    delivery.send(notice_id)


@shared_task
def send_due_notices() -> int:
    """Send whatever is due: what had to wait, what was refused, what a lost worker or broker left."""
    return delivery.send_due()
