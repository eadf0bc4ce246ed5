import pytest
from django.db import IntegrityError

from tests.factories.people import PersonFactory, RoleGrantFactory, passkey_of
from wikilearn.people.enums import Role
from wikilearn.people.models import Person
from wikilearn.people.rules import has_role

pytestmark = pytest.mark.django_db


def test_role_works_only_with_two_factor():
    person = PersonFactory(role=Role.STEWARD, two_factor=False)
    assert person.roles == {Role.STEWARD}
    assert not has_role(Role.STEWARD)(person)
    passkey_of(person)
    assert has_role(Role.STEWARD)(Person.objects.get())


def test_role_is_not_granted_twice_at_a_time():
    grant = RoleGrantFactory()
    with pytest.raises(IntegrityError, match="role_grant_once"):
        RoleGrantFactory(person=grant.person)
