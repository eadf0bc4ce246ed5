"""Fixtures of the code of conduct."""

from types import SimpleNamespace

import pytest

from tests.factories.movement import HoldingFactory, RightFactory, WikiFactory
from tests.factories.people import PersonFactory
from tests.factories.ucoc import universal


@pytest.fixture
def community():
    """A wiki with a writer, two others who hold a right there, and an outsider."""
    universal()
    wiki = WikiFactory(dbname="dewiki", language="de")
    people = [PersonFactory(username=name) for name in ("Writer", "First", "Second")]
    for person in people:
        HoldingFactory(person=person, username=person.username, wiki=wiki, right=RightFactory(key="sysop"))
    writer, first, second = people
    return SimpleNamespace(wiki=wiki, writer=writer, first=first, second=second, outsider=PersonFactory())
