"""Sessions: planned, moved, cancelled, attended; and what follows from being there."""

from datetime import datetime, timedelta

import pytest
from icalendar import Calendar

from certification.enums import FactKind
from certification.models import Fact
from courses.actions.calendar_feeds import create_feed, feed_of, revoke_feed
from courses.actions.cohort_sessions import cancel_session, change_session, check_in, mark_attendance, plan_sessions
from courses.actions.cohorts import (
    cancel_cohort,
    close_cohort,
    create_cohort,
    set_attendance_completes,
    write_to_cohort,
)
from courses.cohorts.calendars import calendar
from courses.errors import NotOffered, NotYours, WrongState
from courses.models import Attendance, CalendarFeed, Cohort, Completion, LessonRead
from tests.factories.cohorts import CohortFactory, PlaceFactory, SessionFactory
from tests.factories.courses import CourseFactory
from tests.factories.learning import serve_course
from tests.factories.movement import MembershipFactory
from tests.factories.people import PersonFactory
from wikilearn.core.errors import DomainError
from wikilearn.movement.enums import MemberRole
from wikilearn.notices.models import Notice

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
FIELDS = {"title": "", "place": "", "link": "", "lessons": []}


@pytest.fixture
def leader():
    return PersonFactory()


@pytest.fixture
def cohort(leader):
    return CohortFactory(facilitator=leader)


def told(person, kind="cohort_session"):
    return [notice.context.get("what") for notice in Notice.objects.filter(person=person, kind=kind).order_by("pk")]


def move(session, *, actor, by=timedelta(0), **changes):
    fields = {name: getattr(session, name) for name in FIELDS} | changes
    return change_session(
        actor=actor, session=session, starts_at=session.starts_at + by, ends_at=session.ends_at + by, **fields
    )


def test_series_is_planned_on_the_clock_of_the_cohort_and_told_of_once(cohort, leader):
    member = PlaceFactory(cohort=cohort).person
    first = datetime.fromisoformat("2097-03-20T18:00")
    planned = plan_sessions(actor=leader, cohort=cohort, first=first, length=HOUR, number=3, **FIELDS)
    assert len({session.starts_at.hour for session in planned}) == 2  # summer time begins between them
    assert {session.ends_at - session.starts_at for session in planned} == {HOUR}
    assert told(member) == ["planned"]


@pytest.mark.parametrize("fields", [{"first": datetime.fromisoformat("2020-01-01")}, {"number": 0}, {"number": 61}])
def test_impossible_series_is_refused(cohort, leader, fields):
    said = {"first": datetime.fromisoformat("2099-01-01"), "number": 1} | fields
    with pytest.raises(DomainError):
        plan_sessions(actor=leader, cohort=cohort, length=HOUR, **said)
    assert not cohort.sessions.exists()


def test_moving_tells_members_once_and_raises_the_sequence(cohort, leader):
    member, session = PlaceFactory(cohort=cohort).person, SessionFactory(cohort=cohort)
    moved = move(session, actor=leader, by=HOUR)
    assert moved.sequence == 1
    assert move(moved, actor=leader).sequence == 1  # nothing has changed
    assert move(moved, actor=leader, title="Only its name").sequence == 2
    assert told(member) == ["changed"]


def test_cancelling_tells_members_once_and_cannot_be_undone(cohort, leader):
    member, session = PlaceFactory(cohort=cohort).person, SessionFactory(cohort=cohort)
    cancel_session(actor=leader, session=session, reason="Ill")
    cancel_session(actor=leader, session=session, reason="Ill")
    session.refresh_from_db()
    assert (session.is_cancelled, session.sequence, told(member)) == (True, 1, ["cancelled"])
    with pytest.raises(WrongState):
        move(session, actor=leader, by=HOUR)


def test_cancelling_the_cohort_cancels_what_is_to_come(cohort, leader):
    member = PlaceFactory(cohort=cohort).person
    past, future = SessionFactory(cohort=cohort, in_hours=-5), SessionFactory(cohort=cohort)
    cancel_cohort(actor=leader, cohort=cohort, reason="Strike")
    past.refresh_from_db(), future.refresh_from_db()
    assert (past.is_cancelled, future.is_cancelled) == (False, True)
    assert Notice.objects.get(person=member, kind="cohort_cancelled").context["reason"] == "Strike"
    with pytest.raises(WrongState):
        write_to_cohort(actor=leader, cohort=cohort, text="Hello")


def test_message_reaches_everybody_who_takes_part(cohort, leader):
    places = PlaceFactory.create_batch(2, cohort=cohort)
    PlaceFactory(cohort=cohort, state="waiting")
    assert write_to_cohort(actor=leader, cohort=cohort, text="Bring a laptop") == 2
    assert {n.person_id for n in Notice.objects.filter(kind="cohort_message")} == {p.person_id for p in places}


