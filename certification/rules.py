"""Who may ask about whom, who decides about certifications, and who sets requirements and rules."""

import rules
from django.contrib.auth.models import AnonymousUser

from certification.models import EvidenceRule
from wikilearn.movement.enums import MemberRole
from wikilearn.movement.models import Holding
from wikilearn.movement.rules import is_member
from wikilearn.people.enums import Role
from wikilearn.people.models import Person
from wikilearn.people.rules import has_role

rules.add_perm("certification.look_up", has_role(Role.STEWARD))
rules.add_perm("certification.view_requirement", rules.is_authenticated)
rules.add_perm("certification.add_requirement", has_role(Role.CURATOR, Role.STAFF))
rules.add_perm("certification.decide", has_role(Role.STEWARD, Role.CURATOR, Role.TRUST_AND_SAFETY))
rules.add_perm("certification.curate", has_role(Role.CURATOR, Role.STAFF))
rules.add_perm("certification.import_history", has_role(Role.CURATOR, Role.STAFF))


@rules.predicate
def may_attest(person: Person | AnonymousUser, rule: EvidenceRule | None) -> bool:
    """Speaks for the organisation whose certificates the rule recognises."""
    return (
        rule is not None
        and rule.organisation is not None
        and is_member(person, rule.organisation, MemberRole.COORDINATOR, MemberRole.CURATOR)
    )


rules.add_perm("certification.attest", may_attest)
rules.add_perm("certification.view_reminders", has_role(Role.CURATOR, Role.STAFF, Role.STEWARD))


@rules.predicate
def selects_everywhere(person: Person | AnonymousUser) -> bool:
    """Sees the candidates of every right: a steward of the site."""
    return bool(has_role(Role.STEWARD)(person))


@rules.predicate
def selects_somewhere(person: Person | AnonymousUser) -> bool:
    """Holds a right whose holders select those of another one, and protects the account with two factors."""
    return (
        isinstance(person, Person)
        and person.has_two_factor
        and Holding.objects.of(person).held_at().filter(right__selects__isnull=False).exists()
    )


rules.add_perm("certification.select", selects_everywhere | selects_somewhere)
