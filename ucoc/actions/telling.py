"""What people are told about bodies, measures and appeals: that something waits on a page, never what stands there."""

from collections.abc import Iterable

from django.urls import reverse

from ucoc.models.bodies import BodyMember, EnforcementBody
from ucoc.models.decisions import DecisionAppeal, Measure
from ucoc.queries.bodies import eligible_members
from wikilearn.notices.actions import Note, notify, notify_each
from wikilearn.people.enums import Role
from wikilearn.people.models import Person, RoleGrant

MEMBER, SHORT = "ucoc_body_member", "ucoc_body_short"
MEASURE, COURSE_DUE = "ucoc_measure", "ucoc_course_due"
APPEAL_WAITS, APPEAL_ANSWERED = "ucoc_appeal_waits", "ucoc_appeal_answered"
COURSE_CLOSED, FAILURE = "ucoc_course_closed", "ucoc_body_failure"


def tell_member(member: BodyMember, *, began: bool) -> None:
    """Somebody works in a body from now on, or no longer."""
    notify(
        person=member.person,
        kind=MEMBER,
        context={"body": member.body_id, "began": began},
        url=member.body.get_absolute_url(),
        key=f"body_member:{member.pk or member.person_id}:{'began' if began else 'ended'}",
    )


def tell_short(body: EnforcementBody) -> None:
    """Too few members of a body can take cases; told to those who can add some."""
    people = _with_roles(Role.CURATOR, Role.STAFF)
    _tell_each(people, SHORT, {"body": body.pk}, body.get_absolute_url(), f"body_short:{body.pk}:{_count(body)}")


def tell_measures(measures: Iterable[Measure]) -> None:
    """There is a decision about a person; one notice, however many measures."""
    for measure in {measure.person_id: measure for measure in measures if measure.person is not None}.values():
        assert measure.person is not None  # noqa: S101 - for the type checker
        notify(
            person=measure.person,
            kind=MEASURE,
            context={},
            url=reverse("ucoc:my_measures"),
            key=f"decision:{measure.decision_id}:{measure.pk}",
        )


def tell_course_due(measure: Measure) -> None:
    """The day of an assigned course comes nearer."""
    if measure.person is not None and measure.course is not None:
        notify(
            person=measure.person,
            kind=COURSE_DUE,
            context={"until": measure.until},
            url=reverse("ucoc:my_measures"),
            key=f"{measure.reference}:due:{measure.reminded}",
        )


def tell_course_closed(measure: Measure) -> None:
    """The body that decided learns that an assigned course was passed, or was not."""
    decision = measure.decision
    _tell_each(
        eligible_members(decision.body),
        COURSE_CLOSED,
        {"passed": bool(measure.passed)},
        decision.get_absolute_url(),
        f"{measure.reference}:closed",
    )


def tell_appeal_waits(appeal: DecisionAppeal, people: Iterable[Person]) -> None:
    """A body is asked to look at a decision again."""
    _tell_each(people, APPEAL_WAITS, {}, appeal.get_absolute_url(), f"{appeal.reference}:waits")


def tell_appeal_answered(appeal: DecisionAppeal) -> None:
    """Whoever the decision concerns learns that another body has looked at it."""
    people = Person.objects.present().filter(measures__decision=appeal.decision).distinct()
    _tell_each(people, APPEAL_ANSWERED, {}, reverse("ucoc:my_measures"), f"{appeal.reference}:answer")


def tell_failure(body: EnforcementBody, url: str, key: str, people: Iterable[Person]) -> None:
    """A body has passed a published threshold."""
    _tell_each(people, FAILURE, {"body": body.pk}, url, key)


def _count(body: EnforcementBody) -> int:
    return body.members.count()


def _with_roles(*roles: Role) -> list[Person]:
    grants = RoleGrant.objects.live().filter(role__in=roles, person__is_active=True).select_related("person")
    return list({grant.person_id: grant.person for grant in grants}.values())


def _tell_each(people: Iterable[Person], kind: str, context: dict[str, object], url: str, key: str) -> None:
    notify_each(kind=kind, notes=[Note(person, context, url, key) for person in people])
