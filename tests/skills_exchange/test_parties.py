"""Taking part: as oneself, for an organisation, and keeping somebody away."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection

from skills_exchange.actions.parties import block_party, party_of, party_of_organisation, unblock_party
from skills_exchange.enums import LanguageLevel, PartyKind
from skills_exchange.errors import NotYours, ProfileRefused
from skills_exchange.models import Party, PartyBlock
from skills_exchange.queries.parties import may_speak_for, organisations_spoken_for
from skills_exchange.signals import party_blocked
from tests.factories.movement import MembershipFactory, OrganisationFactory, TerritoryFactory
from tests.factories.people import PersonFactory
from tests.factories.skills_exchange import PartyFactory
from wikilearn.audit.models import Event
from wikilearn.movement.enums import MemberRole


@pytest.mark.django_db
def test_a_person_begins_with_what_their_account_knows():
    person = PersonFactory(languages=["ig", "en"], time_zone="Africa/Lagos")
    party = party_of(person)
    assert (party.kind, party.zone, party.name) == (PartyKind.PERSON, "Africa/Lagos", person.username)
    assert {(each.language, each.level) for each in party.speaks.all()} == {
        ("ig", LanguageLevel.ADVANCED),
        ("en", LanguageLevel.ADVANCED),
    }
    assert party_of(person) == party


@pytest.mark.django_db
def test_an_organisation_begins_with_its_languages_and_territories():
    organisation = OrganisationFactory(languages=["fr"])
    organisation.territories.add(TerritoryFactory(code="FR"))
    party = party_of_organisation(organisation)
    assert party.kind == PartyKind.ORGANISATION
    assert [each.code for each in party.territories.all()] == ["FR"]
    assert [each.language for each in party.speaks.all()] == ["fr"]
    assert party_of_organisation(organisation) == party


@pytest.mark.django_db(transaction=True)
def test_two_requests_at_once_make_one_party():
    person = PersonFactory(languages=["en"])
    together = Barrier(4)

    def ask(_number: int) -> int:
        together.wait(timeout=10)
        try:
            return party_of(person).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(ask, range(4)))) == 1
    assert Party.objects.get(person=person).speaks.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("who", "speaks"),
    [
        ("self", True),
        ("other", False),
        ("anonymous", False),
        ("inactive self", False),
    ],
)
def test_who_speaks_for_a_person(who, speaks):
    person = PersonFactory(is_active=who != "inactive self")
    asked = {"other": PersonFactory(), "anonymous": AnonymousUser()}.get(who, person)
    assert may_speak_for(asked, PartyFactory(person=person)) is speaks


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "active", "speaks"),
    [
        (MemberRole.COORDINATOR, True, True),
        (MemberRole.COORDINATOR, False, False),
        (MemberRole.AUTHOR, True, False),
        (None, True, False),
    ],
)
def test_who_speaks_for_an_organisation(role, active, speaks):
    organisation, person = OrganisationFactory(active=active), PersonFactory()
    if role is not None:
        MembershipFactory(organisation=organisation, person=person, role=role)
    assert may_speak_for(person, party_of_organisation(organisation)) is speaks
    assert organisations_spoken_for(person) == ([organisation] if speaks else [])


@pytest.mark.django_db
def test_nobody_speaks_for_an_organisation_without_members():
    party = party_of_organisation(OrganisationFactory())
    assert not may_speak_for(PersonFactory(is_superuser=True), party)


@pytest.mark.django_db
def test_a_block_hides_both_from_each_other():
    one, other = PartyFactory(), PartyFactory()
    told = []
    party_blocked.connect(lambda **said: told.append(said["block"]), dispatch_uid="test", weak=False)
    try:
        block = block_party(actor=one.person, party=other)
        assert block_party(actor=one.person, party=other) == block
    finally:
        party_blocked.disconnect(dispatch_uid="test")
    assert told == [block]
    assert not Party.objects.visible_to(one.person).filter(pk=other.pk).exists()
    assert not Party.objects.visible_to(other.person).filter(pk=one.pk).exists()
    (event,) = Event.objects.filter(action="party.block")
    assert str(other.uid) not in f"{event.target}{event.details}"


@pytest.mark.django_db
def test_a_block_is_undone():
    one, other = PartyFactory(), PartyFactory()
    block_party(actor=one.person, party=other)
    unblock_party(actor=one.person, party=other)
    unblock_party(actor=one.person, party=other)
    assert not PartyBlock.objects.exists()
    assert Party.objects.visible_to(other.person).filter(pk=one.pk).exists()
    assert Event.objects.filter(action="party.unblock").count() == 1


@pytest.mark.django_db
def test_nobody_blocks_themself_or_for_others():
    one, other = PartyFactory(), PartyFactory()
    with pytest.raises(ProfileRefused, match="yourself"):
        block_party(actor=one.person, party=one)
    with pytest.raises(NotYours):
        block_party(actor=one.person, party=PartyFactory(), by=other)
    with pytest.raises(NotYours):
        unblock_party(actor=one.person, party=one, by=other)
