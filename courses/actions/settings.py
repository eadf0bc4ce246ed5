"""What a course is for and how it asks; who maintains a topic."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from courses.enums import CourseState
from courses.errors import NotReady, NotYours
from courses.models import CompiledCourse, Course, Topic
from courses.rules import holds_the_topic
from wikilearn.audit.actions import record
from wikilearn.movement.enums import OrganisationKind
from wikilearn.movement.models import Organisation
from wikilearn.people.models import Person

SETTINGS = (
    "topic",
    "path",
    "level",
    "audiences",
    "licence",
    "sources",
    "questions_per_attempt",
    "pass_mark",
    "attempts_before_pause",
    "pause",
    "time_limit",
)


@transaction.atomic
def configure_course(*, actor: Person, course: Course, **settings: Any) -> Course:
    """Change some of `SETTINGS`. While learners take the course, only those who may publish it may change them, and the
    topic stays: what people are certified in does not change under them. What was submitted is what is published: a
    change by its authors makes the course a draft again. Raises `NotYours`, `NotReady`.
    """
    course = Course.objects.locked(course.pk)
    served = course.published_revision_id is not None
    if not actor.has_perm("courses.publish_course" if served else "courses.change_course", course):
        raise NotYours(_("You may not do this with this course."))
    changed = {name: value for name, value in settings.items() if getattr(course, name) != value}
    if unknown := changed.keys() - set(SETTINGS):
        raise TypeError(unknown)
    if served and "topic" in changed:
        raise NotReady(_("Withdraw the course before you change its topic."), field="topic")
    for name, value in changed.items():
        setattr(course, name, value)
    third_party = course.organisation.kind == OrganisationKind.THIRD_PARTY
    if third_party and course.topic is not None and course.topic.mandatory:
        raise NotReady(_("Courses of third parties serve no mandatory topic."), field="topic")
    if "topic" in changed and not holds_the_topic(actor, course):
        raise NotReady(_("Only organisations that maintain this topic can offer courses on it."), field="topic")
    if changed:
        if course.state == CourseState.IN_REVIEW and not actor.has_perm("courses.publish_course", course):
            course.state = CourseState.DRAFT
        course.save()
        CompiledCourse.objects.filter(course=course).update(level=course.level, audiences=course.audiences)
        record(
            actor=actor.reference,
            action="courses.configured",
            target=course.reference,
            details={name: _plain(value) for name, value in changed.items() if name not in ("licence", "sources")},
        )
    return course


@transaction.atomic
def set_topic_holders(*, actor: Person, topic: Topic, organisations: Iterable[Organisation]) -> Topic:
    """Say which organisations maintain a topic. Raises `NotYours`."""
    if not actor.has_perm("courses.manage_topics"):
        raise NotYours(_("Only curators say who maintains a topic."))
    organisations = list(organisations)
    if topic.mandatory and any(each.kind == OrganisationKind.THIRD_PARTY for each in organisations):
        raise NotReady(_("Third parties maintain no mandatory topic."), field="organisations")
    topic.holders.set(organisations)
    slugs = sorted(topic.holders.values_list("slug", flat=True))
    record(
        actor=actor.reference,
        action="courses.topic_holders_set",
        target=f"topic:{topic.key}",
        details={"organisations": slugs},
    )
    return topic


def _plain(value: Any) -> Any:
    if isinstance(value, timedelta):
        return int(value.total_seconds())
    return value.key if isinstance(value, Topic) else value
