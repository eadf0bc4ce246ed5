"""Reminders are sent once, ever: offsets, digests, downtime, two sweeps at once, a crash in the middle."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from certification import reminders
from certification.enums import FactKind, Milestone
from certification.models import Period, Reminder, ReminderWish, Requirement
from certification.reminders import schedule, sending
from certification.tasks import send_due_reminders
from tests.factories.certification import PeriodFactory, RequirementFactory, certify, noon
from tests.factories.courses import TopicFactory
from tests.factories.movement import HoldingFactory, RightFactory
from tests.factories.people import PersonFactory
from wikilearn.core.dates import today
from wikilearn.notices.models import Email, Notice
from wikilearn.notices.rendering import text_of

UNTIL, DAY = date(2027, 3, 1), timedelta(days=1)


@pytest.mark.parametrize(
    ("left", "offset"),
    [
        *[(91, None), (90, 90), (61, 90), (60, 60), (31, 60), (30, 30), (8, 30), (7, 7), (2, 7), (1, 1), (0, 1)],
        *[(-1, -1), (-14, -1), (-15, None)],
    ],
)
def test_due_offset_is_the_latest_that_has_come(left, offset):
    assert schedule.due_offset(UNTIL, UNTIL - timedelta(days=left)) == offset


@pytest.mark.parametrize(
    ("now", "zone", "expected"),
    [
        ("2026-11-21T12:00", "UTC", "2026-11-21T12:00"),
        ("2026-11-21T19:59", "UTC", "2026-11-21T19:59"),
        ("2026-11-21T20:00", "UTC", "2026-11-22T08:00"),
        ("2026-11-21T12:00", "Asia/Tokyo", "2026-11-21T23:00"),
        ("2026-11-21T12:00", "America/Los_Angeles", "2026-11-21T16:00"),
        ("2026-03-29T00:30", "Europe/Berlin", "2026-03-29T06:00"),
        ("2026-10-24T23:30", "Europe/Berlin", "2026-10-25T07:00"),
    ],
)
def test_waking_hour_is_the_next_morning_where_it_is_night(now, zone, expected):
    moment = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert schedule.waking_hour(moment, zone) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@given(st.integers(0, 365 * 24 * 60), st.sampled_from(["Asia/Kolkata", "America/St_Johns"]))
def test_waking_hour_is_within_a_night_and_never_in_the_past(minutes, zone):
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    assert now <= schedule.waking_hour(now, zone) <= now + timedelta(hours=13)


def needed(period):
    """The period of somebody who holds a right that asks for its topic; gives the period."""
    right = RightFactory(key="checkuser", name="Checkuser")
    if not Requirement.objects.filter(right=right, topic=period.topic).exists():
        RequirementFactory(right=right, topic=period.topic)
    if not period.person.holdings.exists():
        HoldingFactory(right=right, person=period.person, username=period.person.username)
    return period


def ending(**wanted):
    return needed(PeriodFactory(**{"valid_from": date(2025, 3, 1), "valid_until": UNTIL} | wanted))


@pytest.fixture
def period(db):
    return ending(
        person=PersonFactory(username="Ada"), topic=TopicFactory(key="digital-security", name="Digital security")
    )


def sweep(left):
    return reminders.send_due(noon(UNTIL - timedelta(days=left)))


def test_each_offset_is_sent_once_over_a_whole_life(period):
    days = [left for left in range(100, -40, -1) if sweep(left)]
    assert days == [90, 60, 30, 7, 1, -1]
    assert Reminder.objects.filter(sent_at__isnull=False).count() == 6
    assert Notice.objects.count() == Email.objects.count() == 6


def test_second_sweep_sends_nothing(period):
    assert [sweep(30), sweep(30), sweep(29)] == [1, 0, 0]
    assert Notice.objects.count() == 1


def test_one_digest_tells_of_all_topics_in_the_words_of_the_reader(period):
    person = period.person
    ending(person=person, topic=TopicFactory(name="Self-care"))
    assert sweep(30) == 1
    text = text_of(Notice.objects.get())
    assert text.subject == "2 certifications to look after"
    assert text.paragraphs[0].startswith("Digital security: valid until March 1, 2027. You can renew it now")
    assert len(text.paragraphs) == 3


def test_the_last_reminder_says_that_it_has_ended(period):
    assert sweep(-1) == 1
    text = text_of(Notice.objects.get())
    assert text.subject == "Your certification “Digital security” has ended"
    assert "was valid until March 1, 2027" in text.paragraphs[0]


def test_nobody_is_told_twice_on_one_day(period):
    sweep(30)
    ending(person=period.person)
    assert [sweep(30), sweep(29)] == [0, 1]


def test_after_a_week_of_downtime_only_what_still_makes_sense_is_sent(period):
    sweep(90)
    assert [sweep(left) for left in (25, 25)] == [1, 0]
    assert set(Reminder.objects.values_list("offset", flat=True)) == {90, 30}
    assert sweep(-20) == 0


def test_what_was_claimed_and_overtaken_is_dropped(period):
    reminders.claim(noon(UNTIL - timedelta(days=60)))
    assert sweep(30) == 1
    dropped = Reminder.objects.get(dropped_at__isnull=False)
    assert dropped.offset == 60
    assert sweep(29) == 0


@pytest.mark.parametrize("change", [{"stands": False}, {"valid_until": UNTIL + timedelta(days=200)}])
def test_what_was_claimed_for_a_period_that_changed_is_dropped(period, change):
    reminders.claim(noon(UNTIL - timedelta(days=30)))
    Period.objects.filter(pk=period.pk).update(**change)
    assert sweep(30) == 0
    assert Reminder.objects.get().dropped_at is not None
    assert not Notice.objects.exists()


def test_renewed_revoked_and_erased_are_not_reminded(db):
    topic, now = TopicFactory(mandatory=True), noon(today())
    renewed, revoked, gone, plain = (PersonFactory() for _ in range(4))
    for person in (renewed, revoked, gone, plain):
        certify(person, topic, today() - timedelta(days=710))
        needed(Period.objects.get(person=person))
    certify(renewed, topic, today() - timedelta(days=1))
    certify(revoked, topic, today() - timedelta(days=1), kind=FactKind.REVOKED, reason="Shared the answers")
    type(gone).objects.filter(pk=gone.pk).update(is_active=False)
    assert reminders.send_due(now) == 1
    assert Notice.objects.get().person == plain


def test_e_mail_waits_for_the_morning_where_the_person_lives(period):
    type(period.person).objects.update(time_zone="Asia/Tokyo")
    sweep(30)
    email = Email.objects.get()
    assert email.send_after == datetime(2027, 1, 30, 23, tzinfo=UTC)
    assert email.send_before == email.send_after + timedelta(days=3)


def test_the_task_of_beat_sweeps(db):
    ending(valid_from=today() - timedelta(days=700), valid_until=today() + timedelta(days=30))
    assert [send_due_reminders(), send_due_reminders()] == [1, 0]


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_send_each_reminder_once(monkeypatch):
    monkeypatch.setattr(sending, "BATCH", 3)
    for _ in range(20):
        ending()
    told, errors, start = [], [], threading.Barrier(3)

    def run():
        try:
            start.wait()
            told.append(sweep(30))
        except Exception as error:  # noqa: BLE001 - shown by the assertion below
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert sum(told) == Notice.objects.count() == Reminder.objects.filter(sent_at__isnull=False).count() == 20
    assert sweep(30) == 0


@pytest.mark.django_db(transaction=True)
def test_a_sweep_passes_over_people_whom_another_one_has(period):
    other = ending()
    now = noon(UNTIL - timedelta(days=30))
    reminders.claim(now)
    held, done = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            type(period.person).objects.select_for_update(no_key=True).get(pk=period.person.pk)
            held.set()
            done.wait(30)
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(30)
    assert reminders.send_claimed(now) == 1
    assert Notice.objects.get().person == other.person
    done.set()
    holder.join()
    assert reminders.send_claimed(now) == 1


@pytest.mark.django_db(transaction=True)
def test_a_crash_between_claim_and_send_forgets_and_repeats_nothing(period, monkeypatch):
    def crash(**_told):
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(sending, "notify_each", crash)
        with pytest.raises(SystemExit):
            sweep(30)
    assert (Reminder.objects.waiting().count(), Notice.objects.count()) == (1, 0)
    assert [sweep(30), sweep(30)] == [1, 0]


def test_who_holds_no_right_that_asks_for_it_is_reminded_only_if_they_wish(db):
    alone = PeriodFactory(valid_from=date(2025, 3, 1), valid_until=UNTIL)
    assert sweep(60) == 0
    ReminderWish.objects.create(person=alone.person)
    assert sweep(60) == 1


def test_a_right_that_ended_stops_reminders_even_those_that_were_found_due(period):
    reminders.claim(noon(UNTIL - timedelta(days=60)))
    period.person.holdings.update(until=noon(UNTIL - timedelta(days=61)))
    assert [sweep(60), sweep(30)] == [0, 0]
    assert Reminder.objects.get().dropped_at is not None


def test_a_requirement_that_no_longer_counts_stops_reminders(period):
    Requirement.objects.update(in_force_until=UNTIL - timedelta(days=60))
    assert [sweep(90), sweep(60)] == [1, 0]


def test_nobody_is_reminded_during_their_pause(db):
    topic = TopicFactory(mandatory=True)
    paused, plain = (
        needed(Period.objects.get(fact=certify(PersonFactory(), topic, today() - 700 * DAY))) for _ in "ab"
    )
    certify(paused.person, topic, today() - DAY, kind=FactKind.PAUSED)
    assert reminders.send_due(noon(today())) == 1
    assert Notice.objects.get().person == plain.person


FROM, ENDS = date(2026, 1, 1), date(2026, 12, 31)


@pytest.fixture
def holding(db):
    """A holder since 2020 of a right that asks for a topic from 2026 on."""
    right = RightFactory(key="checkuser", name="Checkuser")
    topic = TopicFactory(key="digital-security", name="Digital security", mandatory=True)
    RequirementFactory(right=right, topic=topic, in_force_from=FROM, transition_ends=ENDS)
    person = PersonFactory(username="Ada")
    return HoldingFactory(right=right, person=person, username="Ada", since=datetime(2020, 1, 1, tzinfo=UTC))


def told_from(first, last):
    """The days on which something is sent, and what about."""
    days = [first + timedelta(days=number) for number in range((last - first).days)]
    sent = [day for day in days if reminders.send_due(noon(day))]
    return list(zip(sent, Reminder.objects.order_by("pk").values_list("milestone", flat=True), strict=True))


def test_a_holder_in_transition_is_told_at_its_start_half_way_and_in_its_last_month(holding):
    expected = [
        (FROM, Milestone.START),
        (date(2026, 7, 2), Milestone.HALF_WAY),
        (date(2026, 12, 1), Milestone.LAST_MONTH),
    ]
    assert told_from(FROM - 3 * DAY, ENDS + 40 * DAY) == expected
    texts = [text_of(notice) for notice in Notice.objects.order_by("pk")]
    assert texts[0].subject == "Certification “Digital security” for Checkuser"
    assert texts[0].paragraphs[0].endswith("There is time until Dec. 31, 2026.")
    assert "This is the last month." in texts[2].paragraphs[0]


def test_who_gets_a_right_later_is_told_once_what_it_asks_for(holding):
    holding.since = noon("2026-03-10")
    holding.save()
    assert told_from(date(2026, 3, 1), date(2027, 1, 31)) == [(date(2026, 3, 10), Milestone.NEW_HOLDER)]


@pytest.mark.parametrize(
    ("since", "day", "told"),
    [
        ("2026-03-10", "2026-03-24", [Milestone.NEW_HOLDER]),
        ("2026-03-10", "2026-03-25", []),
        ("2026-01-01", "2026-01-01", [Milestone.START]),  # began on the day from which the requirement is in force
        ("2026-01-02", "2026-01-02", [Milestone.NEW_HOLDER]),
    ],
)
def test_a_new_holder_is_told_for_two_weeks_and_one_of_the_first_day_is_in_transition(holding, since, day, told):
    holding.since = noon(since)
    holding.save()
    assert reminders.send_due(noon(day)) == len(told)
    assert list(Reminder.objects.values_list("milestone", flat=True)) == told


def test_who_is_certified_or_becomes_so_is_told_nothing_of_the_transition(holding):
    reminders.claim(noon(FROM))
    certify(holding.person, Requirement.objects.get().topic, FROM)
    assert reminders.send_due(noon(FROM)) == 0
    assert Reminder.objects.get().dropped_at is not None
    assert reminders.send_due(noon("2026-08-01")) == 0


def test_after_downtime_only_the_latest_milestone_is_told(holding):
    assert reminders.send_due(noon("2026-12-20")) == 1
    assert reminders.send_due(noon("2026-12-21")) == 0
    assert list(Reminder.objects.values_list("milestone", flat=True)) == [Milestone.LAST_MONTH]


def test_one_digest_for_a_right_on_many_wikis_and_for_what_ends(holding):
    HoldingFactory(right=holding.right, person=holding.person, username="Ada", since=datetime(2021, 1, 1, tzinfo=UTC))
    ending(person=holding.person, valid_from=date(2024, 3, 1), valid_until=FROM + 30 * DAY)
    assert reminders.send_due(noon(FROM)) == 1
    text = text_of(Notice.objects.get())
    assert text.subject == "2 certifications to look after"


def test_a_sweep_costs_the_same_for_one_person_and_for_thirty(db, django_assert_num_queries):
    ending()
    with django_assert_num_queries(23):
        sweep(60)
    for _ in range(30):
        ending()
    with django_assert_num_queries(23):
        sweep(60)
