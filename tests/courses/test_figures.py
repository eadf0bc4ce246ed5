"""Figures of courses: right, hidden where they are about a few, and only for those who stand for the course."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.enums import AttemptState
from courses.forms.figures import SpanForm
from courses.models import Feedback, LessonRead
from courses.queries import figures
from courses.queries.figures import Span
from tests.factories.courses import AttemptFactory, CompletionFactory, EnrolmentFactory
from tests.factories.learning import serve_course
from tests.factories.movement import HoldingFactory, MembershipFactory, WikiFactory
from tests.factories.people import PersonFactory
from wikilearn.people.enums import Role

pytestmark = pytest.mark.django_db
SPAN = Span(date(2026, 1, 1), date(2026, 3, 1))


def moment(month, day=10):
    return datetime(2026, month, day, tzinfo=UTC)


@pytest.fixture
def course():
    return serve_course(lessons=3)


def enrol(course, number, *, month=1, **fields):
    said = {"enrolled_at": moment(month), "language": "en"} | fields
    return [EnrolmentFactory(person=PersonFactory(), course=course, **said) for _ in range(number)]


def complete(enrolments, *, month=2, hours=None):
    for enrolment in enrolments:
        at = enrolment.enrolled_at + timedelta(hours=hours) if hours else moment(month)
        CompletionFactory(
            person=enrolment.person, course=enrolment.course, revision=enrolment.course.published_revision, passed_at=at
        )


def read(enrolments, *keys, month=1):
    LessonRead.objects.bulk_create(
        LessonRead(enrolment=each, lesson_key=key, language="en", read_at=moment(month))
        for each in enrolments
        for key in keys
    )


def test_reach_counts_people_by_month(course):
    some = enrol(course, 6)
    enrol(course, 5, month=3)
    enrol(course, 7, enrolled_at=datetime(2025, 12, 31, 23, tzinfo=UTC))
    read(some, "l1", "l2", month=2)
    complete(some[:5])
    reach = figures.reach([course.pk], SPAN)
    assert (reach.enrolled.cells, reach.enrolled.total) == ([6, 0, 5], 11)
    assert reach.active.cells == [0, 6, 0]
    assert reach.completed.cells == [0, 5, 0]


def test_person_of_several_courses_counts_once_in_the_reach_of_an_organisation(course):
    other = serve_course(organisation=course.organisation)
    for enrolment in enrol(course, 5):
        EnrolmentFactory(person=enrolment.person, course=other, enrolled_at=moment(1))
    assert figures.reach([course.pk, other.pk], SPAN).enrolled.cells == [5, 0, 0]


def test_standing_by_language_with_totals(course):
    now = timezone.now()
    complete(enrol(course, 10))
    enrol(course, 6, visited_at=now)
    enrol(course, 5, language="ar", visited_at=now - timedelta(days=40))
    enrol(course, 7, language="ar", left_at=now)
    standing = figures.standing_by_language([course.pk], SPAN)
    assert standing.names == ["en", "ar"]
    assert standing.table.cells == [[10, 6, 0, 0], [0, 0, 5, 7]]
    assert (standing.table.column_totals, standing.table.total) == ([10, 6, 5, 7], 28)
    assert standing.completed_share == 36


def test_few_people_in_a_language_cannot_be_told_apart(course):
    complete(enrol(course, 20))
    enrol(course, 20, left_at=timezone.now())
    complete(enrol(course, 2, language="ar"))
    enrol(course, 9, language="ar", left_at=timezone.now())
    table = figures.standing_by_language([course.pk], SPAN).table
    assert table.cells == [[None, 0, 0, None], [None, 0, 0, None]]
    assert table.row_totals == [40, 11]


def test_nobody_at_all_gives_empty_tables(course):
    standing = figures.standing_by_language([course.pk], SPAN)
    assert (standing.names, standing.table.total, standing.completed_share) == ([], 0, None)
    assert figures.median_time([course.pk], SPAN) is None
    assert figures.ratings([course.pk]).answers == 0


def test_drop_off_says_how_far_people_came(course):
    enrol(course, 5)
    read(enrol(course, 6), "l1")
    read(enrol(course, 7), "l1", "l3")
    drop_off = figures.drop_off(course, ["l1", "l2", "l3"], SPAN)
    assert (drop_off.stopped.cells, drop_off.stopped.total) == ([5, 6, 0, 7], 18)
    assert drop_off.reached == [18, 13, 7, 7]


def test_drop_off_between_two_hidden_numbers_is_hidden(course):
    enrol(course, 8)
    read(enrol(course, 2), "l1")
    read(enrol(course, 6), "l1", "l2")
    read(enrol(course, 9), "l1", "l2", "l3")
    drop_off = figures.drop_off(course, ["l1", "l2", "l3"], SPAN)
    assert drop_off.stopped.cells == [8, None, None, 9]
    assert drop_off.reached == [25, 17, None, 9]


def test_assessment_tells_first_attempts_from_later_ones(course):
    def attempts(enrolments, *results):
        for enrolment in enrolments:
            for number, passed in enumerate(results):
                AttemptFactory(
                    enrolment=enrolment,
                    revision=course.published_revision,
                    state=AttemptState.SUBMITTED,
                    started_at=moment(1),
                    submitted_at=moment(2, 1 + number),
                    score=90 if passed else 10,
                    passed=passed,
                )

    attempts(enrol(course, 12), True)
    attempts(enrol(course, 6), False, True)
    attempts(enrol(course, 5), False)
    assessed = figures.assessed([course.pk], SPAN)
    assert (assessed.line.cells, assessed.first_time_share) == ([12, 6, 5], 52)


@pytest.mark.parametrize(
    ("people", "hours", "expected"),
    [(9, 3, None), (10, 3, timedelta(hours=3)), (10, 47, timedelta(hours=47)), (11, 100, timedelta(days=4))],
)
def test_median_time_is_of_many_and_round(course, people, hours, expected):
    complete(enrol(course, people), hours=hours)
    assert figures.median_time([course.pk], SPAN) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([5] * 4, (None, None, None)),
        ([5] * 5, (5, 5.0, [0, 0, 0, 0, 5])),
        ([5] * 5 + [1], (6, 4.3, None)),
        ([5] * 6 + [4] * 5, (11, 4.5, [0, 0, 0, 5, 6])),
    ],
)
def test_ratings_by_number_only_where_none_is_of_a_few(course, given, expected):
    for rating in given:
        Feedback.objects.create(person=PersonFactory(), course=course, language="en", rating=rating)
    rated = figures.ratings([course.pk])
    assert (rated.answers, rated.mean, rated.by_rating) == expected


def test_wikis_of_at_least_five_people(course):
    big, small = WikiFactory(dbname="bigwiki"), WikiFactory(dbname="smallwiki")
    for place, enrolment in enumerate(enrol(course, 6)):
        HoldingFactory(person=enrolment.person, wiki=big)
        HoldingFactory(person=enrolment.person, wiki=big)
        if place < 4:
            HoldingFactory(person=enrolment.person, wiki=small)
    assert figures.wikis([course.pk], SPAN) == [("bigwiki", 6)]


@pytest.mark.parametrize(
    ("asked", "months"),
    [
        ({}, 12),
        ({"first": "2025-01", "last": "2025-03"}, 3),
        ({"first": "2025-03", "last": "2025-01"}, 12),
        ({"first": "1999-01", "last": "1999-02"}, 12),
        ({"first": "2005-01", "last": "2025-01"}, 60),
        ({"first": "2025-01-15"}, 12),
        ({"last": "9999-12"}, 12),
        ({"first": "x", "last": "\x00"}, 12),
    ],
)
def test_time_is_whole_months_and_sensible(asked, months):
    assert len(SpanForm(asked).span.months) == months


def test_year_ends_between_months():
    span = Span(date(2025, 11, 1), date(2026, 2, 1))
    assert [f"{month:%Y-%m}" for month in span.months] == ["2025-11", "2025-12", "2026-01", "2026-02"]
    assert (span.since, span.until) == (datetime(2025, 11, 1, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC))


# ---- Pages ----

ASKED = {"first": "2026-01", "last": "2026-03"}


def test_pages_are_for_those_who_stand_for_the_course(client, course):
    pages = {
        reverse("courses:author_figures", args=[course.slug]): 404,
        reverse("courses:author_figures_csv", args=[course.slug, "reach"]): 404,
        reverse("courses:organisation_figures", args=[course.organisation.slug]): 403,
        reverse("courses:organisation_figures_csv", args=[course.organisation.slug, "reach"]): 403,
    }
    client.force_login(PersonFactory())
    assert {page: client.get(page).status_code for page in pages} == pages
    for person in (MembershipFactory(organisation=course.organisation).person, PersonFactory(role=Role.CURATOR)):
        client.force_login(person)
        assert {client.get(page).status_code for page in pages} == {200}


def test_page_shows_figures_and_no_name_and_the_file_says_the_same(client, course):
    people = enrol(course, 12)
    complete(people)
    Feedback.objects.create(person=people[0].person, course=course, language="en", rating=1, comment="My own words")
    client.force_login(MembershipFactory(organisation=course.organisation).person)
    page = client.get(reverse("courses:author_figures", args=[course.slug]), ASKED).text
    assert "100 %" in page
    assert not any(re.search(rf"{each.person.username}\b", page) for each in people)
    assert "My own words" not in page
    file = client.get(reverse("courses:author_figures_csv", args=[course.slug, "reach"]), ASKED).getvalue().decode()
    assert file.splitlines()[1] == "Jan 2026,12,0,0"
    missing = reverse("courses:author_figures_csv", args=[course.slug, "no-such"])
    assert client.get(missing).status_code == 404


@pytest.mark.parametrize("rows", [1, 30])
def test_pages_need_the_same_queries(client, rows, django_assert_num_queries):
    course = serve_course()
    for number in range(rows):
        made = serve_course(organisation=course.organisation, mandatory=number == 0)
        enrol(made, 1, language=["en", "es", "ar", "fr"][number % 4])
        enrol(course, 1, language=["en", "es", "ar", "fr"][number % 4])
    client.force_login(MembershipFactory(organisation=course.organisation).person)
    one = reverse("courses:author_figures", args=[course.slug])
    all_of_them = reverse("courses:organisation_figures", args=[course.organisation.slug])
    client.get(one, ASKED)
    with django_assert_num_queries(11):
        client.get(one, ASKED)
    with django_assert_num_queries(13):
        client.get(all_of_them, ASKED)
