"""What the database itself refuses, and names from CLDR."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from tests.factories.movement import (
    HoldingFactory,
    MembershipFactory,
    OrganisationFactory,
    RightFactory,
    TerritoryFactory,
    WikiFactory,
)
from tests.factories.people import PersonFactory
from wikilearn.movement import regions
from wikilearn.movement.enums import MemberRole, Scope
from wikilearn.movement.models import Holding, Membership, Organisation, Territory

pytestmark = pytest.mark.django_db
START = datetime(2024, 1, 1, tzinfo=UTC)


def day(number: int) -> datetime:
    return START + timedelta(days=number)


@pytest.mark.parametrize(
    ("first", "second", "accepted"),
    [
        ((0, None), (10, None), False),
        ((0, 10), (10, None), True),
        ((0, 10), (9, 20), False),
        ((10, 20), (0, 10), True),
        ((10, 20), (0, None), False),
    ],
)
def test_periods_of_the_same_membership_never_overlap(first, second, accepted):
    held = MembershipFactory(since=day(first[0]), until=first[1] and day(first[1]))
    again = {"organisation": held.organisation, "person": held.person, "role": held.role}
    period = {"since": day(second[0]), "until": second[1] and day(second[1])}
    if accepted:
        assert MembershipFactory(**again, **period).pk
    else:
        with pytest.raises(IntegrityError, match="membership_periods_do_not_overlap"):
            MembershipFactory(**again, **period)


def test_another_role_in_the_same_organisation_is_another_membership():
    held = MembershipFactory(role=MemberRole.AUTHOR)
    assert MembershipFactory(organisation=held.organisation, person=held.person, role=MemberRole.REVIEWER).pk


@pytest.mark.parametrize(
    ("first", "second", "accepted"),
    [((0, None), (10, None), False), ((0, 10), (10, None), True), ((0, 10), (9, 20), False)],
)
@pytest.mark.parametrize("scope", Scope.values)
def test_periods_of_the_same_holding_never_overlap(scope, first, second, accepted):
    where = {"right": RightFactory(scope=scope), "wiki": WikiFactory() if scope == Scope.LOCAL else None}
    HoldingFactory(**where, username="Ada", since=day(first[0]), until=first[1] and day(first[1]))
    period = {"since": day(second[0]), "until": second[1] and day(second[1])}
    if accepted:
        assert HoldingFactory(**where, username="Ada", **period).pk
    else:
        with pytest.raises(IntegrityError, match="holding_periods_do_not_overlap"):
            HoldingFactory(**where, username="Ada", **period)


def test_the_same_right_on_another_wiki_or_of_another_name_is_another_holding():
    held = HoldingFactory(username="Ada")
    assert HoldingFactory(right=held.right, username="Ada").pk
    assert HoldingFactory(right=held.right, wiki=held.wiki, username="Bob").pk


@pytest.mark.parametrize("factory", [HoldingFactory, MembershipFactory])
@pytest.mark.parametrize("until", [START, START - timedelta(days=1)])
def test_a_period_ends_after_it_begins(factory, until):
    with pytest.raises(IntegrityError):
        factory(since=START, until=until)


@pytest.mark.parametrize(("scope", "on_a_wiki"), [(Scope.LOCAL, False), (Scope.GLOBAL, True)])
def test_the_database_refuses_a_holding_whose_wiki_does_not_follow_the_scope(scope, on_a_wiki):
    with pytest.raises(IntegrityError, match="a local right is held on a wiki"):
        HoldingFactory(right=RightFactory(scope=scope), wiki=WikiFactory() if on_a_wiki else None)


@pytest.mark.parametrize(("scope", "on_a_wiki"), [(Scope.LOCAL, False), (Scope.GLOBAL, True)])
def test_a_form_refuses_a_holding_whose_wiki_does_not_follow_the_scope(scope, on_a_wiki):
    holding = Holding(right=RightFactory(scope=scope), wiki=WikiFactory() if on_a_wiki else None, username="Ada")
    with pytest.raises(ValidationError, match="has none"):
        holding.clean()


def test_the_scope_of_a_right_cannot_change_while_it_is_or_was_held():
    free, held = RightFactory(), HoldingFactory().right
    free.scope = Scope.GLOBAL
    free.save()
    held.scope = Scope.GLOBAL
    with pytest.raises(IntegrityError), transaction.atomic():
        held.save()
    held.refresh_from_db()
    held.name = "Another name"
    held.save()


def test_holdings_are_held_from_since_until_the_instant_before_until():
    holding = HoldingFactory(since=day(0), until=day(10))
    assert [
        Holding.objects.held_at(at).exists()
        for at in (day(-1), day(0), day(10) - timedelta(microseconds=1), day(10), None)
    ] == [False, True, True, False, False]
    assert list(Holding.objects.held_at(date(2024, 1, 10))) == [holding]
    assert not Holding.objects.held_at(date(2024, 1, 11)).exists()
    assert not Holding.objects.held_at(date.max).exists()


def test_holdings_of_a_person_are_the_linked_ones_and_those_of_their_wikimedia_account():
    person = PersonFactory(username="Ada", central_id=7)
    linked = HoldingFactory(username="Ada before the rename", person=person)
    named = HoldingFactory(username="Ada")
    HoldingFactory(username="Bob")
    HoldingFactory(username="Ada", person=PersonFactory(username="Somebody else"))
    assert set(Holding.objects.of(person)) == {linked, named}
    person.central_id = None  # a name that anybody could have taken here
    assert set(Holding.objects.of(person)) == {linked}


@pytest.mark.parametrize(
    ("roles", "found"),
    [((), True), (("coordinator",), True), (("author", "coordinator"), True), (("author",), False)],
)
def test_organisations_where_a_person_is_a_member(roles, found):
    membership = MembershipFactory(role=MemberRole.COORDINATOR)
    MembershipFactory(person=membership.person, role=MemberRole.COORDINATOR, until=day(10))
    OrganisationFactory()
    expected = [membership.organisation] if found else []
    assert list(Organisation.objects.where_member(membership.person, *roles)) == expected
    assert Membership.objects.live().count() == 1


@pytest.mark.parametrize(
    ("code", "tag", "name"),
    [
        ("FR", "en", "France"),
        ("DE", "fr", "Allemagne"),
        ("EG", "ar", "مصر"),
        ("CN", "zh-Hans", "中国"),
        ("FR", "tlh", "France"),
    ],
)
def test_territories_are_named_by_cldr_in_any_language(code, tag, name):
    assert TerritoryFactory(code=code).name_in(tag) == name


def test_every_territory_of_iso_lies_in_a_region_that_has_a_name():
    codes = regions.region_of_each()
    assert len(codes) == 250  # the 249 of ISO 3166-1 and Kosovo
    assert all(regions.name_of(code, "en") != code for code in [*codes, *codes.values()])
    assert Territory(code="FR", region="155").regions() == ["155", "150"]
    assert regions.above("011") == ["011", "202", "002"]


@pytest.mark.parametrize(("code", "region"), [("fr", "155"), ("F1", "155"), ("FR", "EU"), ("FR", "15")])
def test_the_database_refuses_codes_that_are_none(code, region):
    with pytest.raises(IntegrityError):
        Territory.objects.create(code=code, region=region)


@pytest.mark.parametrize("language", ["klingonish", "EN", "zh_Hans", ""])
def test_a_wiki_needs_a_language_tag(language):
    with pytest.raises(ValidationError):
        WikiFactory(language=language).full_clean()
