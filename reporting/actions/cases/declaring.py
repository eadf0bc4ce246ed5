"""Declaring those whom one is close to, and one's other accounts, so that walls know."""

from django.db import transaction
from django.utils.translation import gettext as _

from reporting.actions.cases.guards import CaseRefused
from reporting.conflicts import folded, tokens_near
from reporting.models import Relation
from reporting.relations import name_of, sealed
from wikilearn.audit.actions import record
from wikilearn.people.models import Person
from wikilearn.people.usernames import normalise

MOST = 100


@transaction.atomic
def declare_relation(*, actor: Person, username: str) -> Relation:
    """From now on, cases about that account do not reach the actor, and cases about the actor do not reach it."""
    Person.objects.select_for_update(no_key=True).get(pk=actor.pk)
    name = normalise(username)
    if not name or not folded(name):
        raise CaseRefused(_("Please write a username."), field="username")
    if name == actor.username:
        raise CaseRefused(_("This is your own account."), field="username")
    known = list(Relation.objects.filter(person=actor))
    if any(name_of(relation) == name for relation in known):
        raise CaseRefused(_("You have declared this already."), field="username")
    if len(known) >= MOST:
        raise CaseRefused(_("These are too many. Please end one first."), field="username")
    relation = Relation.objects.create(person=actor, tokens=sorted(tokens_near(name)), sealed_name=sealed(name))
    record(actor=actor.reference, action="relation.declared", target=actor.reference, details={})
    return relation


@transaction.atomic
def end_relation(*, actor: Person, relation: Relation) -> None:
    """Take it back; walls that it made stay."""
    if relation.person_id != actor.pk:
        raise CaseRefused(_("This is not yours."))
    relation.delete()
    record(actor=actor.reference, action="relation.ended", target=actor.reference, details={})
