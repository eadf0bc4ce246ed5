"""Who may do what with organisations."""

from typing import Any

import rules
from django.contrib.auth.models import AnonymousUser

from wikilearn.movement.enums import MemberRole
from wikilearn.movement.models import Membership, Organisation
from wikilearn.people.enums import Role
from wikilearn.people.models import Person
from wikilearn.people.rules import has_role


def is_member(person: Person | AnonymousUser, organisation: Organisation, *roles: str) -> bool:
    """The person now has one of the roles in the organisation (any role, if none is named)."""
    if not person.is_authenticated:
        return False
    memberships = Membership.objects.live().filter(organisation=organisation, person=person)
    return (memberships.filter(role__in=roles) if roles else memberships).exists()


def member_of(*roles: str) -> Any:
    """A predicate for an organisation, or for anything with an `organisation`: `is_member` with these roles."""

    @rules.predicate(f"member_of:{','.join(roles)}")
    def predicate(person: Person | AnonymousUser, thing: Any) -> bool:
        organisation = thing if isinstance(thing, Organisation) else getattr(thing, "organisation", None)
        return organisation is not None and is_member(person, organisation, *roles)

    return predicate


rules.add_perm("movement.add_organisation", has_role(Role.CURATOR, Role.STAFF))
rules.add_perm("movement.change_memberships", member_of(MemberRole.COORDINATOR) | has_role(Role.CURATOR, Role.STAFF))
rules.add_perm("movement.enter_holding", has_role(Role.STEWARD, Role.STAFF))
rules.add_perm("movement.change_right", has_role(Role.CURATOR, Role.STAFF))
rules.add_perm("movement.place_wiki", has_role(Role.CURATOR, Role.STAFF))
