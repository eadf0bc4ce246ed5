"""What profiles keep about a person: all of it in the export, nothing of it after erasure."""

import json

import pytest

from skills_exchange import personal_data_profiles as mine
from skills_exchange.actions.parties import block_party, party_of
from skills_exchange.enums import ClaimKind, EvidenceKind, Visibility
from skills_exchange.models import Evidence, Match, Party, PartyBlock, PartyLanguage, SkillClaim, WaitingAnswers
from tests.factories.movement import OrganisationFactory, TerritoryFactory
from tests.factories.people import PersonFactory
from tests.factories.skills_exchange import ClaimFactory, MatchFactory, PartyFactory
from wikilearn.people.actions.erasing import erase_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    """Somebody with everything that can be kept."""
    person = PersonFactory(username="Amaka", central_id=7)
    party = party_of(person)
    Party.objects.filter(pk=party.pk).update(about="I take pictures", week=5, week_utc=5, zone="Africa/Lagos")
    party.territories.add(TerritoryFactory())
    claim = ClaimFactory(party=party, kind=ClaimKind.WANTED, visibility=Visibility.MATCHES, note="Very private")
    other = ClaimFactory()
    for about, by in ((claim, other.party.person), (other, person)):
        Evidence.objects.create(
            claim=about,
            kind=EvidenceKind.ENDORSEMENT,
            source=f"person:{by.uid}",
            title="x",
            note=f"Words of {by.username}",
            endorser=by,
            counts=False,
        )
    block_party(actor=person, party=PartyFactory(person=PersonFactory(username="Blocked one")))
    PartyBlock.objects.create(by=PartyFactory(), blocked=party)
    WaitingAnswers.objects.create(
        username="Amaka", organisation=OrganisationFactory(), answers={"about": "Waits"}, digest="d"
    )
    MatchFactory(learner=party)
    return person


def test_the_export_holds_all_of_it(person):
    text = json.dumps(mine.export(person))
    for words in ("I take pictures", "Very private", "Words of Amaka", "Blocked one", "Waits", "Africa/Lagos"):
        assert words in text
    assert mine.export(PersonFactory())["profile"] is None


def test_nothing_is_left_after_erasure_but_the_other_sides_match(person):
    party = Party.objects.get(person=person)
    erase_person(actor=person, person=person)
    party.refresh_from_db()
    assert (party.about, party.week, party.week_utc, party.zone, party.listed) == ("", 0, 0, "UTC", False)
    assert not SkillClaim.objects.filter(party=party).exists()
    assert not PartyLanguage.objects.filter(party=party).exists()
    assert not party.territories.exists()
    assert not PartyBlock.objects.exists()
    assert not Evidence.objects.exists()
    assert not WaitingAnswers.objects.exists()
    assert Match.objects.filter(learner=party).exists()
    assert party not in Party.objects.there()
