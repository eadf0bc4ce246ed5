"""Who may do what with bodies, responsibility, decisions and figures."""

import rules
from django.contrib.auth.models import AnonymousUser

from ucoc.enums import BodyKind
from ucoc.models.bodies import BodyMember, EnforcementBody
from ucoc.models.decisions import Decision, DecisionAppeal, DecisionPart
from wikilearn.people.enums import Role
from wikilearn.people.models import Person
from wikilearn.people.rules import has_role


def works_in(person: Person | AnonymousUser, body: EnforcementBody | None) -> bool:
    """Takes part in the cases of the body now, with two-factor authentication on. Whether eligible, actions ask."""
    if body is None or not isinstance(person, Person) or not person.has_two_factor:
        return False
    return BodyMember.objects.live().deciding().filter(body=body, person=person).exists()


@rules.predicate
def is_of_body(person: Person | AnonymousUser, body: EnforcementBody | None) -> bool:
    """Works in the body."""
    return works_in(person, body)


@rules.predicate
def is_of_deciding_body(person: Person | AnonymousUser, decision: Decision | None) -> bool:
    """Works in the body that decided."""
    return decision is not None and works_in(person, decision.body)


@rules.predicate
def may_look_again(person: Person | AnonymousUser, appeal: DecisionAppeal | None) -> bool:
    """Works in the body that looks again, and had no part in the first decision."""
    if appeal is None or not works_in(person, appeal.body):
        return False
    return not DecisionPart.objects.filter(decision=appeal.decision_id, person=person.pk).exists()


@rules.predicate
def is_u4c(person: Person | AnonymousUser) -> bool:
    """Works in the U4C."""
    if not isinstance(person, Person) or not person.has_two_factor:
        return False
    members = BodyMember.objects.live().deciding()
    return members.filter(person=person, body__kind=BodyKind.U4C).exists()


_guards = has_role(Role.STAFF, Role.TRUST_AND_SAFETY)
rules.add_perm("ucoc.curate_bodies", has_role(Role.CURATOR, Role.STAFF, Role.TRUST_AND_SAFETY))
rules.add_perm("ucoc.confirm_member_fact", _guards)
rules.add_perm("ucoc.change_jurisdiction", _guards | is_u4c)
rules.add_perm("ucoc.decide_case", is_of_body)
rules.add_perm("ucoc.read_decision", is_of_deciding_body)
rules.add_perm("ucoc.answer_decision_appeal", may_look_again)
rules.add_perm("ucoc.watch_bodies", _guards | is_u4c)
