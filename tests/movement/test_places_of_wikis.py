"""Which country or area a wiki serves: only where it serves one, said by curators, never by its language."""

import pytest

from tests.factories.movement import TerritoryFactory, WikiFactory
from tests.factories.people import PersonFactory
from wikilearn.audit.models import Event
from wikilearn.movement.actions.wikis import MayNotPlace, place_wiki
from wikilearn.movement.models import Territory, Wiki
from wikilearn.movement.reference_data import load_territories, load_territories_of_wikis
from wikilearn.people.enums import Role

pytestmark = pytest.mark.django_db


def test_a_curator_places_a_wiki_and_takes_it_back(client):
    wiki, france = WikiFactory(dbname="frwikimedia"), TerritoryFactory(code="FR")
    client.force_login(PersonFactory(role=Role.CURATOR))
    assert "International" in client.get("/wikis/frwikimedia/").content.decode()
    assert client.post("/wikis/frwikimedia/place/", {"territory": "FR"}).url == "/wikis/frwikimedia/"
    wiki.refresh_from_db()
    assert wiki.territory == france
    event = Event.objects.latest("pk")
    assert (event.action, event.target, event.details) == ("wiki.placed", "wiki:frwikimedia", {"territory": "FR"})
    assert "France" in client.get("/wikis/frwikimedia/").content.decode()
    client.post("/wikis/frwikimedia/place/", {"territory": ""})
    wiki.refresh_from_db()
    assert wiki.territory is None
    assert client.post("/wikis/frwikimedia/place/", {"territory": "Narnia"}).status_code == 400
    assert client.get("/wikis/nowiki/place/").status_code == 404


@pytest.mark.parametrize("role", [None, Role.STEWARD])
def test_others_do_not(client, role):
    person, wiki = PersonFactory(role=role), WikiFactory(dbname="frwikimedia")
    client.force_login(person)
    assert client.get("/wikis/frwikimedia/place/").status_code == 403
    with pytest.raises(MayNotPlace):
        place_wiki(actor=person, wiki=wiki, territory=None)


def test_the_wikis_of_chapters_are_placed_as_shipped_unless_a_curator_said_otherwise():
    load_territories()
    for dbname in ("nlwikimedia", "sewikimedia", "nlwiki"):
        WikiFactory(dbname=dbname)
    germany = Territory.objects.get(code="DE")
    place_wiki(actor=PersonFactory(role=Role.CURATOR), wiki=Wiki.objects.get(dbname="sewikimedia"), territory=None)
    Wiki.objects.filter(dbname="nlwiki").update(territory=germany)
    assert load_territories_of_wikis().created == 1
    assert load_territories_of_wikis().created == 0
    placed = dict(Wiki.objects.values_list("dbname", "territory__code"))
    assert placed == {"nlwikimedia": "NL", "sewikimedia": None, "nlwiki": "DE"}
