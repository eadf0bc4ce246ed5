"""Spaces of third parties: marked, never mandatory, suspended without loss."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from courses.actions.publishing import republish_revision
from courses.actions.settings import configure_course, set_topic_holders
from courses.actions.spaces import describe_space, reopen_space, suspend_space
from courses.errors import NotReady, NotYours, WrongState
from courses.models import CompiledCourse, Course, Enrolment, LessonRead, Space, Topic
from tests.courses.adapting import stage
from tests.factories.courses import CourseFactory, EnrolmentFactory, TopicFactory
from tests.factories.movement import MembershipFactory, OrganisationFactory
from tests.factories.people import PersonFactory
from wikilearn.audit.models import Event
from wikilearn.movement.enums import MemberRole, OrganisationKind
from wikilearn.people.enums import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def third_party():
    return OrganisationFactory(slug="open-maps", name="Open Maps", kind=OrganisationKind.THIRD_PARTY)


@pytest.fixture
def hosted(third_party):
    """A published course of the third party."""
    on = stage(slug="maps")
    Course.objects.filter(pk=on.course.pk).update(organisation=third_party)
    for person in (on.author, on.publisher):
        person.memberships.update(organisation=third_party)
    coordinator = MembershipFactory(organisation=third_party).person
    describe_space(actor=coordinator, organisation=third_party, about="**We** map.", accept_terms=True)
    on.course = Course.objects.get(pk=on.course.pk)
    on.publish()
    return on


def test_a_third_party_publishes_after_accepting_the_terms(third_party):
    on = stage(slug="maps")
    Course.objects.filter(pk=on.course.pk).update(organisation=third_party)
    for person in (on.author, on.publisher):
        person.memberships.update(organisation=third_party)
    with pytest.raises(NotReady, match="terms of use"):
        on.publish()


@pytest.mark.parametrize("role", [role for role in MemberRole if role != MemberRole.COORDINATOR])
def test_only_coordinators_accept_the_terms(third_party, role):
    member = MembershipFactory(organisation=third_party, role=role)
    with pytest.raises(NotYours):
        describe_space(actor=member.person, organisation=third_party, about="", accept_terms=True)


def test_only_third_parties_have_a_space(client):
    member = MembershipFactory()
    with pytest.raises(NotReady):
        describe_space(actor=member.person, organisation=member.organisation, about="", accept_terms=True)
    assert client.get(reverse("courses:space", args=[member.organisation.slug])).status_code == 404


def test_the_space_lists_its_courses_and_everything_is_marked(client, hosted):
    page = client.get("/spaces/open-maps/").content.decode()
    assert "maps" in page
    assert "<strong>We</strong> map." in page
    for address in ("/spaces/open-maps/", "/courses/maps/", "/courses/maps/l1/"):
        said = client.get(address).content.decode()
        assert "not part of the mandatory path" in said, address
    assert "Third party" in client.get("/courses/").content.decode()
    assert "Open Maps" in client.get("/spaces/").content.decode()


def test_what_a_space_says_of_itself_is_harmless(client, hosted, third_party):
    coordinator = MembershipFactory(organisation=third_party).person
    describe_space(
        actor=coordinator, organisation=third_party, about="<script>x()</script>[a](javascript:b)", accept_terms=False
    )
    page = client.get("/spaces/open-maps/").content.decode()
    assert "x()" not in page
    assert 'href="javascript' not in page


def test_no_mandatory_topic_in_the_action(hosted):
    topic = TopicFactory(mandatory=True)
    with pytest.raises(NotReady, match="no mandatory topic"):
        set_topic_holders(
            actor=PersonFactory(role=Role.CURATOR), topic=topic, organisations=[hosted.course.organisation]
        )
    draft = CourseFactory(organisation=hosted.course.organisation)
    with pytest.raises(NotReady, match="no mandatory topic"):
        configure_course(actor=hosted.author, course=draft, topic=topic)


def test_no_mandatory_topic_in_the_database(third_party):
    draft = CourseFactory(organisation=third_party)
    with pytest.raises(IntegrityError, match="no mandatory topic"), transaction.atomic():
        Course.objects.filter(pk=draft.pk).update(topic=TopicFactory(mandatory=True))
    with pytest.raises(IntegrityError, match="no mandatory topic"), transaction.atomic():
        CourseFactory(organisation=third_party, topic=TopicFactory(mandatory=True))
    topic = TopicFactory()
    Course.objects.filter(pk=draft.pk).update(topic=topic)
    with pytest.raises(IntegrityError, match="no mandatory topic"), transaction.atomic():
        Topic.objects.filter(pk=topic.pk).update(mandatory=True)


def test_suspending_takes_courses_away_and_keeps_progress(client, hosted):
    enrolment = EnrolmentFactory(course=hosted.course)
    LessonRead.objects.create(enrolment=enrolment, lesson_key="l1", language="en")
    curator, space = PersonFactory(role=Role.CURATOR), Space.objects.get()
    suspend_space(actor=curator, space=space, reason="Advertising")
    assert client.get("/courses/maps/").status_code == 404
    assert not CompiledCourse.objects.exists()
    assert "suspended" in client.get("/spaces/open-maps/").content.decode()
    with pytest.raises(NotReady, match="suspended"):
        hosted.publish()
    with pytest.raises(NotReady, match="suspended"):
        republish_revision(actor=hosted.publisher, revision=hosted.course.revisions.first())
    reopen_space(actor=curator, space=space)
    assert client.get("/courses/maps/l1/").status_code == 200
    assert Enrolment.objects.get().lessons_read.count() == 1
    actions = list(Event.objects.filter(action__startswith="spaces.").values_list("action", flat=True))
    assert actions == ["spaces.terms_accepted", "spaces.suspended", "spaces.reopened"]


def test_only_curators_suspend_and_why(hosted):
    space, curator = Space.objects.get(), PersonFactory(role=Role.CURATOR)
    with pytest.raises(NotYours):
        suspend_space(actor=hosted.author, space=space, reason="x")
    with pytest.raises(NotReady):
        suspend_space(actor=curator, space=space, reason=" ")
    with pytest.raises(WrongState):
        reopen_space(actor=curator, space=space)


def test_pages_of_a_space_are_for_those_who_may(client, hosted, third_party):
    coordinator = MembershipFactory(organisation=third_party).person
    for name, who, status in (
        ("space_change", coordinator, 200),
        ("space_change", hosted.author, 403),
        ("space_suspend", coordinator, 403),
        ("space_suspend", PersonFactory(role=Role.CURATOR), 200),
    ):
        client.force_login(who)
        assert client.get(reverse(f"courses:{name}", args=["open-maps"])).status_code == status


@pytest.mark.parametrize("number", [1, 30])
def test_list_of_spaces_needs_a_constant_number_of_queries(client, django_assert_num_queries, number):
    for _each in range(number):
        Space.objects.create(organisation=OrganisationFactory(kind=OrganisationKind.THIRD_PARTY))
    with django_assert_num_queries(2):
        client.get("/spaces/")
