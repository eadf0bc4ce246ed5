"""What is enqueued after a change."""

import pytest
from celery import shared_task

from wikilearn.core.queueing import enqueue_on_commit

woken: list[int] = []


@shared_task(name="tests.wake")
def wake(number: int) -> None:
    woken.append(number)


@shared_task(name="tests.fail")
def fail(number: int) -> None:
    raise ConnectionError(number)


@pytest.mark.django_db
def test_task_waits_for_the_commit(django_capture_on_commit_callbacks):
    woken.clear()
    with django_capture_on_commit_callbacks(execute=True):
        enqueue_on_commit(wake, 7)
        assert woken == []
    assert woken == [7]


@pytest.mark.django_db(transaction=True)
def test_broker_that_is_away_fails_nothing():
    enqueue_on_commit(fail, 7)
    enqueue_on_commit(wake, 8)
    assert woken[-1] == 8
