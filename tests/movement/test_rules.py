"""Who may do what with organisations."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import AnonymousUser

from tests.factories.movement import MembershipFactory, OrganisationFactory
from wikilearn.movement.enums import MemberRole
from wikilearn.movement.rules import is_member, member_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("held", MemberRole.values)
@pytest.mark.parametrize("asked", [(), ("author",), ("author", "reviewer")])
def test_member_of_asks_for_live_memberships_with_one_of_the_roles(held, asked):
    membership = MembershipFactory(role=held)
    expected = not asked or held in asked
    predicate = member_of(*asked)
    assert predicate(membership.person, membership.organisation) is expected
    assert predicate(membership.person, membership) is expected
    assert predicate(membership.person, OrganisationFactory()) is False
    assert predicate(membership.person, None) is False
    assert is_member(AnonymousUser(), membership.organisation, *asked) is False


def test_an_ended_membership_permits_nothing():
    membership = MembershipFactory(until=datetime(2024, 2, 1, tzinfo=UTC))
    assert not is_member(membership.person, membership.organisation)
