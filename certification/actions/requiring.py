"""Requirements: adding a version, and the ones that the movement's recommendations name."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from certification.actions.permitting import demand
from certification.enums import Path
from certification.errors import RequirementRefused
from certification.models import DeltaRequest, Refresher, Requirement
from certification.periods import VALIDITY_MONTHS, WINDOW_DAYS
from courses.enums import CoursePath
from courses.models import Course, Topic
from wikilearn.audit.actions import SYSTEM, record
from wikilearn.core.dates import add_months, today
from wikilearn.core.reference_data import Loaded
from wikilearn.movement.models import Right
from wikilearn.people.models import Person

TRANSITION_MONTHS = 6
FIRST_IN_FORCE_FROM = date(2026, 7, 1)
"""When the requirements of the reference data come into force; their transition ends six months later."""


@transaction.atomic
def add_requirement(
    *,
    actor: Person,
    right: Right,
    topic: Topic,
    in_force_from: date,
    transition_ends: date,
    path: Path = Path.FIRST,
    course: Course | None = None,
    validity_months: int = VALIDITY_MONTHS,
    window_days: int = WINDOW_DAYS,
) -> Requirement:
    """Add a requirement, or the next version of one, which ends the version before on the day it comes into force.

    Raises `NotYours`, and `RequirementRefused` as `check_requirement` does.
    """
    demand(actor, "certification.add_requirement")
    Right.objects.select_for_update(no_key=True).get(pk=right.pk)
    check_requirement(
        right=right,
        topic=topic,
        in_force_from=in_force_from,
        transition_ends=transition_ends,
        path=path,
        course=course,
    )
    versions = Requirement.objects.filter(right=right, topic=topic, path=path)
    versions.filter(Q(in_force_until=None) | Q(in_force_until__gt=in_force_from)).update(in_force_until=in_force_from)
    requirement = Requirement.objects.create(
        right=right,
        topic=topic,
        path=path,
        course=course,
        in_force_from=in_force_from,
        transition_ends=transition_ends,
        validity_months=validity_months,
        window_days=window_days,
    )
    record(
        actor=actor.reference,
        action="certification.requirement_added",
        target=right.reference,
        details={
            "requirement": requirement.pk,
            "topic": topic.key,
            "path": str(path),
            "in_force_from": in_force_from.isoformat(),
            "transition_ends": transition_ends.isoformat(),
        },
    )
    return requirement


@transaction.atomic
def end_requirement(*, actor: Person, requirement: Requirement, on: date) -> Requirement:
    """Nobody is asked for this from a day on, which is not in the past; the version is kept.

    One that has not come into force yet is taken back. Raises `NotYours` and `RequirementRefused`.
    """
    demand(actor, "certification.add_requirement")
    Right.objects.select_for_update(no_key=True).get(pk=requirement.right_id)
    requirement = (
        Requirement.objects.select_for_update(of=["self"]).select_related("topic", "right").get(pk=requirement.pk)
    )
    if requirement.in_force_until is not None and requirement.in_force_until <= today():
        raise RequirementRefused(_("This version has ended already."))
    if on < today():
        raise RequirementRefused(_("A requirement cannot end in the past."), field="on")
    if requirement.in_force_until is not None and on >= requirement.in_force_until:
        raise RequirementRefused(_("It ends before that day already."), field="on")
    requirement.in_force_until = max(on, requirement.in_force_from)
    requirement.save(update_fields=["in_force_until"])
    record(
        actor=actor.reference,
        action="certification.requirement_ended",
        target=requirement.right.reference,
        details={
            "requirement": requirement.pk,
            "topic": requirement.topic.key,
            "in_force_until": requirement.in_force_until.isoformat(),
        },
    )
    return requirement


@transaction.atomic
def set_refreshers(*, actor: Person, topic: Topic, courses: Sequence[Course]) -> list[Refresher]:
    """Which refreshers of a topic take turns, in this order; none: any refresher of the topic."""
    demand(actor, "certification.curate")
    Topic.objects.select_for_update(no_key=True).get(pk=topic.pk)
    if any(course.topic_id != topic.pk for course in courses):
        raise RequirementRefused(_("This course is about another topic."), field="courses")
    if any(course.path != CoursePath.REFRESHER for course in courses):
        raise RequirementRefused(_("This course is no refresher."), field="courses")
    if DeltaRequest.objects.filter(course__in=courses).exists():
        raise RequirementRefused(_("This course serves another purpose already."), field="courses")
    Refresher.objects.filter(topic=topic).delete()
    turns = Refresher.objects.bulk_create(
        Refresher(topic=topic, course=course, position=place) for place, course in enumerate(courses)
    )
    record(
        actor=actor.reference,
        action="certification.refreshers_set",
        target=f"topic:{topic.key}",
        details={"courses": [course.slug for course in courses]},
    )
    return turns


def check_requirement(
    *,
    right: Right,
    topic: Topic,
    in_force_from: date,
    transition_ends: date,
    path: Path = Path.FIRST,
    course: Course | None = None,
    **_terms: int,
) -> bool:
    """True if such a version may be added.

    Raises `RequirementRefused` for a beginning in the past, a transition under six months, a course of another topic,
    and where a later version is already set.
    """
    if in_force_from < today():
        raise RequirementRefused(_("A requirement cannot start in the past."), field="in_force_from")
    if transition_ends < add_months(in_force_from, TRANSITION_MONTHS):
        raise RequirementRefused(_("The transition lasts at least six months."), field="transition_ends")
    if course is not None and course.topic_id != topic.pk:
        raise RequirementRefused(_("This course is about another topic."), field="course")
    versions = Requirement.objects.filter(right=right, topic=topic, path=path)
    if versions.filter(in_force_from__gte=in_force_from).exists():
        raise RequirementRefused(_("There is already a version from that day on or later."), field="in_force_from")
    return True


@transaction.atomic
def load_requirements() -> Loaded:
    """Require the mandatory topics of administrators and of everyone who sees nonpublic information.

    A right and topic that already has a requirement, in any version, is left as people set it.
    """
    rights = list(Right.objects.filter(Q(sees_nonpublic=True) | Q(key="sysop")))
    topics = list(Topic.objects.filter(mandatory=True))
    known = set(Requirement.objects.values_list("right_id", "topic_id"))
    missing = [
        Requirement(
            right=right,
            topic=topic,
            in_force_from=FIRST_IN_FORCE_FROM,
            transition_ends=add_months(FIRST_IN_FORCE_FROM, TRANSITION_MONTHS),
        )
        for right in rights
        for topic in topics
        if (right.pk, topic.pk) not in known
    ]
    added = Requirement.objects.bulk_create(missing)
    if added:
        record(
            actor=SYSTEM,
            action="certification.requirements_loaded",
            target="requirements",
            details={"added": len(added)},
        )
    return Loaded(created=len(added), unchanged=len(rights) * len(topics) - len(added))
