"""Requirements, facts and periods for tests."""

from datetime import UTC, date, datetime, time

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from certification import models
from certification.actions import record_fact
from certification.enums import FactKind, Path
from wikilearn.core.dates import today


def noon(day: date | str) -> datetime:
    """Noon in UTC of a day, or of an ISO day."""
    return datetime.combine(date.fromisoformat(day) if isinstance(day, str) else day, time(12), tzinfo=UTC)


class RequirementFactory(DjangoModelFactory):
    """In force since 2024, transition over."""

    class Meta:
        model = models.Requirement

    right = factory.SubFactory("tests.factories.movement.RightFactory")
    topic = factory.SubFactory("tests.factories.courses.TopicFactory", mandatory=True)
    path = Path.FIRST
    in_force_from = date(2024, 1, 1)
    transition_ends = date(2024, 7, 1)


class FactFactory(DjangoModelFactory):
    """A pass; the projection does not know of it. `certify` makes one that counts."""

    class Meta:
        model = models.Fact

    person = factory.SubFactory("tests.factories.people.PersonFactory")
    topic = factory.SubFactory("tests.factories.courses.TopicFactory", mandatory=True)
    kind = FactKind.PASSED
    at = datetime(2026, 1, 10, 12, tzinfo=UTC)
    actor = "system"
    source_key = factory.Sequence(lambda n: f"test:{n}")


class PeriodFactory(DjangoModelFactory):
    """Two years, with the fact that they come from."""

    class Meta:
        model = models.Period

    fact = factory.SubFactory(
        FactFactory, person=factory.SelfAttribute("..person"), topic=factory.SelfAttribute("..topic")
    )
    person = factory.SubFactory("tests.factories.people.PersonFactory")
    topic = factory.SubFactory("tests.factories.courses.TopicFactory", mandatory=True)
    valid_from = date(2026, 1, 10)
    valid_until = date(2028, 1, 10)


class ReminderFactory(DjangoModelFactory):
    class Meta:
        model = models.Reminder

    period = factory.SubFactory(PeriodFactory)
    person = factory.SelfAttribute("period.person")
    offset = 30


def certify(person, topic, day, kind=FactKind.PASSED, **more):
    """Record a fact on a day (at noon, or now if noon is still to come), with its projection; gives the fact."""
    at = day if isinstance(day, datetime) else noon(day) if day != today() else min(noon(day), timezone.now())
    number = models.Fact.objects.count()
    more.setdefault("source_key", f"certify:{person.pk}:{topic.pk}:{kind}:{number}")
    return record_fact(actor="system", person=person, topic=topic, kind=kind, at=at, **more)
