"""Resources and questions as rows."""

from datetime import timedelta

import factory
from django.utils import timezone

from skills_exchange.enums_help import Licence, ResourceKind
from skills_exchange.models import HelpRequest, Resource
from tests.factories.people import PersonFactory


class ResourceFactory(factory.django.DjangoModelFactory[Resource]):
    """A page in English."""

    class Meta:
        model = Resource
        skip_postgeneration_save = True

    kind = ResourceKind.PAGE
    title = factory.Sequence(lambda n: f"How to write a template, part {n}")
    language = "en"
    url = factory.Sequence(lambda n: f"https://wiki.example/page-{n}")
    licence = Licence.CC_BY_SA
    added_by = factory.SubFactory(PersonFactory)

    @factory.post_generation
    def skills(resource, create, skills, **_kwargs):  # noqa: N805 - factory_boy passes the object first
        """Skills that it teaches."""
        if create and skills:
            resource.skills.set(skills)


class HelpRequestFactory(factory.django.DjangoModelFactory[HelpRequest]):
    """A question in English that anybody signed in may read."""

    class Meta:
        model = HelpRequest

    asker = factory.SubFactory(PersonFactory)
    title = factory.Sequence(lambda n: f"How do I do this? {n}")
    language = "en"
    promised_by = factory.LazyFunction(lambda: timezone.now() + timedelta(days=2))
