"""Reminders with real workers that die, two beats at once, and a broker that loses all it had: each is sent once."""

import re
from contextlib import contextmanager

import psycopg2
import pytest
from celery import Celery
from celery.result import AsyncResult
from django.db import connection
from redis import Redis

from certification.models import Reminder
from certification.reminders.sending import KIND
from certification.tasks import send_due_reminders
from courses.models import Topic
from tests.factories.certification import RequirementFactory, certify
from tests.factories.courses import TopicFactory
from tests.factories.movement import HoldingFactory, RightFactory
from tests.factories.people import PersonFactory
from tests.workers import eventually, kill, running_worker
from wikilearn.core.dates import add_months, today
from wikilearn.launcher.valkey import Valkey
from wikilearn.movement.models import Right
from wikilearn.notices.models import Email, Notice

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 5


@pytest.fixture
def due():
    """So many people whose certification ends in a month."""
    right = RightFactory(key="checkuser")
    RequirementFactory(right=right, topic=TopicFactory())
    make_due()


def make_due():
    """More of them."""
    right, topic = Right.objects.get(), Topic.objects.get()
    for _ in range(PEOPLE):
        person = PersonFactory()
        HoldingFactory(right=right, person=person, username=person.username)
        certify(person, topic, add_months(today(), -23))


@contextmanager
def notices_held_up():
    """Whoever wants to write a notice waits until the block ends."""
    settings = connection.settings_dict
    other = psycopg2.connect(
        host=settings["HOST"],
        port=settings["PORT"] or None,
        user=settings["USER"],
        password=settings["PASSWORD"] or None,
        dbname=settings["NAME"],
    )
    try:
        with other.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {Notice._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")
            yield
    finally:
        other.close()


def waiting_for_the_lock() -> int:
    """How many sessions wait to write a notice."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted AND relation = %s::regclass",
            [Notice._meta.db_table],
        )
        return cursor.fetchone()[0]


def sweep() -> AsyncResult:
    """As beat sends it, but with a result to wait for."""
    return send_due_reminders.apply_async(ignore_result=False)


def counted(sweeping: AsyncResult) -> int:
    """What it returned, whatever mark the tasks that a live server ran in its threads left on this process."""
    return sweeping.get(timeout=120, disable_sync_subtasks=False)


def told() -> int:
    """How many were told; fails if somebody was told twice."""
    people = list(Notice.objects.filter(kind=KIND).values_list("person", flat=True))
    assert len(people) == len(set(people)) == Email.objects.filter(notice__kind=KIND).count()
    assert Reminder.objects.filter(sent_at__isnull=False).count() == len(people)
    return len(people)


def test_a_worker_killed_between_claim_and_send_and_two_beats_at_once_tell_each_once(due):
    with running_worker() as worker, notices_held_up():
        send_due_reminders.delay()
        eventually(waiting_for_the_lock)
        assert Reminder.objects.waiting().count() == PEOPLE
        kill(worker)
    assert told() == 0
    make_due()  # so that the two beats both claim and send
    with running_worker(concurrency=2):
        with notices_held_up():
            results = [sweep() for _ in range(2)]
            eventually(waiting_for_the_lock)
        assert sum(map(counted, results)) == 2 * PEOPLE
    assert told() == 2 * PEOPLE


def test_a_broker_that_lost_everything_delays_and_doubles_nothing(due, tmp_path, settings):
    """What was sent to it is gone with it; the next beat finds in the database what is due."""
    broker = Valkey(tmp_path / "valkey", log=tmp_path / "valkey.log", throw_away=True)
    tasks, returned = (
        re.search(r"\d+$", url)[0] for url in (settings.CELERY_BROKER_URL, settings.CELERY_RESULT_BACKEND)
    )
    address = f"{broker.url.replace('unix://', 'redis+socket://')}?virtual_host={tasks}"
    sender = Celery(broker=address, set_as_current=False)
    sender.conf.update(task_default_queue="default")
    results = Redis(unix_socket_path=broker.url.removeprefix("unix://"), db=int(returned))

    def beat() -> str:
        return f"celery-task-meta-{sender.send_task(send_due_reminders.name, ignore_result=False)}"

    broker.start()
    beat()
    broker.stop()
    broker.start()
    try:
        with running_worker(broker=broker.url):
            beats = [beat(), beat()]
            eventually(lambda: results.exists(*beats) == len(beats))
        assert told() == PEOPLE
    finally:
        sender.close()
        broker.stop()
