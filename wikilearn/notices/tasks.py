"""Waking up what is due."""

from celery import shared_task

from wikilearn.notices import delivery, on_wiki


@shared_task
def send_notice(notice_id: int) -> None:
    """Send the e-mail of one notice, if it is still due."""
    delivery.send(notice_id)


@shared_task
def send_due_notices() -> int:
    """Send whatever is due: what had to wait, what was refused, what a lost worker or broker left."""
    return delivery.send_due()


@shared_task
def send_wiki_message(notice_id: int) -> None:
    """Send the message of one notice on a wiki, if it is still due."""
    on_wiki.send(notice_id)


@shared_task
def send_due_wiki_messages() -> int:
    """Send what is due on wikis."""
    return on_wiki.send_due()
