"""Rows of cases without keys, walls or a route: for what looks at clear fields, and for the vault's own tests."""

from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from reporting.models import Case
from reporting.states import CaseState
from tests.factories.enforcing import BodyFactory
from ucoc.enums import BodyKind


class CaseFactory(DjangoModelFactory):
    """Received by trust and safety just now."""

    class Meta:
        model = Case

    body = factory.SubFactory(BodyFactory, kind=BodyKind.TRUST_AND_SAFETY)
    acknowledge_by = factory.LazyFunction(lambda: timezone.now() + timedelta(hours=24))
    decide_by = factory.LazyFunction(lambda: timezone.now() + timedelta(days=30))


def past_its_time(case: Case) -> Case:
    """The case as it is when it was closed long ago and nothing keeps it any more."""
    now = timezone.now()
    Case.objects.filter(pk=case.pk).update(
        state=CaseState.CLOSED, settled_at=now, waiting_since=None, keep_until=(now - timedelta(days=2)).date()
    )
    return case
