"""What actions demand of the person who acts."""

from typing import Any

from django.utils.translation import gettext as _

from skills_exchange.errors import NotYours
from skills_exchange.models import Party
from skills_exchange.queries.parties import may_speak_for
from wikilearn.people.models import Person


def must_speak_for(actor: Person, party: Party) -> None:
    """Raises `NotYours` unless the actor is that person, or coordinates that organisation."""
    if not may_speak_for(actor, party):
        raise NotYours(_("Only the person themself, or a coordinator of the organisation, can do this."))


def demand(actor: Person, permission: str, thing: Any = None) -> None:
    """Raises `NotYours` unless the actor has the permission (for that thing)."""
    if not actor.has_perm(permission, thing):
        raise NotYours(_("Your role does not let you do this."))