@pytest.mark.parametrize(
    "act",
    [
        lambda who, cohort, session: plan_sessions(
            actor=who, cohort=cohort, first=datetime.fromisoformat("2099-01-01"), length=HOUR
        ),
        lambda who, cohort, session: move(session, actor=who, by=HOUR),
        lambda who, cohort, session: cancel_session(actor=who, session=session),
        lambda who, cohort, session: mark_attendance(actor=who, session=session, states={}),
        lambda who, cohort, session: write_to_cohort(actor=who, cohort=cohort, text="x"),
        lambda who, cohort, session: cancel_cohort(actor=who, cohort=cohort, reason="x"),
        lambda who, cohort, session: close_cohort(actor=who, cohort=cohort),
    ],
)
def test_only_facilitators_may(cohort, act):
    member = PlaceFactory(cohort=cohort).person
    with pytest.raises(NotYours):
        act(member, cohort, SessionFactory(cohort=cohort))


@pytest.mark.parametrize(
    ("role", "allowed"),
    [("coordinator", True), ("author", True), ("curator", True), ("localizer", False), ("reviewer", False)],
)
def test_who_may_found_a_cohort(role, allowed):
    membership = MembershipFactory(role=MemberRole(role))
    fields = {"title": "T", "languages": ["en"], "time_zone": "UTC"}

    def found(course):
        return create_cohort(
            actor=membership.person, organisation=membership.organisation, course=course, facilitators=[], **fields
        )

    if not allowed:
        with pytest.raises(NotYours):
            found(serve_course())
        return
    assert Cohort.objects.filter(pk=found(serve_course()).pk).exists()
    with pytest.raises(NotOffered):
        found(CourseFactory())


# ---- Attendance ----


def test_session_attended_counts_like_its_lessons_read(leader):
    cohort = CohortFactory(facilitator=leader, course=serve_course(lessons=3))
    here, away = PlaceFactory.create_batch(2, cohort=cohort)
    session = SessionFactory(cohort=cohort, in_hours=-2, lessons=["l1", "l2"])
    mark_attendance(actor=leader, session=session, states={here.pk: "present", away.pk: "absent", 999_999: "present"})
    assert sorted(LessonRead.objects.values_list("enrolment__person", "lesson_key")) == [
        (here.person_id, "l1"),
        (here.person_id, "l2"),
    ]
    mark_attendance(actor=leader, session=session, states={here.pk: "excused"})
    assert Attendance.objects.get(member=here).state == "excused"
    assert LessonRead.objects.count() == 2


def test_all_lessons_attended_complete_a_course_that_is_passed_by_reading(leader):
    cohort = CohortFactory(facilitator=leader, course=serve_course(lessons=2, questions=0))
    place, session = PlaceFactory(cohort=cohort), SessionFactory(cohort=cohort, in_hours=-2, lessons=["l1", "l2"])
    mark_attendance(actor=leader, session=session, states={place.pk: "present"})
    assert Completion.objects.filter(person=place.person, course=cohort.course).count() == 1


def test_check_in_by_the_code_around_the_time(cohort):
    place, session = PlaceFactory(cohort=cohort), SessionFactory(cohort=cohort, in_hours=0)
    with pytest.raises(DomainError) as refusal:
        check_in(actor=place.person, session=session, code="WRONG2")
    assert refusal.value.field == "code"
    check_in(actor=place.person, session=session, code=" abc234 ")
    assert Attendance.objects.get(member=place).by is None
    with pytest.raises(NotYours):
        check_in(actor=PersonFactory(), session=session, code="ABC234")
    for hours in (-5, 5):
        with pytest.raises(WrongState):
            check_in(actor=place.person, session=SessionFactory(cohort=cohort, in_hours=hours), code="ABC234")


def test_check_in_does_not_overrule_facilitators(cohort, leader):
    place, session = PlaceFactory(cohort=cohort), SessionFactory(cohort=cohort, in_hours=0)
    mark_attendance(actor=leader, session=session, states={place.pk: "absent"})
    check_in(actor=place.person, session=session, code="ABC234")
    assert Attendance.objects.get(member=place).state == "absent"


