"""What stands behind claims follows what happens in certification and courses."""

from typing import Any

from django.dispatch import receiver

from certification.models import Period
from certification.signals import certified, period_changed
from courses.models import Completion
from courses.signals import course_attended, course_passed
from skills_exchange.tasks import gather_evidence_of
from wikilearn.core.queueing import enqueue_on_commit


@receiver([certified, period_changed], dispatch_uid="skills_exchange.follow_certification")
def follow_certification(sender: object, period: Period, **kwargs: Any) -> None:
    """A certification began, changed or ended; the sweep finds what a lost broker dropped."""
    enqueue_on_commit(gather_evidence_of, period.person_id)


@receiver([course_passed, course_attended], dispatch_uid="skills_exchange.follow_completion")
def follow_completion(sender: object, completion: Completion, **kwargs: Any) -> None:
    """A course was passed."""
    enqueue_on_commit(gather_evidence_of, completion.person_id)
