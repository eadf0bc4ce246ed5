"""One's own certifications, and the requirements of rights."""

from datetime import date, timedelta

import pytest

from certification.models import Requirement
from tests.days import as_of_now, in_days
from tests.factories.certification import RequirementFactory, certify
from tests.factories.courses import PublishedCourseFactory, TopicFactory
from tests.factories.movement import HoldingFactory, RightFactory, WikiFactory
from tests.factories.people import PersonFactory
from wikilearn.audit.models import Event
from wikilearn.core.dates import add_months, today
from wikilearn.people.enums import Role

pytestmark = pytest.mark.django_db
MINE, REQUIREMENTS, ADD = "/certification/", "/certification/requirements/", "/certification/requirements/add/"


@pytest.fixture
def person(client):
    person = PersonFactory(username="Ada")
    client.force_login(person)
    return person


@pytest.fixture
def topic():
    return TopicFactory(key="digital-security", name="Digital security", mandatory=True)


def hold(person, topic, **requirement):
    right = RightFactory(key="checkuser", name="Checkuser")
    RequirementFactory(right=right, topic=topic, **requirement)
    return HoldingFactory(right=right, wiki=WikiFactory(dbname="dewiki"), username=person.username, person=person)


def test_mine_is_for_people_who_are_signed_in(client):
    assert client.get(MINE).status_code == 302


def test_mine_shows_topics_rights_and_history(client, person, topic):
    hold(person, topic)
    until = add_months(today() - timedelta(days=1), 24)
    certify(person, topic, today() - timedelta(days=1))
    response = client.get(MINE)
    text = response.content.decode()
    assert "Checkuser" in text
    assert "Passed a course" in text
    (row,) = response.context["mine"].topics
    assert (row.standing.state, row.standing.valid_until) == ("certified", until)
    assert response.context["mine"].to_do == []


def test_mine_leads_to_the_course_of_the_next_step(client, person, topic):
    hold(person, topic)
    full = PublishedCourseFactory(topic=topic, path="full")
    refresher = PublishedCourseFactory(topic=topic, path="refresher")
    row = client.get(MINE).context["mine"].to_do[0]
    assert (row.standing.next_step, row.course) == ("take", full.slug)
    certify(person, topic, add_months(today(), -24) + timedelta(days=10))
    row = client.get(MINE).context["mine"].to_do[0]
    assert (row.standing.state, row.standing.next_step, row.course) == ("renewal_due", "renew", refresher.slug)


def test_mine_prefers_the_course_that_the_requirement_names(client, person, topic):
    PublishedCourseFactory(topic=topic)
    named = PublishedCourseFactory(topic=topic)
    hold(person, topic, course=named)
    assert client.get(MINE).context["mine"].to_do[0].course == named.slug


def test_mine_does_not_press_people_without_rights(client, person, topic):
    mine = client.get(MINE).context["mine"]
    assert [row.standing.state for row in mine.topics] == ["never"]
    assert mine.to_do == []


@pytest.mark.parametrize("count", [1, 30])
def test_mine_costs_the_same_for_one_topic_and_for_thirty(client, person, count, django_assert_num_queries):
    right = RightFactory()
    for number in range(count):
        topic = TopicFactory(key=f"topic-{number}", mandatory=True)
        RequirementFactory(right=right, topic=topic)
        HoldingFactory(right=right, username="Ada", person=person)
        PublishedCourseFactory(topic=topic)
        certify(person, topic, today() - timedelta(days=700))
    client.get(MINE)
    with django_assert_num_queries(11):
        client.get(MINE)


def test_summary_says_what_is_to_do(client, person, topic):
    hold(person, topic)
    assert "Digital security" in client.get("/certification/summary/").content.decode()


def wanted(right, topic, **more):
    start = today() + timedelta(days=30)
    return {
        "right": right.pk,
        "topic": topic.pk,
        "path": "first",
        "in_force_from": start.isoformat(),
        "transition_ends": add_months(start, 6).isoformat(),
        "validity_months": 24,
        "window_days": 90,
    } | more


