"""What certification does when something happens in the courses or to an account."""

from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from certification.actions import record_fact
from certification.actions.histories import claim_waiting_records
from certification.actions.recognising import recognise_completion
from certification.actions.recording import Achieved
from certification.actions.updating import take_update
from certification.enums import EvidenceKind, FactKind, Path
from certification.models import FormerName, Period
from certification.signals import certified, period_changed
from certification.tasks import refresh_outlooks_of
from courses.enums import CoursePath
from courses.models import Completion
from courses.signals import course_attended, course_passed
from wikilearn.core.queueing import enqueue_on_commit
from wikilearn.people.models import Person
from wikilearn.people.signals import account_linked, person_renamed
from wikilearn.people.usernames import DISPLACED


@receiver(course_passed, dispatch_uid="certification.certify_completion")
def certify_completion(sender: object, completion: Completion, **kwargs: Any) -> None:
    """A pass of a course about a mandatory topic is a fact; others certify nothing.

    Topic and path are those of the revision that was passed: an attempt may outlast the course, which, once
    withdrawn, may become another.
    """
    if not take_update(completion=completion):
        _certify(completion, FactKind.PASSED)
    recognise_completion(completion, EvidenceKind.PASSED)


@receiver(course_attended, dispatch_uid="certification.certify_attendance")
def certify_attendance(sender: object, completion: Completion, **kwargs: Any) -> None:
    """All sessions of an instructor-led course about a mandatory topic count like a pass, as what they were."""
    _certify(completion, FactKind.ATTENDED)
    recognise_completion(completion, EvidenceKind.ATTENDED)


def _certify(completion: Completion, kind: FactKind) -> None:
    course, topic = completion.course, completion.revision.topic
    if topic is None or not topic.mandatory:
        return
    path = completion.revision.path or course.path
    record_fact(
        actor=completion.person.reference,
        person=completion.person,
        topic=topic,
        kind=kind,
        path=Path.REFRESHER if path == CoursePath.REFRESHER else Path.FIRST,
        at=completion.passed_at,
        source_key=f"completion:{completion.pk}",
        achieved=Achieved(
            course=course,
            revision=completion.revision.number,
            language=completion.language,
            score=completion.score,
            level=completion.level,
        ),
    )


@receiver(account_linked, dispatch_uid="certification.claim_waiting_records")
def claim_waiting(sender: object, person: Person, **kwargs: Any) -> None:
    """Earlier records under the name of the account become facts once it is shown to be the person's."""
    claim_waiting_records(person=person)


@receiver(person_renamed, dispatch_uid="certification.remember_former_name")
def remember_former_name(sender: object, person: Person, old: str, proven: bool, **kwargs: Any) -> None:
    """Whoever asks for the old name is told that it has changed, if it was that of their Wikimedia account."""
    if proven and DISPLACED not in person.username:
        FormerName.objects.update_or_create(username=old, defaults={"person": person, "until": timezone.now()})
    claim_waiting_records(person=person)


@receiver([certified, period_changed], dispatch_uid="certification.refresh_outlook")
def refresh_outlook(sender: object, period: Period, **kwargs: Any) -> None:
    """How the person stands for their rights may have changed; the hourly sweep finds what a lost broker dropped."""
    enqueue_on_commit(refresh_outlooks_of, period.person_id)
