"""What badges do when a certification begins or changes."""

from typing import Any

from django.dispatch import receiver

from certification.badges.actions import (
    issue_course_credential,
    issue_credential,
    issue_pack_credential,
    withdraw_credential,
)
from certification.badges.enums import RevokedReason
from certification.badges.models import Credential, Issuer
from certification.models import Fact, Period
from certification.signals import certified, period_changed
from courses.models import Completion, PackCompletion
from courses.signals import course_attended, course_passed, pack_completed
from wikilearn.core.dates import today


@receiver(certified, dispatch_uid="badges.issue_for_period")
def issue_for_period(sender: object, period: Period, **kwargs: Any) -> None:
    """Every certification has a badge, unless it is history already."""
    if period.valid_until >= today():
        issue_credential(period=period)


@receiver(period_changed, dispatch_uid="badges.follow_period")
def follow_period(sender: object, period: Period, fact: Fact, **kwargs: Any) -> None:
    """A period that no longer stands takes its badge with it; one with other days gets another badge."""
    if period.stands:
        if period.valid_until >= today():
            issue_credential(period=period, actor=fact.actor)
        return
    for credential in Credential.objects.current().filter(period=period):
        withdraw_credential(actor=fact.actor, credential=credential, reason=RevokedReason.WITHDRAWN)


@receiver([course_passed, course_attended], dispatch_uid="badges.issue_for_course")
def issue_for_course(sender: object, completion: Completion, **kwargs: Any) -> None:
    """Courses of an organisation that issues badges itself have one, unless they certify: that is another badge."""
    topic = completion.revision.topic
    certifies = topic is not None and topic.mandatory
    if not certifies and Issuer.objects.filter(organisation=completion.course.organisation_id, active=True).exists():
        issue_course_credential(completion=completion)


@receiver(pack_completed, dispatch_uid="badges.issue_for_pack")
def issue_for_pack(sender: object, completion: PackCompletion, **kwargs: Any) -> None:
    """Every completed learning pack has a badge."""
    issue_pack_credential(completion=completion)
