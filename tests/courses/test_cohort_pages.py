"""The pages of cohorts: who sees what, in which zone, at what price."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from courses.models import Cohort, CohortMember
from tests.factories.cohorts import CohortFactory, PlaceFactory, SessionFactory
from tests.factories.learning import serve_course
from tests.factories.movement import MembershipFactory
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
LINK = "https://meet.example.org/room"


def at(name, *args):
    return reverse(f"courses:{name}", args=args)


@pytest.fixture
def leader():
    return PersonFactory()


@pytest.fixture
def cohort(leader):
    cohort = CohortFactory(facilitator=leader, course=serve_course())
    SessionFactory(cohort=cohort, starts_at=datetime(2098, 7, 1, 16, tzinfo=UTC))
    return cohort


def test_link_is_for_members_and_facilitators(client, cohort, leader):
    address = at("cohort", cohort.uid)
    assert LINK not in client.get(address).text
    for person, sees in [
        (PersonFactory(), False),
        (PlaceFactory(cohort=cohort, state="waiting").person, False),
        (PlaceFactory(cohort=cohort).person, True),
        (leader, True),
    ]:
        client.force_login(person)
        assert (LINK in client.get(address).text) is sees


def test_no_member_is_named_to_others(client, cohort, leader):
    place = PlaceFactory(cohort=cohort, person=PersonFactory(username="Somebody special"))
    client.force_login(PlaceFactory(cohort=cohort).person)
    assert "Somebody special" not in client.get(at("cohort", cohort.uid)).text
    assert client.get(at("cohort_desk", cohort.uid)).status_code == 403
    assert client.get(at("cohort_members_csv", cohort.uid)).status_code == 403
    client.force_login(leader)
    assert place.person.username in client.get(at("cohort_desk", cohort.uid)).text
    assert place.person.username in client.get(at("cohort_members_csv", cohort.uid)).getvalue().decode()


@pytest.mark.parametrize(
    ("zone", "clock", "named"),
    [("America/Bogota", "11 a.m.", "Colombia"), ("Asia/Kolkata", "9:30 p.m.", "India"), ("UTC", "4 p.m.", "UTC")],
)
def test_times_are_on_the_clock_of_the_reader_and_name_the_zone(client, cohort, zone, clock, named):
    client.force_login(PersonFactory(time_zone=zone))
    page = client.get(at("cohort", cohort.uid)).text
    assert clock in page
    assert named in page
    assert "planned for 6 p.m." in page


def test_desk_actions_by_pages(client, cohort, leader):
    client.force_login(leader)
    new = {"starts": "2097-03-20T18:00", "minutes": "90", "number": "2", "lessons": ["l1"]}
    assert client.post(at("cohort_plan", cohort.uid), new).status_code == 302
    session = cohort.sessions.filter(starts_at__year=2097).first()
    assert session.lessons == ["l1"]
    page = client.get(at("cohort_session", cohort.uid, session.uid)).text
    assert 'value="2097-03-20T18:00"' in page
    moved = {"starts": "2097-03-20T19:00", "minutes": "90"}
    client.post(at("cohort_session", cohort.uid, session.uid), moved)
    session.refresh_from_db()
    assert (session.starts_at.hour, session.sequence) == (18, 1)
    client.post(at("cohort_cancel_session", cohort.uid, session.uid), {"reason": "Ill"})
    session.refresh_from_db()
    assert session.is_cancelled
    place = PlaceFactory(cohort=cohort)
    held = cohort.sessions.planned().first()
    client.post(at("cohort_attendance", cohort.uid, held.uid), {f"m-{place.pk}": "present", "m-x": "present"})
    assert place.attendance.get().state == "present"
    client.post(at("cohort_write", cohort.uid), {"text": "Hello"})
    assert place.person.notices.filter(kind="cohort_message").exists()
    client.post(at("cohort_remove", cohort.uid, place.pk))
    place.refresh_from_db()
    assert place.state == "removed"
    client.post(at("cohort_cancel", cohort.uid), {"reason": "x"})
    cohort.refresh_from_db()
    assert cohort.state == "cancelled"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("starts", "tomorrow"),
        ("starts", ""),
        ("starts", "2001-01-01T10:00"),
        ("minutes", "0"),
        ("number", "61"),
        ("link", "javascript:alert(1)"),
        ("lessons", "no-such-lesson"),
    ],
)
def test_impossible_session_is_refused_on_its_page(client, cohort, leader, field, value):
    client.force_login(leader)
    said = {"starts": "2097-03-20T18:00", "minutes": "90", "number": "1", field: value}
    assert client.post(at("cohort_plan", cohort.uid), said).status_code == 400
    assert cohort.sessions.count() == 1


def founding(**changes):
    said = {
        "title": "Together",
        "languages": "en, ar",
        "time_zone": "Europe/Berlin",
        "admission": "open",
        "confirm_hours": "24",
        "capacity": "12",
    }
    return said | changes


def test_founding_a_cohort(client):
    membership, course = MembershipFactory(), serve_course()
    client.force_login(membership.person)
    said = founding(
        course=course.slug, organisation=membership.organisation.slug, facilitators=membership.person.username
    )
    assert client.post(at("cohort_new"), said).status_code == 302
    cohort = Cohort.objects.get()
    assert (cohort.languages, cohort.capacity) == (["en", "ar"], 12)
    assert cohort.facilitators.get().person == membership.person


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("facilitators", "Nobody At All"),
        ("languages", "xx-nonsense-yy"),
        ("languages", " , "),
        ("time_zone", "Mars/Olympus"),
        ("capacity", "0"),
        ("enrols_until", "2001-01-01T10:00"),
        ("course", "no-such-course"),
        ("organisation", "not-mine"),
    ],
)
def test_impossible_cohort_is_refused(client, field, value):
    membership, course = MembershipFactory(), serve_course()
    client.force_login(membership.person)
    said = founding(
        course=course.slug, organisation=membership.organisation.slug, facilitators=membership.person.username
    )
    assert client.post(at("cohort_new"), said | {field: value}).status_code == 400
    assert not Cohort.objects.exists()


def test_founding_is_for_organisers(client):
    client.force_login(PersonFactory())
    assert client.get(at("cohort_new")).status_code == 403


def test_way_of_a_member_through_the_pages(client):
    cohort = CohortFactory(capacity=1)
    taken = PlaceFactory(cohort=cohort)
    person = PersonFactory()
    client.force_login(person)
    assert "Join the waiting list" in client.get(at("cohort", cohort.uid)).text
    client.post(at("cohort_join", cohort.uid))
    client.post(at("cohort_join", cohort.uid))
    place = CohortMember.objects.get(person=person)
    assert place.state == "waiting"
    client.force_login(taken.person)
    client.post(at("cohort_leave", cohort.uid))
    client.force_login(person)
    assert "A place is kept for you" in client.get(at("cohort", cohort.uid)).text
    client.post(at("cohort_confirm", cohort.uid))
    place.refresh_from_db()
    assert place.state == "member"
    response = client.post(at("calendar_subscribe"), {"cohort": cohort.uid})
    assert "/calendar/" in response.text
    client.post(at("calendar_unsubscribe", person.calendar_feeds.get().pk))
    assert not person.calendar_feeds.exists()
    assert client.post(at("calendar_subscribe"), {"cohort": "nonsense"}).status_code == 404


def test_catalogue_of_cohorts_filters_by_language_zone_and_time_of_day(client):
    evening = CohortFactory(title="In the evening", languages=["ar"], time_zone="Africa/Cairo")
    SessionFactory(cohort=evening, starts_at=datetime(2098, 1, 15, 19, tzinfo=UTC))
    morning = CohortFactory(title="In the morning")
    SessionFactory(cohort=morning, starts_at=datetime(2098, 1, 15, 8, tzinfo=UTC))
    CohortFactory(title="Is over", state="closed")
    SessionFactory(cohort=CohortFactory(title="Has been"), in_hours=-30)

    def shown(**wish):
        page = client.get(at("cohorts"), wish).text
        return [title for title in ("evening", "morning", "over", "been") if title in page.partition("grid")[2]]

    assert shown() == ["evening", "morning"]
    assert shown(language="ar") == ["evening"]
    assert shown(zone="Europe/Berlin") == ["morning"]
    assert shown(time_of_day="evening") == ["evening"]
    assert shown(time_of_day="nonsense", language="xx") == ["evening", "morning"]
    client.force_login(PersonFactory(time_zone="Asia/Tokyo"))  # 19:00 UTC is 4 in the morning there
    assert shown(time_of_day="evening") == []
    assert shown(time_of_day="night") == ["evening"]


def make(rows, leader):
    for _ in range(rows):
        cohort = CohortFactory(facilitator=leader)
        SessionFactory(cohort=cohort)
        PlaceFactory(cohort=cohort)


@pytest.mark.parametrize("rows", [1, 30])
def test_lists_need_the_same_queries(client, rows, django_assert_num_queries):
    leader = PersonFactory()
    make(rows, leader)
    with django_assert_num_queries(4):
        client.get(at("cohorts"))
    client.force_login(leader)
    client.get(at("my_sessions"))
    with django_assert_num_queries(5):
        client.get(at("my_sessions"))


@pytest.mark.parametrize("rows", [1, 30])
def test_desk_and_its_pages_need_the_same_queries(client, cohort, leader, rows, django_assert_num_queries):
    PlaceFactory.create_batch(rows, cohort=cohort)
    PlaceFactory.create_batch(rows, cohort=cohort, state="applied")
    SessionFactory.create_batch(rows, cohort=cohort)
    session = cohort.sessions.first()
    client.force_login(leader)
    client.get(at("cohort_desk", cohort.uid))
    with django_assert_num_queries(15):
        client.get(at("cohort_desk", cohort.uid))
    with django_assert_num_queries(6):
        client.get(at("cohort_attendance", cohort.uid, session.uid))
    with django_assert_num_queries(9):
        list(client.get(at("cohort_members_csv", cohort.uid)))
    client.force_login(PlaceFactory(cohort=cohort).person)
    client.get(at("cohort", cohort.uid))
    with django_assert_num_queries(9):
        client.get(at("cohort", cohort.uid))


def test_authors_say_on_a_page_that_attendance_completes(client):
    course = serve_course()
    CohortFactory(course=course, title="A cohort of it")
    address = at("author_cohorts", course.slug)
    client.force_login(PersonFactory())
    assert client.get(address).status_code == 404
    reviewer = MembershipFactory(organisation=course.organisation, role="reviewer").person
    client.force_login(reviewer)
    assert "A cohort of it" in client.get(address).text
    assert client.post(address, {"completes": "on"}).status_code == 403
    client.force_login(MembershipFactory(organisation=course.organisation, role="author").person)
    for said, expected in [({"completes": "on"}, True), ({"completes": ""}, False)]:
        client.post(address, said)
        course.refresh_from_db()
        assert course.settings["attendance_completes"] is expected


@pytest.mark.parametrize("rows", [1, 30])
def test_list_for_authors_needs_the_same_queries(client, rows, django_assert_num_queries):
    course = serve_course()
    CohortFactory.create_batch(rows, course=course)
    client.force_login(MembershipFactory(organisation=course.organisation).person)
    client.get(at("author_cohorts", course.slug))
    with django_assert_num_queries(5):
        client.get(at("author_cohorts", course.slug))