@pytest.mark.parametrize(("mandatory", "facts"), [(True, [FactKind.ATTENDED]), (False, [])])
def test_full_attendance_completes_where_the_course_says_so(leader, mandatory, facts):
    course = serve_course(mandatory=mandatory)
    revision = course.published_revision
    revision.document["course"]["topic"] = course.topic.key if course.topic else None
    author = MembershipFactory(organisation=course.organisation, role=MemberRole.AUTHOR).person
    set_attendance_completes(actor=author, course=course, completes=True)
    cohort = CohortFactory(facilitator=leader, course=course)
    faithful, absent = PlaceFactory.create_batch(2, cohort=cohort)
    sessions = [SessionFactory(cohort=cohort, in_hours=-hours) for hours in (50, 30)]
    SessionFactory(cohort=cohort, in_hours=-10, state="cancelled")
    for session in sessions:
        mark_attendance(actor=leader, session=session, states={faithful.pk: "present"})
    mark_attendance(actor=leader, session=sessions[0], states={absent.pk: "present"})
    assert close_cohort(actor=leader, cohort=cohort) == 1
    completion = Completion.objects.get(course=course)
    assert (completion.person, completion.cohort, completion.attempt) == (faithful.person, cohort, None)
    assert list(Fact.objects.values_list("kind", flat=True)) == facts


def test_attendance_alone_completes_nothing_otherwise_and_a_cohort_ends_after_its_sessions(cohort, leader):
    place, session = PlaceFactory(cohort=cohort), SessionFactory(cohort=cohort, in_hours=-2)
    mark_attendance(actor=leader, session=session, states={place.pk: "present"})
    coming = SessionFactory(cohort=cohort)
    with pytest.raises(WrongState):
        close_cohort(actor=leader, cohort=cohort)
    cancel_session(actor=leader, session=coming)
    assert close_cohort(actor=leader, cohort=cohort) == 0
    assert not Completion.objects.exists()
    mark_attendance(actor=leader, session=session, states={place.pk: "absent"})  # corrections stay possible


def test_only_authors_say_what_attendance_counts():
    course = serve_course()
    with pytest.raises(NotYours):
        set_attendance_completes(actor=PersonFactory(), course=course, completes=True)


# ---- Calendars ----


def test_calendar_is_read_back_as_it_was_meant(cohort):
    held = SessionFactory(cohort=cohort, title="Über, Umläute; und\nmehr", place="Room 1")
    SessionFactory(cohort=cohort, state="cancelled", sequence=3)
    events = Calendar.from_ical(calendar("Name", cohort.sessions.select_related("cohort"))).walk("VEVENT")
    assert [str(event["status"]) for event in events] == ["CONFIRMED", "CANCELLED"]
    assert [int(event["sequence"]) for event in events] == [0, 3]
    first = events[0]
    assert first.decoded("dtstart") == held.starts_at.replace(microsecond=0)
    assert first.to_ical().count(b"DTSTART:") == 1
    assert first["dtstart"].to_ical().endswith(b"Z")
    assert "Über, Umläute; und\nmehr" in str(first["summary"])
    assert "https://meet.example.org/room" in str(first["description"])


def test_feed_shows_the_sessions_of_its_person_alone_until_it_is_revoked(client, cohort):
    place = PlaceFactory(cohort=cohort)
    mine, other = SessionFactory(cohort=cohort, title="Mine"), SessionFactory(title="Other")
    secret = create_feed(actor=place.person)
    response = client.get(f"/calendar/{secret}.ics")
    assert response["Content-Type"].startswith("text/calendar")
    assert (str(mine.uid) in response.text, str(other.uid) in response.text) == (True, False)
    feed = CalendarFeed.objects.get()
    assert secret.encode() not in bytes(feed.digest)
    with pytest.raises(NotYours):
        revoke_feed(actor=PersonFactory(), feed=feed)
    revoke_feed(actor=place.person, feed=feed)
    assert client.get(f"/calendar/{secret}.ics").status_code == 404


def test_feed_of_one_cohort_is_for_its_members_and_empty_for_who_has_left(client, cohort):
    with pytest.raises(NotYours):
        create_feed(actor=PersonFactory(), cohort=cohort)
    place, session = PlaceFactory(cohort=cohort), SessionFactory(cohort=cohort)
    PlaceFactory(cohort=SessionFactory(title="Elsewhere").cohort, person=place.person)
    old, secret = create_feed(actor=place.person, cohort=cohort), create_feed(actor=place.person, cohort=cohort)
    assert feed_of(old) is None
    text = client.get(f"/calendar/{secret}.ics").text
    assert str(session.uid) in text
    assert "Elsewhere" not in text
    place.state = "left"
    place.save()
    assert str(session.uid) not in client.get(f"/calendar/{secret}.ics").text


def test_feed_of_an_erased_or_barred_person_ends(client):
    person = PersonFactory()
    secret = create_feed(actor=person)
    person.is_active = False
    person.save()
    assert client.get(f"/calendar/{secret}.ics").status_code == 404
