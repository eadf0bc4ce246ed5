"""Whose profile a page is about, and that whoever asks may speak for it."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from skills_exchange.actions.parties import party_of, party_of_organisation
from skills_exchange.models import Party, SkillClaim
from skills_exchange.queries.parties import may_speak_for_organisation
from wikilearn.movement.models import Organisation
from wikilearn.people.http import PersonRequest


def own_party(request: PersonRequest, slug: str | None) -> Party:
    """One's own, or that of the organisation: 404 if there is none, 403 if somebody else speaks for it."""
    if slug is None:
        return party_of(request.user)
    organisation = get_object_or_404(Organisation.objects.active(), slug=slug)
    if not may_speak_for_organisation(request.user, organisation):
        raise PermissionDenied
    return party_of_organisation(organisation)


def own_claim(party: Party, uid: UUID) -> SkillClaim:
    """A claim of that party; 404 for all others."""
    claim = get_object_or_404(SkillClaim.objects.filter(party=party).select_related("skill"), uid=uid)
    claim.party = party
    return claim


def status_of(request: HttpRequest, *forms: object) -> int:
    """400 for a form that came back with errors."""
    return 400 if request.method == "POST" and any(getattr(form, "errors", None) for form in forms) else 200
