"""What no page, command or API may get around: whoever acts has the right to."""

from typing import Any

from django.utils.translation import gettext as _

from certification.errors import NotYours
from wikilearn.people.models import Person


def demand(actor: Person, permission: str, thing: Any = None) -> None:
    """Raise `NotYours` unless the actor has the permission."""
    if not actor.has_perm(permission, thing):
        raise NotYours(_("Your role does not let you do this."))


def demand_other(actor: Person, *people: Person | None) -> None:
    """Raise `NotYours` if the actor is one of these people, who may not decide here."""
    if any(person is not None and person.pk == actor.pk for person in people):
        raise NotYours(_("Somebody else has to decide this."))


def demand_same(actor: Person, person: Person) -> None:
    """Raise `NotYours` unless the actor is that person: nobody speaks for somebody else here."""
    if person.pk != actor.pk:
        raise NotYours(_("Only the person can do this."))
