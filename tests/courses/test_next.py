"""What a learner could do next, and what they have done."""

from datetime import timedelta

import pytest
from django.utils import timezone

from courses.actions.packs import enrol_in_pack
from courses.enums import CourseLevel, CoursePath
from courses.queries.next import what_next
from tests.factories.certification import PeriodFactory
from tests.factories.courses import CompletionFactory, EnrolmentFactory, PublishedCourseFactory, TopicFactory
from tests.factories.learning import learner, serve_course
from tests.factories.packs import PackFactory
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


def slugs(person):
    return [each.card.slug for each in what_next(person, chain=["en"])]


def test_nothing_is_next_for_somebody_new():
    PublishedCourseFactory()
    assert slugs(PersonFactory()) == []


def test_next_course_of_a_pack():
    one, two = PublishedCourseFactory(slug="one"), PublishedCourseFactory(slug="two")
    person = PersonFactory()
    enrol_in_pack(actor=person, pack=PackFactory(courses=[one, two]))
    assert slugs(person) == ["one"]
    CompletionFactory(person=person, course=one)
    assert slugs(person)[0] == "two"
    EnrolmentFactory(person=person, course=two)
    assert slugs(person) == [], "it is among those that go on"


def test_topic_of_the_last_pass_and_the_next_level_first():
    topic, person = TopicFactory(), PersonFactory()
    passed = PublishedCourseFactory(topic=topic, level=CourseLevel.BEGINNER)
    PublishedCourseFactory(slug="harder", topic=topic, level=CourseLevel.INTERMEDIATE)
    PublishedCourseFactory(slug="same", topic=topic, level=CourseLevel.BEGINNER)
    PublishedCourseFactory(slug="elsewhere")
    CompletionFactory(person=person, course=passed)
    assert slugs(person) == ["harder", "same"]


@pytest.mark.parametrize(("days", "due"), [(30, True), (-10, True), (200, False)])
def test_refresher_that_is_due_comes_first(days, due):
    topic, person = TopicFactory(), PersonFactory()
    PublishedCourseFactory(slug="full", topic=topic)
    PublishedCourseFactory(slug="short", topic=topic, path=CoursePath.REFRESHER)
    ends = timezone.now().date() + timedelta(days=days)
    PeriodFactory(person=person, topic=topic, valid_from=ends - timedelta(days=700), valid_until=ends)
    assert slugs(person) == (["short"] if due else [])


def test_fragment_is_for_people(client):
    assert client.get("/learn/next/").status_code == 302
    taking = learner()
    enrol_in_pack(actor=taking.person, pack=PackFactory(courses=[PublishedCourseFactory(slug="next-one")]))
    page = taking.client.get("/learn/next/").content.decode()
    assert "/courses/next-one/" in page
    assert "<html" not in page


def test_activity_lists_all_of_ones_own():
    taking = learner()
    other = learner(taking.course)
    other.read_all()
    taking.read_all()
    CompletionFactory(person=taking.person, course=taking.course)
    taking.start()
    page = taking.client.get("/learn/activity/")
    done = sorted(deed.what for deed in page.context["deeds"])
    assert done == ["attempted", "enrolled", "passed", "read", "read", "read"]


def test_activity_of_somebody_new_says_so(client):
    client.force_login(PersonFactory())
    assert "Nothing yet" in client.get("/learn/activity/").content.decode()


@pytest.mark.parametrize("lessons", [1, 30])
def test_activity_needs_a_constant_number_of_queries(lessons, django_assert_num_queries):
    taking = learner(serve_course(lessons=lessons))
    taking.read_all()
    with django_assert_num_queries(5):
        taking.client.get("/learn/activity/")


@pytest.mark.parametrize("number", [1, 12])
def test_my_learning_with_packs_needs_a_constant_number_of_queries(number, django_assert_num_queries):
    taking = learner()
    for _each in range(number):
        enrol_in_pack(actor=taking.person, pack=PackFactory(courses=[PublishedCourseFactory()]))
    with django_assert_num_queries(14):
        page = taking.client.get("/learn/")
    assert len(page.context["packs"]) == number
