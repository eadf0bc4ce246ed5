"""After a major revision: asking who is certified to pass a short course (delta module) by a day."""

import logging
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from certification import tasks
from certification.actions.permitting import demand
from certification.actions.recording import Achieved, record_fact
from certification.actions.telling import tell_update
from certification.enums import FactKind
from certification.errors import RequirementRefused
from certification.models import DeltaRequest, Refresher, Requirement
from certification.queries.updating import asked_of
from courses.enums import CoursePath
from courses.models import Completion, Course, Topic
from wikilearn.audit.actions import record
from wikilearn.core.dates import add_months, today
from wikilearn.core.queueing import enqueue_on_commit
from wikilearn.people.models import Person

BATCH = 200
GRACE = timedelta(hours=1)
"""For so long a worker may be about to tell."""
LONGEST_MONTHS = 12
_logger = logging.getLogger(__name__)


@transaction.atomic
def ask_for_update(*, actor: Person, topic: Topic, course: Course, due_on: date, note: str) -> DeltaRequest:
    """Ask everybody who is certified in the topic today. Raises `NotYours` and `RequirementRefused`."""
    demand(actor, "certification.curate")
    Topic.objects.select_for_update(no_key=True).get(pk=topic.pk)
    check_update(topic=topic, course=course, due_on=due_on, note=note)
    asked = DeltaRequest.objects.create(topic=topic, course=course, due_on=due_on, note=note.strip(), asked_by=actor)
    record(
        actor=actor.reference,
        action="certification.update_asked",
        target=f"topic:{topic.key}",
        details={"course": course.slug, "due_on": due_on.isoformat()},
    )
    enqueue_on_commit(tasks.tell_about_update, asked.pk)
    return asked


def check_update(*, topic: Topic, course: Course, due_on: date, note: str) -> bool:
    """True if so much may be asked; raises `RequirementRefused`."""
    if course.topic_id != topic.pk:
        raise RequirementRefused(_("This course is about another topic."), field="course")
    if course.path != CoursePath.REFRESHER:
        raise RequirementRefused(_("An update is taught by a short course, not by a full one."), field="course")
    used = Refresher.objects.filter(course=course).exists() or Requirement.objects.filter(course=course).exists()
    if used or DeltaRequest.objects.filter(course=course).exists():
        raise RequirementRefused(_("This course serves another purpose already."), field="course")
    if not today() < due_on <= add_months(today(), LONGEST_MONTHS):
        raise RequirementRefused(_("Choose a day within the next twelve months."), field="due_on")
    if not note.strip():
        raise RequirementRefused(_("Please say what has changed."), field="note")
    return True


@transaction.atomic
def end_update(*, actor: Person, asked: DeltaRequest) -> DeltaRequest:
    """Ask nobody any more. The course counts as an update still: it never renews."""
    demand(actor, "certification.curate")
    asked = DeltaRequest.objects.select_for_update(of=["self"]).get(pk=asked.pk)
    if asked.ended_at is None:
        asked.ended_at = timezone.now()
        asked.save(update_fields=["ended_at"])
        record(actor=actor.reference, action="certification.update_ended", target=f"delta:{asked.pk}", details={})
    return asked


def tell_holders(*, request_id: int) -> int:
    """Tell each of those who are asked, once; gives how many there are."""
    asked = DeltaRequest.objects.select_related("topic", "course").get(pk=request_id)
    people = list(asked_of(asked).values_list("pk", flat=True))
    for begin in range(0, len(people), BATCH):
        with transaction.atomic():
            for person in Person.objects.filter(pk__in=people[begin : begin + BATCH]).order_by("pk"):
                key = f"delta:{asked.pk}"
                tell_update(
                    person=person, topic=asked.topic.key, course=asked.course.slug, due_on=asked.due_on, key=key
                )
    DeltaRequest.objects.filter(pk=asked.pk).update(told_at=timezone.now())
    return len(people)


def tell_missed_holders() -> int:
    """Tell those of requests whose telling was lost with its worker or broker; gives how many requests were told.

    One that fails keeps no other waiting, and has its turn again at the next time.
    """
    late = DeltaRequest.objects.open().filter(told_at=None, asked_at__lt=timezone.now() - GRACE)
    return sum(_tell_or_log(request_id=pk) for pk in list(late.order_by("pk").values_list("pk", flat=True)))


def _tell_or_log(*, request_id: int) -> bool:
    try:
        tell_holders(request_id=request_id)
    except Exception:
        _logger.exception("update %s", request_id)
        return False
    return True


def take_update(*, completion: Completion) -> bool:
    """Note that somebody passed the course of an update; False if the course is none."""
    topic = completion.revision.topic
    if topic is None or not DeltaRequest.objects.filter(course=completion.course_id, topic=topic).exists():
        return False
    record_fact(
        actor=completion.person.reference,
        person=completion.person,
        topic=topic,
        kind=FactKind.UPDATED,
        at=completion.passed_at,
        source_key=f"completion:{completion.pk}",
        achieved=Achieved(
            course=completion.course,
            revision=completion.revision.number,
            language=completion.language,
            score=completion.score,
            level=completion.level,
        ),
    )
    return True
