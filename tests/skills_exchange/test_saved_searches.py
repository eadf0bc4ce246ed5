"""Kept searches tell of new people once, in one message, and only of what their person may see."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from skills_exchange.actions.searches import MOST_SEARCHES, save_search, tell_new_people
from skills_exchange.enums import Visibility
from skills_exchange.errors import SkillRefused
from skills_exchange.models import PartyBlock, SavedSearch
from skills_exchange.personal_data_searches import erase, export
from skills_exchange.queries.wishes import Wish
from skills_exchange.tasks import tell_new_people as sweep
from tests.factories.people import PersonFactory
from tests.factories.skills_exchange import ClaimFactory, PartyFactory, SkillFactory
from wikilearn.notices.models import Notice

pytestmark = pytest.mark.django_db
LATER = timedelta(days=1)


@pytest.fixture
def person():
    return PersonFactory()


@pytest.fixture
def search(person):
    SkillFactory(slug="maps", labels={"en": "Maps"})
    return save_search(actor=person, wish=Wish(skill="maps"), title="Maps")


def newcomer(**kwargs):
    from skills_exchange.models import Skill

    return ClaimFactory(skill=Skill.objects.get(slug="maps"), **kwargs)


def test_new_people_are_told_once_in_one_message(person, search):
    save_search(actor=person, wish=Wish(q="maps", language="en"), title="Words")
    newcomer()
    newcomer()
    ClaimFactory()
    at = timezone.now() + LATER
    assert tell_new_people(person=person, at=at) == 4
    assert tell_new_people(person=person, at=at) == 0
    notice = Notice.objects.get()
    assert notice.kind == "skills_new_people"
    assert notice.context["searches"] == [{"title": "Maps", "number": 2}, {"title": "Words", "number": 2}]
    newcomer(created_at=at + timedelta(hours=1))
    assert tell_new_people(person=person, at=at + LATER) == 2
    assert Notice.objects.count() == 2


@pytest.mark.parametrize(
    "hidden", [{"visibility": Visibility.MATCHES}, {"kind": "wanted"}, {"party__listed": False}, {"party__speaks": []}]
)
def test_nobody_is_told_of_what_they_cannot_find(person, search, hidden):
    if "party__speaks" in hidden:
        SavedSearch.objects.update(query="skill=maps&language=en")
    newcomer(**hidden)
    assert tell_new_people(person=person, at=timezone.now() + LATER) == 0
    assert not Notice.objects.exists()


def test_who_blocks_is_told_to_nobody(person, search):
    claim = newcomer()
    PartyBlock.objects.create(by=claim.party, blocked=PartyFactory(person=person))
    assert tell_new_people(person=person, at=timezone.now() + LATER) == 0


def test_the_sweep_tells_whoever_is_due_and_wants_to_know(person, search):
    quiet = save_search(actor=PersonFactory(), wish=Wish(skill="maps"), title="Quiet", notify=False)
    newcomer()
    assert sweep() == 0  # looked at a moment ago
    SavedSearch.objects.update(told_at=timezone.now() - LATER)
    assert sweep() == 1
    assert sweep() == 0
    assert not Notice.objects.filter(person=quiet.person).exists()


def test_the_same_search_is_kept_once_and_there_is_a_limit(person, search):
    assert save_search(actor=person, wish=Wish(skill="maps"), title="Other").pk == search.pk
    for number in range(MOST_SEARCHES - 1):
        save_search(actor=person, wish=Wish(q=f"x{number}"), title="x")
    with pytest.raises(SkillRefused):
        save_search(actor=person, wish=Wish(q="one more"), title="x")


def test_pages_of_searches(client, person, search):
    client.force_login(person)
    keep = reverse("skills_exchange:save_search") + "?q=photo&language=fr"
    assert "Français" in client.get(keep).content.decode()
    assert client.post(keep, {"title": ""}).status_code == 400
    assert client.post(keep, {"title": "Photos", "notify": "on"}).status_code == 302
    kept = SavedSearch.objects.get(title="Photos")
    assert kept.address == "/skills/people/?q=photo&language=fr"
    page = reverse("skills_exchange:change_search", args=[kept.uid])
    client.post(page, {"do": "quiet"})
    kept.refresh_from_db()
    assert kept.notify is False
    client.force_login(PersonFactory())
    assert client.post(page, {"do": "forget"}).status_code == 404
    client.force_login(person)
    client.post(page, {"do": "forget"})
    assert not SavedSearch.objects.filter(pk=kept.pk).exists()


@pytest.mark.parametrize("number", [1, 20])
def test_saved_searches_asks_the_same_few_queries(client, person, django_assert_num_queries, number):
    for each in range(number):
        save_search(actor=person, wish=Wish(q=f"x{each}"), title=f"x{each}")
    client.force_login(person)
    with django_assert_num_queries(2):
        client.get(reverse("skills_exchange:saved_searches"))


def test_export_and_erasure(person, search):
    skill = SkillFactory(proposed_by=person, proposal="For my town")
    assert export(person)["saved_searches"][0]["title"] == "Maps"
    assert export(person)["proposed_skills"][0]["why"] == "For my town"
    erase(person)
    skill.refresh_from_db()
    assert (SavedSearch.objects.count(), skill.proposed_by, skill.proposal) == (0, None, "")
