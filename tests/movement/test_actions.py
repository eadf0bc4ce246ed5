"""What actions write, log and tell, and what they refuse."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from tests.factories.movement import (
    HoldingFactory,
    MembershipFactory,
    OrganisationFactory,
    RightFactory,
    TerritoryFactory,
    WikiFactory,
)
from tests.factories.people import PersonFactory
from wikilearn.audit.models import Event
from wikilearn.core.errors import DomainError
from wikilearn.movement import personal_data
from wikilearn.movement.actions.holdings import (
    MayNotEnter,
    Overlapping,
    WrongPeriod,
    WrongPlace,
    end_holding,
    enter_holding,
    link_holdings_to_person,
)
from wikilearn.movement.actions.organisations import (
    AddressTaken,
    AlreadyEnded,
    AlreadyMember,
    OrganisationClosed,
    add_member,
    create_organisation,
    end_membership,
)
from wikilearn.movement.enums import MemberRole, OrganisationKind, Scope
from wikilearn.movement.models import Holding, Membership, Organisation
from wikilearn.notices.models import Notice
from wikilearn.people.actions.wikimedia import follow_wikimedia_account, unlink_wikimedia_account
from wikilearn.people.enums import Role

pytestmark = pytest.mark.django_db
START = datetime(2024, 1, 1, tzinfo=UTC)


def test_create_organisation_writes_and_logs():
    actor, france = PersonFactory(), TerritoryFactory()
    made = create_organisation(
        actor=actor,
        slug="wikimedia-france",
        name="Wikimédia France",
        kind="chapter",
        languages=["fr", "br"],
        territories=[france],
        website="https://www.wikimedia.fr",
    )
    assert Organisation.objects.get() == made
    assert list(made.territories.all()) == [france]
    event = Event.objects.get(action="organisation.created")
    assert (event.actor, event.target) == (actor.reference, "organisation:wikimedia-france")


def test_create_organisation_refuses_a_taken_address():
    taken = OrganisationFactory()
    with pytest.raises(AddressTaken):
        create_organisation(actor=PersonFactory(), slug=taken.slug, name="Other", kind=OrganisationKind.PARTNER)


@pytest.mark.parametrize(
    "wrong",
    [{"slug": "ä b"}, {"name": ""}, {"name": "x" * 201}, {"languages": ["klingonish"]}, {"website": "javascript:1"}],
)
def test_create_organisation_refuses_nonsense(wrong):
    with pytest.raises(ValidationError):
        create_organisation(
            actor=PersonFactory(), **{"slug": "s", "name": "n", "kind": OrganisationKind.PARTNER, **wrong}
        )
    assert not Organisation.objects.exists()


def test_add_member_writes_logs_and_tells_the_person():
    actor, person, organisation = PersonFactory(), PersonFactory(), OrganisationFactory(name="Wikimedia Example")
    membership = add_member(actor=actor, organisation=organisation, person=person, role="reviewer")
    assert list(Organisation.objects.where_member(person, "reviewer")) == [organisation]
    event = Event.objects.get(action="organisation.member_added")
    assert event.details == {"person": person.reference, "role": "reviewer"}
    notice = Notice.objects.get(person=person)
    assert (notice.kind, notice.url) == ("membership_began", organisation.get_absolute_url())
    end_membership(actor=actor, membership=membership)
    assert Notice.objects.filter(person=person, kind="membership_ended").count() == 1


def test_who_joins_by_their_own_hand_is_not_told():
    person = PersonFactory()
    add_member(actor=person, organisation=OrganisationFactory(), person=person, role=MemberRole.COORDINATOR)
    assert not Notice.objects.exists()


def test_add_member_refuses_the_same_role_twice_and_allows_it_again_after_its_end():
    held = MembershipFactory()
    again = {"actor": PersonFactory(), "organisation": held.organisation, "person": held.person, "role": held.role}
    with pytest.raises(AlreadyMember):
        add_member(**again)
    end_membership(actor=PersonFactory(), membership=held)
    assert add_member(**again).until is None
    assert Membership.objects.count() == 2


def test_add_member_refuses_closed_organisations_and_accounts():
    with pytest.raises(OrganisationClosed):
        add_member(
            actor=PersonFactory(), organisation=OrganisationFactory(active=False), person=PersonFactory(), role="author"
        )
    with pytest.raises(DomainError, match="closed"):
        add_member(
            actor=PersonFactory(),
            organisation=OrganisationFactory(),
            person=PersonFactory(is_active=False),
            role="author",
        )


def test_end_membership_keeps_history_and_refuses_a_second_time():
    membership = MembershipFactory()
    ended = end_membership(actor=PersonFactory(), membership=membership)
    assert ended.until is not None
    assert not Membership.objects.live().exists()
    assert Membership.objects.live(START + timedelta(days=1)).exists()
    with pytest.raises(AlreadyEnded):
        end_membership(actor=PersonFactory(), membership=membership)


def steward():
    return PersonFactory(role=Role.STEWARD)


def test_enter_holding_normalises_links_and_logs():
    owner = PersonFactory(username="Ada Lovelace", central_id=5)
    holding = enter_holding(
        actor=steward(),
        right=RightFactory(),
        wiki=WikiFactory(),
        username=" ada_Lovelace\u200e",
        since=START,
    )
    assert (holding.username, holding.person) == ("Ada Lovelace", owner)
    assert Event.objects.get(action="holding.entered").details == {
        "right": holding.right.key,
        "wiki": holding.wiki.dbname,
    }


def test_a_name_that_is_no_proven_wikimedia_account_is_not_linked():
    PersonFactory(username="Ada")
    holding = enter_holding(actor=steward(), right=RightFactory(), wiki=WikiFactory(), username="Ada", since=START)
    assert holding.person is None


@pytest.mark.parametrize(("scope", "on_a_wiki"), [(Scope.LOCAL, False), (Scope.GLOBAL, True)])
def test_enter_holding_refuses_the_wrong_place(scope, on_a_wiki):
    with pytest.raises(WrongPlace):
        enter_holding(
            actor=steward(),
            right=RightFactory(scope=scope),
            wiki=WikiFactory() if on_a_wiki else None,
            username="Ada",
            since=START,
        )


@pytest.mark.parametrize("until", [START, START - timedelta(days=1)])
def test_enter_holding_refuses_an_end_before_the_beginning(until):
    with pytest.raises(WrongPeriod):
        enter_holding(
            actor=steward(),
            right=RightFactory(),
            wiki=WikiFactory(),
            username="Ada",
            since=START,
            until=until,
        )


@pytest.mark.parametrize("username", ["", "a#b", "a" * 256, "[[x]]"])
def test_enter_holding_refuses_what_cannot_be_a_username(username):
    with pytest.raises(DomainError):
        enter_holding(
            actor=steward(),
            right=RightFactory(),
            wiki=WikiFactory(),
            username=username,
            since=START,
        )


@pytest.mark.parametrize("scope", Scope.values)
@pytest.mark.parametrize(
    ("since", "until", "fits"),
    [
        (-10, 0, True),
        (-10, 1, False),
        (-10, None, False),
        (5, 6, False),
        (10, None, True),
        (10, 20, True),
        (9, None, False),
    ],
)
def test_enter_holding_refuses_overlaps_as_the_database_does(scope, since, until, fits):
    right, wiki = RightFactory(scope=scope), WikiFactory() if scope == Scope.LOCAL else None
    HoldingFactory(right=right, wiki=wiki, username="Ada", since=START, until=START + timedelta(days=10))
    wanted = {
        "actor": steward(),
        "right": right,
        "wiki": wiki,
        "username": "ada",
        "since": START + timedelta(days=since),
        "until": None if until is None else START + timedelta(days=until),
    }
    if fits:
        assert enter_holding(**wanted).pk
    else:
        with pytest.raises(Overlapping):
            enter_holding(**wanted)


def test_end_holding_ends_it_once():
    holding = HoldingFactory()
    with pytest.raises(WrongPeriod):
        end_holding(actor=steward(), holding=holding, until=holding.since)
    end_holding(actor=steward(), holding=holding)
    assert not Holding.objects.held_at().exists()
    with pytest.raises(AlreadyEnded):
        end_holding(actor=steward(), holding=holding)
    assert Event.objects.filter(action="holding.ended").count() == 1


def test_rights_follow_the_wikimedia_account():
    """Linked when the account is, kept through a rename, cut when it is unlinked; never by a name alone."""
    person = PersonFactory(username="Local name")
    old, new = HoldingFactory(username="Ada"), HoldingFactory(username="Ada B")
    follow_wikimedia_account(actor=person, person=person, central_id=9, username="Ada")
    old.refresh_from_db()
    assert old.person == person
    follow_wikimedia_account(actor=person, person=person, central_id=9, username="Ada B")
    person.refresh_from_db()
    assert set(Holding.objects.filter(person=person)) == {old, new}
    assert link_holdings_to_person(person=person) == 0
    unlink_wikimedia_account(actor=person, person=person)
    person.refresh_from_db()
    assert not Holding.objects.of(person).exists()
    assert Holding.objects.count() == 2


def test_export_and_erasure():
    person = PersonFactory(username="Ada", central_id=3)
    membership = MembershipFactory(person=person)
    HoldingFactory(username="Ada", person=person, term_ends=timezone.now().date())
    told = personal_data.export(person)
    assert told["memberships"][0]["organisation"] == membership.organisation.slug
    assert told["rights"][0]["username"] == "Ada"
    personal_data.erase(person)
    assert not Membership.objects.exists()
    assert Holding.objects.get().person is None


@pytest.mark.parametrize("roles", [[], [Role.CURATOR], [Role.TRUST_AND_SAFETY]])
def test_holdings_are_entered_and_ended_by_those_who_may(roles):
    actor, holding = PersonFactory(roles=roles), HoldingFactory()
    with pytest.raises(MayNotEnter):
        enter_holding(actor=actor, right=RightFactory(), wiki=WikiFactory(), username="Ada", since=START)
    with pytest.raises(MayNotEnter):
        end_holding(actor=actor, holding=holding)
    assert Holding.objects.get() == holding
