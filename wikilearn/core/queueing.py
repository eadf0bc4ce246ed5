"""The one way to wake a worker: after the transaction, and without it mattering whether the broker is there."""

from typing import Any

from celery import Task
from django.db import transaction


def enqueue_on_commit(task: Task, *ids: Any) -> None:
    """Send `task` with these ids once the transaction is committed; a broker that is away is logged, no more.

    What is due stands in the database, and a sweep finds it there: so the change itself never fails for the broker.
    """

    def send() -> None:  # not a partial: Django logs the name of what failed
        task.delay(*ids)

    transaction.on_commit(send, robust=True)
