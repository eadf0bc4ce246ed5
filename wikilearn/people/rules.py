"""Who may do what with accounts and roles."""

from functools import cache

import rules
from django.contrib.auth.models import AnonymousUser
from rules.predicates import Predicate

from wikilearn.people.enums import Role
from wikilearn.people.models import Person


@cache
def has_role(*roles: Role) -> Predicate:
    """True for a person who now holds one of the roles *and* has set up two-factor authentication."""
    wanted = frozenset(Role(role) for role in roles)

    def test(person: Person | AnonymousUser) -> bool:
        return isinstance(person, Person) and bool(person.roles & wanted) and person.has_two_factor

    return rules.predicate(test, name="has_role:" + ",".join(sorted(wanted)))


is_staff = has_role(Role.STAFF)

rules.add_perm("people.view_rolegrant", rules.is_authenticated)
rules.add_perm("people.grant_role", is_staff)
rules.add_perm("audit.view_event", is_staff)