@pytest.fixture
def curator(client):
    curator = PersonFactory(role=Role.CURATOR)
    client.force_login(curator)
    return curator


@pytest.mark.parametrize(
    ("roles", "status"), [([], 403), ([Role.STEWARD], 403), ([Role.CURATOR], 200), ([Role.STAFF], 200)]
)
def test_requirements_are_read_by_all_and_set_by_curators(client, topic, roles, status):
    RequirementFactory(topic=topic)
    client.force_login(PersonFactory(roles=roles))
    listed = client.get(REQUIREMENTS)
    assert listed.status_code == 200
    assert (ADD in listed.content.decode()) == (status == 200)
    assert client.get(ADD).status_code == status


def test_requirement_form_previews_the_effect_and_adds_nothing_yet(client, curator, topic):
    right = RightFactory(key="checkuser")
    holders = [HoldingFactory(right=right, person=PersonFactory()) for _ in range(3)]
    HoldingFactory(right=right)
    certify(holders[0].person, topic, today() - timedelta(days=10))
    response = client.post(ADD, wanted(right, topic))
    assert "4 accounts hold this right now." in response.content.decode()
    assert "3 holders enter transition." in response.content.decode()
    assert not Requirement.objects.exists()


def test_requirement_form_adds_on_confirmation_and_logs(client, curator, topic):
    right = RightFactory(key="checkuser")
    assert client.post(ADD, wanted(right, topic, confirm="yes")).status_code == 302
    requirement = Requirement.objects.get()
    event = Event.objects.get(action="certification.requirement_added")
    assert (event.actor, event.target, event.details["requirement"]) == (
        curator.reference,
        "right:checkuser",
        requirement.pk,
    )


def test_requirement_form_ends_the_version_before_and_keeps_it(client, curator, topic):
    old = RequirementFactory(topic=topic)
    client.post(ADD, wanted(old.right, topic, confirm="yes", validity_months=12))
    old.refresh_from_db()
    new = Requirement.objects.exclude(pk=old.pk).get()
    assert (old.in_force_until, new.in_force_until, new.validity_months) == (new.in_force_from, None, 12)
    assert client.post(ADD, wanted(old.right, topic, confirm="yes")).status_code == 400


@pytest.mark.parametrize(
    ("more", "field", "words"),
    [
        ({"in_force_from": in_days(-1)}, "in_force_from", "cannot start in the past"),
        ({"transition_ends": in_days(200)}, "transition_ends", "at least six months"),
        ({"validity_months": 0}, "validity_months", "greater than or equal to 1"),
        ({"window_days": 366}, "window_days", "less than or equal to 365"),
        ({"in_force_from": "soon"}, "in_force_from", "Enter a valid date"),
        ({"topic": ""}, "topic", "required"),
    ],
)
@pytest.mark.parametrize("confirm", [{}, {"confirm": "yes"}])
def test_requirement_form_says_what_is_wrong_at_its_field(client, curator, topic, more, field, words, confirm):
    response = client.post(ADD, wanted(RightFactory(), topic) | as_of_now(more) | confirm)
    assert response.status_code == 400
    assert words in response.context["form"].errors[field][0]
    assert not Requirement.objects.exists()


def test_requirement_form_refuses_a_course_of_another_topic(client, curator, topic):
    course = PublishedCourseFactory(topic=TopicFactory())
    response = client.post(ADD, wanted(RightFactory(), topic, course=course.pk))
    assert "another topic" in response.context["form"].errors["course"][0]


@pytest.mark.parametrize("count", [1, 30])
def test_requirements_cost_the_same_for_one_and_for_thirty(client, person, count, django_assert_num_queries):
    for _ in range(count):
        RequirementFactory()
    client.get(REQUIREMENTS)
    with django_assert_num_queries(3):
        assert client.get(REQUIREMENTS).context["page"].paginator.count == count


def test_requirements_leave_out_versions_that_are_over(client, person):
    RequirementFactory(in_force_until=date(2025, 1, 1))
    assert list(client.get(REQUIREMENTS).context["page"]) == []
