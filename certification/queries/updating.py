"""Who is asked to take an update, and who has taken it."""

from django.db.models import Exists, OuterRef, QuerySet

from certification.enums import FactKind
from certification.models import DeltaRequest, Fact, Period
from courses.models import Topic
from wikilearn.core.dates import today, utc_day
from wikilearn.people.models import Person


def asked_of(asked: DeltaRequest) -> QuerySet[Person]:
    """Who was certified when it was asked, on grounds from before, and has not taken it."""
    covered = Period.objects.covering(utc_day(asked.asked_at)).filter(
        topic=asked.topic_id, person=OuterRef("pk"), fact__at__lt=asked.asked_at
    )
    taken = Fact.objects.filter(
        person=OuterRef("pk"), topic=asked.topic_id, kind=FactKind.UPDATED, course=asked.course_id
    )
    return Person.objects.present().filter(Exists(covered), ~Exists(taken), is_active=True).order_by("pk")


def updates_for(person: Person) -> list[DeltaRequest]:
    """What the person is asked to take now, the most urgent first."""
    day = today()
    still = DeltaRequest.objects.open().select_related("topic", "course").order_by("due_on")
    return [
        asked
        for asked in still.filter(
            topic__in=Period.objects.covering(day).filter(person=person).values("topic"),
        )
        if asked_of(asked).filter(pk=person.pk).exists()
    ]


def certified_now(topic: Topic) -> int:
    """How many people are certified in the topic today."""
    return Period.objects.covering(today()).filter(topic=topic).values("person").distinct().count()
