"""Courses of the starter curriculum, loaded by the command of the site and published by its actions."""

from django.core.management import call_command

from courses.actions.localizing import review_localization
from courses.actions.publishing import publish_course, submit_course
from courses.enums import RevisionKind
from courses.models import Course
from tests.factories.movement import MembershipFactory, OrganisationFactory
from wikilearn.movement.enums import MemberRole


def open_school(*keys: str, reviewed: tuple[str, ...] = ()) -> list[Course]:
    """Load and publish these courses, in order; the translations in `reviewed` have been read by a reviewer.

    They serve no topic, since no curator has named who maintains it: what follows from a pass has tests of its own.
    """
    organisation = OrganisationFactory()
    author = MembershipFactory(organisation=organisation, role=MemberRole.COORDINATOR).person
    reviewer = MembershipFactory(organisation=organisation, role=MemberRole.REVIEWER).person
    call_command("load_starter_curriculum", *keys, organisation=organisation.slug, by=author.username, verbosity=0)
    courses = [Course.objects.get(slug=key) for key in keys]
    for course in courses:
        for language in reviewed:
            review_localization(actor=reviewer, course=course, language=language)
        submit_course(actor=author, course=course)
        publish_course(actor=reviewer, course=course, kind=RevisionKind.MAJOR)
        course.refresh_from_db()
    return courses
