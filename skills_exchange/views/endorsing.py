"""Vouching for what somebody can do."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from skills_exchange.actions.endorsing import endorse_claim, withdraw_endorsement
from skills_exchange.forms.profiles import EndorseForm
from skills_exchange.models import SkillClaim
from skills_exchange.queries.profiles import readable_claims, readable_parties
from skills_exchange.views.owning import status_of
from wikilearn.core.forms import act
from wikilearn.people.http import PersonRequest


@require_http_methods(["GET", "HEAD", "POST"])
def endorse(request: PersonRequest, uid: UUID) -> HttpResponse:
    """Vouch for a claim, with or without words."""
    claim = _readable(request, uid)
    form = EndorseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        made = act(form, endorse_claim, actor=request.user, claim=claim, note=form.cleaned_data["note"])
        if made is not None:
            messages.success(request, _("Thank you. They are told that you vouch for it."))
            return redirect(claim.party)
    context = {"form": form, "claim": claim, "party": claim.party}
    return render(request, "skills_exchange/profiles/endorse.html", context, status=status_of(request, form))


@require_POST
def withdraw(request: PersonRequest, uid: UUID) -> HttpResponse:
    """Vouch no longer."""
    claim = _readable(request, uid)
    withdraw_endorsement(actor=request.user, claim=claim)
    messages.success(request, _("You vouch for it no longer."))
    return redirect(claim.party)


def _readable(request: PersonRequest, uid: UUID) -> SkillClaim:
    """A claim on a profile that the reader sees; 404 for all others."""
    found = get_object_or_404(SkillClaim, uid=uid)
    party = get_object_or_404(readable_parties(request.user), pk=found.party_id)
    claim = get_object_or_404(readable_claims(request.user, party), pk=found.pk)
    claim.party = party
    return claim
