"""Cohorts for tests: `CohortFactory(facilitator=person)`, `SessionFactory(in_hours=24)`, `PlaceFactory()`."""

from datetime import timedelta
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from courses import models
from courses.enums import MemberState
from tests.factories.courses import PublishedCourseFactory
from tests.factories.movement import OrganisationFactory
from tests.factories.people import PersonFactory


class CohortFactory(DjangoModelFactory):
    """An open cohort in English, planned in Berlin."""

    class Meta:
        model = models.Cohort
        skip_postgeneration_save = True

    course = factory.SubFactory(PublishedCourseFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    title = factory.Sequence(lambda n: f"Cohort {n}")
    languages = factory.LazyFunction(lambda: ["en"])
    time_zone = "Europe/Berlin"
    enrols_from = factory.LazyFunction(lambda: timezone.now() - timedelta(days=1))

    @factory.post_generation
    def facilitator(cohort: Any, create: bool, extracted: Any, **kwargs: Any) -> None:  # noqa: N805
        if extracted:
            models.Facilitator.objects.create(cohort=cohort, person=extracted)


class SessionFactory(DjangoModelFactory):
    """An hour that starts in so many hours."""

    class Meta:
        model = models.CohortSession
        exclude = ("in_hours",)

    in_hours = 24
    cohort = factory.SubFactory(CohortFactory)
    starts_at = factory.LazyAttribute(lambda session: timezone.now() + timedelta(hours=session.in_hours))
    ends_at = factory.LazyAttribute(lambda session: session.starts_at + timedelta(hours=1))
    time_zone = factory.SelfAttribute("cohort.time_zone")
    link = "https://meet.example.org/room"
    code = "ABC234"


class PlaceFactory(DjangoModelFactory):
    """Somebody who takes part."""

    class Meta:
        model = models.CohortMember

    cohort = factory.SubFactory(CohortFactory)
    person = factory.SubFactory(PersonFactory)
    state = MemberState.MEMBER

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **fields: Any) -> Any:
        if fields.get("state") == MemberState.OFFERED:
            fields.setdefault("confirm_before", timezone.now() + timedelta(hours=48))
        return super()._create(model_class, *args, **fields)
