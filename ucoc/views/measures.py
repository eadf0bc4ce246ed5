"""What concerns oneself: measures about me, and asking another body to look again. And the list of public measures."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ucoc.actions.appeals import file_appeal, withdraw_decision_appeal
from ucoc.enums import AppealBy
from ucoc.forms.decisions import AppealForm
from ucoc.models.decisions import Decision, DecisionAppeal, Measure
from ucoc.queries.decisions import body_of_appeal, decisions_about, may_appeal
from wikilearn.core.forms import act
from wikilearn.core.tables import csv_response, page_of
from wikilearn.people.http import PersonRequest


@never_cache
@require_safe
def my_measures(request: PersonRequest) -> HttpResponse:
    """Decisions about the person, with what follows, why, and how to appeal."""
    context = {"decisions": decisions_about(request.user)}
    return render(request, "ucoc/decisions/my_measures.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def appeal_form(request: PersonRequest, uid: uuid.UUID) -> HttpResponse:
    """Ask another body to look again; the page says which one before anything is sent."""
    decision = _about(request, uid)
    form = AppealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        filed = act(form, file_appeal, actor=request.user, decision=decision, **form.cleaned_data)
        if filed is not None:
            messages.success(request, _("Your appeal is with another body now."))
            return redirect("ucoc:my_measures")
    context = {
        "decision": decision,
        "form": form,
        "body": body_of_appeal(decision),
        "possible": may_appeal(decision, AppealBy.CONCERNED),
    }
    return render(request, "ucoc/decisions/appeal_form.html", context, status=400 if form.errors else 200)


@never_cache
@require_POST
def withdraw_appeal(request: PersonRequest, uid: uuid.UUID) -> HttpResponse:
    """Take one's own appeal back."""
    appeal = get_object_or_404(DecisionAppeal.objects.filter(filed_by=request.user), uid=uid)
    withdraw_decision_appeal(actor=request.user, appeal=appeal)
    messages.success(request, _("Your appeal is withdrawn."))
    return redirect("ucoc:my_measures")


def _about(request: PersonRequest, uid: uuid.UUID) -> Decision:
    decisions = Decision.objects.filter(measures__person=request.user).select_related("body__wiki", "wiki").distinct()
    return get_object_or_404(decisions, uid=uid)


@login_not_required
@require_safe
def public_measures(request: HttpRequest) -> HttpResponseBase:
    """Measures in force that a body has made public; `?format=csv` gives the list as a file."""
    found = Measure.objects.in_force().filter(public=True).exclude(decision__body__wiki__private=True)
    found = found.select_related("person", "decision__body", "wiki").order_by("-since", "-pk")
    if request.GET.get("format") == "csv":
        header = [_("Username"), _("Measure"), _("Body"), _("Wiki"), _("Since"), _("Last day")]
        return csv_response("measures.csv", header, (_row(measure) for measure in found))
    return render(request, "ucoc/decisions/public_measures.html", {"page": page_of(found, request)})


def _row(measure: Measure) -> list[object]:
    return [
        measure.person.username if measure.person else measure.username,
        measure.get_kind_display(),
        measure.decision.body.name,
        measure.wiki.dbname if measure.wiki else "",
        measure.since.isoformat(),
        measure.until.isoformat() if measure.until else "",
    ]
