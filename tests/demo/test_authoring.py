"""The course of the demo that is being edited."""

import pytest

from courses.editing.checks import obstacles
from courses.enums import CourseState
from courses.models import CompiledCaptions, CompiledCourse, Draft, Edit
from courses.publishing.snapshot import snapshot
from tests.factories.courses import TopicFactory
from tests.factories.movement import MembershipFactory
from tests.factories.people import PersonFactory
from wikilearn.demo.authoring import TOPIC, write_course_being_edited
from wikilearn.movement.enums import MemberRole
from wikilearn.people.enums import Role

pytestmark = pytest.mark.django_db


def test_the_course_is_published_and_under_work_again():
    TopicFactory(key=TOPIC, sensitive=True, mandatory=True)
    author = MembershipFactory(role=MemberRole.AUTHOR)
    reviewer = MembershipFactory(organisation=author.organisation, role=MemberRole.REVIEWER)
    curator = PersonFactory(role=Role.CURATOR)
    course = write_course_being_edited(
        author=author.person, reviewer=reviewer.person, curator=curator, organisation=author.organisation
    )
    course.refresh_from_db()
    assert course.state == CourseState.DRAFT
    assert len(CompiledCourse.objects.get(course=course).people) == 2
    assert CompiledCaptions.objects.filter(language="en").count() == 1
    assert {edit.deed for edit in Edit.objects.filter(course=course)} == {"added", "changed", "moved", "removed"}
    assert Draft.objects.filter(course=course, person=author.person).count() == 1
    assert obstacles(snapshot(course)) == []
