"""What a steward looks up, and what is done every night."""

import resource
from datetime import timedelta

from django.db import transaction
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils import timezone

from bench.measuring import Result, row, stopwatch
from bench.rows.pages import page_against_floor
from bench.seeding.certification import WIKI
from bench.server import Site
from certification import outlooks, reminders
from certification.actions.histories import CHUNK, import_records
from certification.history import Record
from certification.models import Outlook, Period, Reminder, ReminderWish
from certification.queries.history import count_outcomes, read_history
from courses.models import Topic
from wikilearn.audit.actions import SYSTEM
from wikilearn.people.models import Person

DUE = 20_000
ROWS = 10_000


@row("steward: one person", area="certification", aim="≤ 8 queries, ≤ 3 × floor at 1M periods", grows=True)
def steward_person(site: Site) -> Result:
    address = reverse("certification:steward_person", args=["Bench 77"])
    return page_against_floor(site, address, times=3, most_queries=8)


@row("steward: one wiki", area="certification", aim="≤ 8 queries, ≤ 4 × floor at 1M periods", grows=True)
def steward_wiki(site: Site) -> Result:
    address = reverse("certification:steward_wiki", args=[WIKI])
    return page_against_floor(site, address, times=4, most_queries=8)


@row("reminder sweep, 20,000 people due", area="certification", aim="< 60 s at 1M periods, constant memory; again: 0")
def sweep(_site: Site) -> Result:
    """As on any night: all that was due before has been sent, and so many people have something new."""
    now = timezone.now()
    with transaction.atomic():
        # Too few of the holders have something due at once: everybody with a certification wishes to be reminded.
        people = Period.objects.order_by().values_list("person", flat=True).distinct()
        ReminderWish.objects.bulk_create((ReminderWish(person_id=pk) for pk in people), batch_size=5_000)
        reminders.claim(now)
        ours = Reminder.objects.filter(
            person__username__startswith="Bench "
        )  # whom nothing keeps from being written to
        due = list(ours.order_by("person").values_list("person", flat=True).distinct()[:DUE])
        Reminder.objects.exclude(person__in=due).update(sent_at=now - timedelta(days=1))
        Reminder.objects.filter(person__in=due).delete()
        address = Concat(Value("bench"), Cast("id", CharField()), Value("@bench.example"), output_field=CharField())
        Person.objects.filter(pk__in=due).update(email=address)
        before = _memory()
        with stopwatch() as first:
            told = reminders.send_due(now)
        grown = _memory() - before
        with stopwatch() as again:
            told_again = reminders.send_due(now)
        transaction.set_rollback(True)
    figures = f"{first[0]:.1f} s for {told} people, +{grown:.0f} MB; again {again[0]:.1f} s for {told_again}"
    return Result(figures, first[0] < 60 and told >= DUE and told_again == 0 and grown < 200, first[0])


def _memory() -> float:
    """The most memory that this process ever had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@row("forecast: page", area="certification", aim="≤ 8 queries, ≤ 4 × floor at 50,000 holders")
def forecast(site: Site) -> Result:
    outlooks.refresh()
    return page_against_floor(site, reverse("certification:forecast"), times=4, most_queries=8)


@row("outlook of 50,000 holders / again", area="certification", aim="< 60 s in one process, again: 0 changed")
def outlook(_site: Site) -> Result:
    """From nothing, as after an hour in which everything changed; and again, when nothing has."""
    Outlook.objects.all().delete()
    with stopwatch() as first:
        changed = outlooks.refresh()
    with stopwatch() as again:
        changed_again = outlooks.refresh()
    figures = f"{first[0]:.1f} s for {changed}; again {again[0]:.1f} s for {changed_again}"
    return Result(figures, first[0] < 60 and changed_again == 0, first[0])


@row("history of 10,000 rows: try / import / again", area="certification", aim="try < 5 s, import < 120 s, again: 0")
def history(_site: Site) -> Result:
    """Records of the year 2020 of people who are here, in the chunks of the command."""
    topic = Topic.objects.filter(mandatory=True).first()
    first_people = Person.objects.filter(username__startswith="Bench ").order_by("pk").values("pk")[:ROWS]
    with transaction.atomic():
        people = Person.objects.filter(pk__in=list(first_people.values_list("pk", flat=True)))
        people.update(central_id=F("pk") + 1_000_000_000)  # only an account that was linked takes its records at once
        lines = [
            f"{username},{topic.key},2020-01-01,2021-12-31,bench"
            for username in people.values_list("username", flat=True)
        ]
        content = "\n".join(["username,topic,from,until,evidence", *lines]).encode()
        with stopwatch() as tried:
            reading = read_history(content)
            outcomes = count_outcomes(reading.records)
        with stopwatch() as first:
            added = _import(reading.records)
        with stopwatch() as again:
            added_again = _import(reading.records)
        transaction.set_rollback(True)
    figures = f"{tried[0]:.1f} s / {first[0]:.1f} s for {added} / {again[0]:.1f} s for {added_again}"
    holds = tried[0] < 5 and first[0] < 120 and added == outcomes["added"] == ROWS and added_again == 0
    return Result(figures, holds, first[0])


def _import(records: list[Record]) -> int:
    return sum(
        import_records(actor=SYSTEM, records=records[begin : begin + CHUNK])["added"]
        for begin in range(0, len(records), CHUNK)
    )
