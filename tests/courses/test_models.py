"""What the database itself refuses."""

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.utils import timezone

from courses.enums import COURSE_TRANSITIONS, AttemptState, CourseKind, CourseState
from courses.models import Course
from tests.factories.courses import (
    AttemptFactory,
    CompletionFactory,
    CourseFactory,
    CourseRevisionFactory,
    LocalizationFactory,
    OverlayFactory,
    QuestionRevisionFactory,
    SegmentFactory,
    TopicFactory,
    TranslationFactory,
)
from tests.factories.movement import OrganisationFactory, WikiFactory

pytestmark = pytest.mark.django_db


def refused():
    return pytest.raises(IntegrityError)


def test_published_course_needs_a_revision():
    course = CourseFactory()
    course.state = CourseState.PUBLISHED
    with refused(), transaction.atomic():
        course.save()


def test_withdrawn_course_has_no_published_revision():
    course = CourseFactory()
    course.state, course.published_revision = CourseState.WITHDRAWN, CourseRevisionFactory(course=course)
    with refused(), transaction.atomic():
        course.save()


def test_external_key_is_unique_in_an_organisation_and_free_without_origin():
    first = CourseFactory(origin="wikiedu", external_key="students")
    CourseFactory(origin="wikiedu", external_key="students")
    CourseFactory(organisation=first.organisation)
    CourseFactory(organisation=first.organisation)
    with refused(), transaction.atomic():
        CourseFactory(organisation=first.organisation, origin="wikiedu", external_key="students")


def test_pass_mark_is_a_percentage():
    with refused(), transaction.atomic():
        CourseFactory(pass_mark=101)


def test_segment_key_is_unique_in_its_course():
    segment = SegmentFactory(key="lesson/a/title")
    SegmentFactory(key="lesson/a/title")
    with refused(), transaction.atomic():
        SegmentFactory(course=segment.course, key="lesson/a/title")


def test_segment_has_one_translation_a_language():
    translation = TranslationFactory()
    TranslationFactory(segment=translation.segment, language="fr")
    with refused(), transaction.atomic():
        TranslationFactory(segment=translation.segment)


def test_localization_cannot_count_more_translations_than_segments():
    with refused(), transaction.atomic():
        LocalizationFactory(total=1, translated=2)


@pytest.mark.parametrize("owners", [(False, False), (True, True)])
def test_overlay_belongs_to_an_organisation_or_to_a_wiki(owners):
    organisation, wiki = owners
    with refused(), transaction.atomic():
        OverlayFactory(
            organisation=OrganisationFactory() if organisation else None, wiki=WikiFactory() if wiki else None
        )


def test_overlay_is_one_for_owner_and_language():
    overlay = OverlayFactory()
    OverlayFactory(course=overlay.course, organisation=overlay.organisation, language="fr")
    with refused(), transaction.atomic():
        OverlayFactory(course=overlay.course, organisation=overlay.organisation)


@pytest.mark.parametrize("factory", [CourseRevisionFactory, QuestionRevisionFactory, CompletionFactory])
def test_what_must_be_provable_is_never_changed_nor_deleted(factory):
    row = factory()
    with pytest.raises(InternalError, match="update or delete"), transaction.atomic():
        row.save()
    with pytest.raises(InternalError, match="update or delete"), transaction.atomic():
        row.__class__.objects.filter(pk=row.pk).delete()


def test_enrolment_has_one_open_attempt():
    attempt = AttemptFactory()
    with refused(), transaction.atomic():
        AttemptFactory(enrolment=attempt.enrolment)
    AttemptFactory(
        enrolment=attempt.enrolment, state=AttemptState.SUBMITTED, submitted_at=timezone.now(), score=50, passed=False
    )


@pytest.mark.parametrize(
    "fields",
    [
        {"state": AttemptState.SUBMITTED},
        {"state": AttemptState.OPEN, "score": 5},
        {"state": AttemptState.EXPIRED, "passed": True},
    ],
)
def test_attempt_has_a_score_when_and_only_when_it_is_submitted(fields):
    with refused(), transaction.atomic():
        AttemptFactory(**fields)


@pytest.mark.parametrize(
    ("topic", "organisation", "kind"),
    [
        (None, "chapter", CourseKind.COMPLEMENTARY),
        (False, "chapter", CourseKind.COMPLEMENTARY),
        (True, "chapter", CourseKind.MANDATORY),
        (None, "third_party", CourseKind.THIRD_PARTY),
        (True, "partner", CourseKind.MANDATORY),
    ],
)
def test_course_kind_follows_from_topic_and_organisation(topic, organisation, kind):
    course = CourseFactory(
        topic=None if topic is None else TopicFactory(mandatory=topic), organisation__kind=organisation
    )
    assert course.kind == kind


def test_course_has_its_title_in_the_source_language():
    CourseFactory(title="First steps")
    assert Course.objects.with_title().get().title == "First steps"


def test_transitions_name_every_state_and_only_states():
    assert set(COURSE_TRANSITIONS) == set(CourseState)
    assert all(isinstance(state, CourseState) for states in COURSE_TRANSITIONS.values() for state in states)
