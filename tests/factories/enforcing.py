"""Enforcement bodies, their members, tables of responsibility and decisions for tests."""

from datetime import UTC, date, datetime
from typing import Any

import factory
from factory.django import DjangoModelFactory

from tests.factories.movement import OrganisationFactory, WikiFactory
from tests.factories.people import PersonFactory
from ucoc import models
from ucoc.enums import BodyKind, Finding, MeasureKind, MemberCapacity, MemberFactKind


class BodyFactory(DjangoModelFactory):
    """A body for all wikis; `LocalBodyFactory` makes one of a wiki."""

    class Meta:
        model = models.EnforcementBody
        django_get_or_create = ("slug",)
        skip_postgeneration_save = True

    slug = factory.LazyAttribute(lambda body: str(body.kind).replace("_", "-"))
    kind = BodyKind.U4C
    name = factory.LazyAttribute(lambda body: str(body.slug).replace("-", " ").capitalize())


class LocalBodyFactory(BodyFactory):
    """The administrators of a wiki."""

    slug = factory.Sequence(lambda n: f"local-body-{n}")
    kind = BodyKind.LOCAL_ADMINISTRATORS
    wiki = factory.SubFactory(WikiFactory)


class EventTeamFactory(BodyFactory):
    """The team of an organisation's event."""

    slug = factory.Sequence(lambda n: f"event-team-{n}")
    kind = BodyKind.EVENT_TEAM
    organisation = factory.SubFactory(OrganisationFactory)


class BodyMemberFactory(DjangoModelFactory):
    """Somebody in a body since 2026, without anything confirmed; `member_of` makes an eligible one."""

    class Meta:
        model = models.BodyMember

    body = factory.SubFactory(BodyFactory)
    person = factory.SubFactory(PersonFactory)
    capacity = MemberCapacity.MEMBER
    since = datetime(2026, 1, 1, tzinfo=UTC)


class MemberFactFactory(DjangoModelFactory):
    """A signed confidentiality agreement."""

    class Meta:
        model = models.MemberFact

    person = factory.SubFactory(PersonFactory)
    kind = MemberFactKind.AGREEMENT
    on = date(2025, 12, 1)
    confirmed_by = factory.SubFactory(PersonFactory)


def member_of(body: models.EnforcementBody, person: Any = None, **more: Any) -> Any:
    """Somebody who may take cases of the body now; gives the person."""
    member = BodyMemberFactory(body=body, **({"person": person} if person else {}), **more)
    MemberFactFactory(person=member.person)
    return member.person


class DecisionFactory(DjangoModelFactory):
    """A breach found by a body."""

    class Meta:
        model = models.Decision

    case = factory.Faker("uuid4")
    body = factory.SubFactory(LocalBodyFactory)
    finding = Finding.BREACH
    reasons = "What was written broke the code."
    decided_on = date(2026, 3, 1)


class MeasureFactory(DjangoModelFactory):
    """A warning without end."""

    class Meta:
        model = models.Measure

    decision = factory.SubFactory(DecisionFactory)
    person = factory.SubFactory(PersonFactory)
    kind = MeasureKind.WARNING
    since = date(2026, 3, 1)
