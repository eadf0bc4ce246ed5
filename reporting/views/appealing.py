"""The reporter does not agree with a decision: where an appeal goes, who reads it, by when; and sending it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from reporting.actions.cases.appealing import appeal_way, appeal_with_receipt, decision_to_appeal
from reporting.actions.dialogue import refuse_receipts
from reporting.actions.sealing import OpenCase
from reporting.forms.dialogue import DecisionAppealForm
from reporting.intake.safety import sheltered
from reporting.views.dialogue import with_receipt
from wikilearn.core.errors import DomainError
from wikilearn.core.forms import act


@sheltered
@require_http_methods(["GET", "HEAD", "POST"])
@with_receipt
def appeal(request: HttpRequest, opened: OpenCase) -> HttpResponse:
    """Who would look again and by when, and a few words to them; the same receipt opens what follows."""
    decided = next((each for each in reversed((opened, *opened.onward)) if decision_to_appeal(each.case)), None)
    decision = decision_to_appeal(decided.case) if decided is not None else None
    if decided is None or decision is None:
        messages.info(request, _("There is no decision that could be looked at again."))
        return redirect("reporting:messages")
    try:
        way, problem = appeal_way(decided.case, decision), ""
    except DomainError as error:
        way, problem = None, str(error)
    form = DecisionAppealForm(request.POST or None)
    if form.is_valid() and act(form, _send, opened=decided, **form.cleaned_data) is not None:
        messages.success(request, _("Your appeal is sealed and on its way. You follow it here, with the same receipt."))
        return redirect("reporting:messages")
    context = {"form": form, "way": way, "problem": problem, "decision": decision}
    return render(request, "reporting/report/appeal.html", context, status=400 if form.errors else 200)


def _send(*, opened: OpenCase, factors: list[str], text: str) -> OpenCase:
    refuse_receipts(text, field="text")
    return appeal_with_receipt(opened=opened, factors=factors, text=text)
