"""The queue of what waits for a decision, and proposals."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from certification.actions.deciding import confirm_proposal, reject_proposal, withdraw_proposal
from certification.actions.looking_up import log_look_up_of
from certification.enums import ProposalState
from certification.forms.deciding import AnswerForm
from certification.models import Proposal
from certification.queries.deciding import open_appeals, open_claims, open_proposals
from certification.views.guards import needs
from wikilearn.core.dates import today
from wikilearn.core.forms import act
from wikilearn.core.tables import page_of
from wikilearn.people.http import PersonRequest

_QUEUES: dict[str, tuple[Any, Any]] = {
    "proposals": (gettext_lazy("Proposals"), open_proposals),
    "claims": (gettext_lazy("Evidence"), open_claims),
    "appeals": (gettext_lazy("Appeals"), open_appeals),
}


@needs("certification.decide")
@require_safe
def decisions(request: PersonRequest) -> HttpResponse:
    """Proposals, claims or appeals that are open, the oldest or most urgent first."""
    shown = request.GET.get("show", "proposals")
    shown = shown if shown in _QUEUES else "proposals"
    context = {
        "shown": shown,
        "queues": [(name, label, rows().count()) for name, (label, rows) in _QUEUES.items()],
        "page": page_of(_QUEUES[shown][1](), request),
        "today": today(),
    }
    return render(request, "certification/deciding/decisions.html", context)


@needs("certification.decide")
@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: PersonRequest, uid: uuid.UUID) -> HttpResponse:
    """One proposal; a second person confirms or refuses it, whoever made it can take it back."""
    proposals = Proposal.objects.select_related("person", "topic", "proposed_by", "decided_by", "claim")
    found = get_object_or_404(proposals, uid=uid)
    form = AnswerForm(request.POST or None)
    if form.is_valid() and _answered(request, form, found):
        return redirect("certification:decisions")
    if request.method != "POST":
        log_look_up_of(actor=request.user, person=found.person, page="proposal")
    open_still = found.state == ProposalState.OPEN
    others = request.user.pk not in (found.proposed_by_id, found.person_id)
    context = {
        "proposal": found,
        "form": form,
        "may_decide": open_still and others,
        "may_withdraw": open_still and request.user.pk == found.proposed_by_id,
    }
    return render(request, "certification/deciding/proposal.html", context, status=400 if form.errors else 200)


def _answered(request: PersonRequest, form: AnswerForm, found: Proposal) -> bool:
    answer = form.cleaned_data["answer"]
    decision = request.POST.get("decision", "")
    if decision == "confirm":
        done = act(form, confirm_proposal, actor=request.user, proposal=found, answer=answer)
        said = _("Confirmed.")
    elif decision == "withdraw":
        done = act(form, withdraw_proposal, actor=request.user, proposal=found)
        said = _("Withdrawn.")
    else:
        done = act(form, reject_proposal, actor=request.user, proposal=found, answer=answer)
        said = _("Not confirmed.")
    if done is not None:
        messages.success(request, said)
    return done is not None
