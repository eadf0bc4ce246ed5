"""Who may organise rounds, and change the public numbers of matching."""

from typing import Any

import rules
from django.contrib.auth.models import AnonymousUser

from wikilearn.movement.enums import MemberRole
from wikilearn.movement.rules import member_of
from wikilearn.people.enums import Role
from wikilearn.people.models import Person
from wikilearn.people.rules import has_role

curates = has_role(Role.SKILLS_CURATOR, Role.CURATOR, Role.STAFF)


@rules.predicate
def coordinates_something(person: Person | AnonymousUser, thing: Any) -> bool:
    """Asked about nothing in particular: whether there is an organisation for which the person organises."""
    from skills_exchange.queries.parties import organisations_spoken_for

    return thing is None and bool(organisations_spoken_for(person))


rules.add_perm("skills_exchange.organise_round", curates | member_of(MemberRole.COORDINATOR))
rules.add_perm("skills_exchange.see_rounds", curates | member_of(MemberRole.COORDINATOR) | coordinates_something)
rules.add_perm("skills_exchange.tune_matching", curates)
