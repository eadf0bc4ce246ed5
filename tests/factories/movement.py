"""Wikis, organisations, rights and holdings for tests."""

from datetime import UTC, datetime

import factory
from factory.django import DjangoModelFactory

from wikilearn.movement import models
from wikilearn.movement.enums import MemberRole, OrganisationKind, Scope, Source


class WikiFactory(DjangoModelFactory):
    class Meta:
        model = models.Wiki
        django_get_or_create = ("dbname",)

    dbname = factory.Sequence(lambda n: f"test{n}wiki")
    name = factory.LazyAttribute(lambda wiki: f"Wiki {wiki.dbname}")
    url = factory.LazyAttribute(lambda wiki: f"https://{wiki.dbname}.example.org")
    project = "wikipedia"
    language = "en"


class TerritoryFactory(DjangoModelFactory):
    class Meta:
        model = models.Territory
        django_get_or_create = ("code",)

    code = "FR"
    region = "155"


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = models.Organisation
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"organisation-{n}")
    name = factory.Sequence(lambda n: f"Organisation {n:03}")
    kind = OrganisationKind.CHAPTER
    languages = factory.LazyFunction(lambda: ["en"])


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = models.Membership

    organisation = factory.SubFactory(OrganisationFactory)
    person = factory.SubFactory("tests.factories.people.PersonFactory")
    role = MemberRole.COORDINATOR
    since = datetime(2024, 1, 1, tzinfo=UTC)


class RightFactory(DjangoModelFactory):
    """A local right whose holders everybody may see."""

    class Meta:
        model = models.Right
        django_get_or_create = ("key",)

    key = factory.Sequence(lambda n: f"right-{n}")
    scope = Scope.LOCAL
    name = factory.LazyAttribute(lambda right: right.key.capitalize())


class HoldingFactory(DjangoModelFactory):
    """A right on a wiki since 2024; `right__scope="global"` needs `wiki=None`."""

    class Meta:
        model = models.Holding

    right = factory.SubFactory(RightFactory)
    wiki = factory.SubFactory(WikiFactory)
    username = factory.Sequence(lambda n: f"Holder {n}")
    since = datetime(2024, 1, 1, tzinfo=UTC)
    source = Source.SYNCED
