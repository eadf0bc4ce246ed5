"""Notices and their e-mails for tests."""

import factory
from factory.django import DjangoModelFactory

from wikilearn.notices import models


class NoticeFactory(DjangoModelFactory):
    """A new notice on the site."""

    class Meta:
        model = models.Notice

    person = factory.SubFactory("tests.factories.people.PersonFactory")
    kind = "membership_began"
    key = factory.Sequence(lambda n: f"notice-{n}")
    context = factory.Sequence(lambda n: {"organisation": f"Wikimedia Example {n}", "role": "reviewer"})
    url = "/organisations/example/"


class EmailFactory(DjangoModelFactory):
    """An e-mail that is due."""

    class Meta:
        model = models.Email

    notice = factory.SubFactory(NoticeFactory)
