"""Badges that staff issue by hand, where one is missing though it was earned."""

from django.db import transaction
from django.utils.translation import gettext as _

from certification.actions.permitting import demand, demand_other
from certification.badges.actions.issuing import course_credential, issue_course_credential, issue_credential
from certification.badges.enums import CredentialState
from certification.badges.errors import HasItAlready, NotIssuable
from certification.badges.models import Credential
from certification.models import Period
from courses.models import Completion, Course, Topic
from wikilearn.core.dates import today
from wikilearn.people.models import Person


@transaction.atomic
def issue_badge(*, actor: Person, person: Person, course: Course) -> Credential:
    """The badge that a person has earned by a course: of their certification where the course certifies, else its own.

    Nobody issues to themselves, and nothing is issued that was not earned. Raises `NotYours`, `NotIssuable`,
    `HasItAlready`.
    """
    demand(actor, "badges.issue_by_hand")
    demand_other(actor, person)
    if not person.is_active:
        raise NotIssuable(_("This account is closed."), field="people")
    completion = Completion.objects.filter(person=person, course=course).order_by("-passed_at", "-pk").first()
    if completion is None:
        raise NotIssuable(_("This person has not passed the course."), field="people")
    topic = completion.revision.topic
    if topic is not None and topic.mandatory:
        return _of_certification(actor, person, topic)
    if course_credential(person, course) is not None:
        raise HasItAlready(_("This person has the badge already."), field="people")
    return issue_course_credential(completion=completion, actor=actor.reference)


def _of_certification(actor: Person, person: Person, topic: Topic) -> Credential:
    period = Period.objects.standing().filter(person=person, topic=topic, valid_until__gte=today()).first()
    if period is None:
        raise NotIssuable(_("The certification of this person has ended or was withdrawn."), field="people")
    latest = Credential.objects.filter(period=period).order_by("-edition").first()
    credential = issue_credential(period=period, actor=actor.reference)
    if latest is not None and credential.pk == latest.pk and latest.state != CredentialState.REVOKED:
        raise HasItAlready(_("This person has the badge already."), field="people")
    return credential
