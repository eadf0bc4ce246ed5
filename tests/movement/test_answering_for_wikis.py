"""Which wikis an organisation answers for."""

import pytest
from django.urls import reverse

from tests.factories.movement import MembershipFactory, WikiFactory
from tests.factories.people import PersonFactory
from wikilearn.audit.models import Event
from wikilearn.core.errors import NotAllowed
from wikilearn.movement.actions.organisations import set_wikis
from wikilearn.people.enums import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    WikiFactory(dbname="frwiki")
    return MembershipFactory()


def address(member):
    return reverse("movement:organisation_wikis", args=[member.organisation.slug])


def test_a_curator_says_so_and_the_page_shows_it(client, member):
    client.force_login(PersonFactory(role=Role.CURATOR))
    assert client.post(address(member), {"wikis": "frwiki"}).status_code == 302
    assert [wiki.dbname for wiki in member.organisation.wikis.all()] == ["frwiki"]
    assert "frwiki" in client.get(member.organisation.get_absolute_url()).content.decode()
    assert Event.objects.filter(action="organisation.wikis_set").exists()


def test_a_wiki_that_does_not_exist_is_named(client, member):
    client.force_login(PersonFactory(role=Role.CURATOR))
    assert "xxwiki" in client.post(address(member), {"wikis": "frwiki, xxwiki"}).content.decode()
    assert not member.organisation.wikis.exists()


def test_nobody_says_so_of_their_own_organisation(client, member):
    client.force_login(member.person)
    assert client.post(address(member), {"wikis": "frwiki"}).status_code == 403
    with pytest.raises(NotAllowed):
        set_wikis(actor=member.person, organisation=member.organisation, wikis=[])
