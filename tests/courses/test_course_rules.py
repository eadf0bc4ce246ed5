"""Who may do what with courses, as tables."""

import pytest

from courses.models import Course
from tests.factories.courses import CourseFactory, TopicFactory
from tests.factories.movement import MembershipFactory
from tests.factories.people import PersonFactory
from wikilearn.movement.enums import MemberRole
from wikilearn.people.enums import Role

pytestmark = pytest.mark.django_db

COORDINATOR, AUTHOR, LOCALIZER, REVIEWER, ORG_CURATOR = (
    MemberRole.COORDINATOR,
    MemberRole.AUTHOR,
    MemberRole.LOCALIZER,
    MemberRole.REVIEWER,
    MemberRole.CURATOR,
)
SITE_CURATOR, WITHOUT_SECOND_FACTOR, STRANGER, FOREIGN_REVIEWER = (
    "curator of the site",
    "no second factor",
    "stranger",
    "foreign",
)
EVERYBODY = {
    COORDINATOR,
    AUTHOR,
    LOCALIZER,
    REVIEWER,
    ORG_CURATOR,
    SITE_CURATOR,
    WITHOUT_SECOND_FACTOR,
    STRANGER,
    FOREIGN_REVIEWER,
}


def person(who, course):
    if who == SITE_CURATOR:
        return PersonFactory(role=Role.CURATOR)
    if who == WITHOUT_SECOND_FACTOR:
        return PersonFactory(role=Role.CURATOR, two_factor=False)
    if who == FOREIGN_REVIEWER:
        return MembershipFactory(role=REVIEWER).person
    if who == STRANGER:
        return PersonFactory()
    return MembershipFactory(organisation=course.organisation, role=who).person


def kind_of_course(kind):
    course = CourseFactory()
    if kind != "complementary":
        course.topic = TopicFactory(mandatory="mandatory" in kind, sensitive="sensitive" in kind)
        if "unheld" not in kind:
            course.topic.holders.add(course.organisation)
        course.save()
    return course


@pytest.mark.parametrize(
    ("permission", "kind", "allowed"),
    [
        ("courses.publish_course", "complementary", {COORDINATOR, REVIEWER, ORG_CURATOR, SITE_CURATOR}),
        ("courses.publish_course", "mandatory", {SITE_CURATOR}),
        ("courses.publish_course", "sensitive", {REVIEWER, ORG_CURATOR}),
        ("courses.publish_course", "mandatory sensitive", {REVIEWER, ORG_CURATOR}),
        ("courses.publish_course", "mandatory sensitive unheld", set()),
        ("courses.withdraw_course", "mandatory", {SITE_CURATOR}),
        ("courses.submit_course", "mandatory", {COORDINATOR, AUTHOR}),
        ("courses.change_course", "complementary", {COORDINATOR, AUTHOR}),
        ("courses.return_course", "complementary", {COORDINATOR, AUTHOR, REVIEWER, ORG_CURATOR, SITE_CURATOR}),
        ("courses.review_localization", "complementary", {REVIEWER, ORG_CURATOR, SITE_CURATOR}),
        ("courses.review_localization", "sensitive", {REVIEWER, ORG_CURATOR}),
        ("courses.import_course", "complementary", {COORDINATOR, AUTHOR}),
    ],
)
def test_who_may(permission, kind, allowed):
    course = kind_of_course(kind)
    thing = course.organisation if permission == "courses.import_course" else course
    assert {who for who in EVERYBODY if person(who, course).has_perm(permission, thing)} == allowed


def test_who_sees_a_working_copy():
    course = CourseFactory()
    seeing = {who for who in EVERYBODY if Course.objects.visible_to_authors(person(who, course)).contains(course)}
    assert seeing == {COORDINATOR, AUTHOR, LOCALIZER, REVIEWER, ORG_CURATOR, SITE_CURATOR}


def test_who_manages_topics():
    course = CourseFactory()
    assert {who for who in EVERYBODY if person(who, course).has_perm("courses.manage_topics")} == {SITE_CURATOR}
