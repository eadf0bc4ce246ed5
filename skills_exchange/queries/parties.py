"""Who speaks for a participant, and for which participants somebody speaks."""

from typing import TYPE_CHECKING

from skills_exchange.models import Party
from wikilearn.movement.enums import MemberRole
from wikilearn.movement.models import Organisation
from wikilearn.movement.rules import is_member

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from wikilearn.people.models import Person


def may_speak_for(person: "Person | AnonymousUser", party: Party) -> bool:
    """The person themself, or a coordinator of the organisation; nobody for one without members or that has ended."""
    if not person.is_authenticated or not person.is_active:
        return False
    if party.organisation_id is None:
        return party.person_id == person.pk
    organisation = party.organisation
    return organisation is not None and may_speak_for_organisation(person, organisation)


def may_speak_for_organisation(person: "Person | AnonymousUser", organisation: Organisation) -> bool:
    """A coordinator of an organisation that is active."""
    return organisation.active and is_member(person, organisation, MemberRole.COORDINATOR)


def organisations_spoken_for(person: "Person | AnonymousUser") -> list[Organisation]:
    """The organisations for which the person may speak, by name."""
    return list(Organisation.objects.active().where_member(person, MemberRole.COORDINATOR))
