"""What no page, command or API may get around: whoever acts may."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ucoc.errors import DecisionRefused, NotYours
from ucoc.models.bodies import EnforcementBody
from ucoc.queries.bodies import eligible_members
from wikilearn.people.models import Person


def demand(actor: Person, permission: str, thing: Any = None) -> None:
    """Raise `NotYours` unless the actor has the permission."""
    if not actor.has_perm(permission, thing):
        raise NotYours(_("Your role does not let you do this."))


def demand_quorum(
    body: EnforcementBody, actor: Person, others: Iterable[Person], *, without: Sequence[int] = ()
) -> list[Person]:
    """Those who decide together: all eligible, none of `without` (primary keys), and enough of them."""
    together = list({person.pk: person for person in (actor, *others)}.values())
    eligible = {person.pk for person in eligible_members(body)}
    if actor.pk not in eligible:
        raise NotYours(_("Only members of this body decide here whose term, agreement and training are in order."))
    if stranger := next((person for person in together if person.pk not in eligible), None):
        raise DecisionRefused(
            _("%(name)s cannot decide in this body now.") % {"name": stranger.username}, field="deciders"
        )
    if any(person.pk in without for person in together):
        raise NotYours(_("Somebody else has to decide this."))
    if len(together) < body.quorum:
        raise DecisionRefused(
            ngettext(
                "In this body at least %(number)d person decides.",
                "In this body at least %(number)d people decide together.",
                body.quorum,
            )
            % {"number": body.quorum},
            field="deciders",
        )
    return together
