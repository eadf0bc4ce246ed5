"""Proposing courses and adopting them."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.actions.proposals import adopt_proposal, decline_proposal, propose_course, withdraw_proposal
from courses.enums import ProposalState
from courses.forms.suggestions import AdoptForm, ProposalForm, WordForm, adopters_for
from courses.models import CourseProposal
from wikilearn.core import languages
from wikilearn.core.forms import act
from wikilearn.core.tables import page_of
from wikilearn.people.http import PersonRequest


@require_safe
def proposals(request: PersonRequest) -> HttpResponse:
    """Courses that people would like to see."""
    rows = CourseProposal.objects.select_related("by", "course__organisation")
    state = request.GET.get("state", "")
    rows = rows.filter(state=state) if state in ProposalState.values else rows.proposed()
    context = {"page": page_of(rows, request), "states": ProposalState.choices, "state": state}
    return render(request, "courses/suggestions/proposals.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: PersonRequest) -> HttpResponse:
    """Propose a course."""
    form = ProposalForm(request.POST or None, initial={"language": languages.current().tag})
    if request.method == "POST" and form.is_valid():
        made = act(form, propose_course, actor=request.user, **form.cleaned_data)
        if made is not None:
            messages.success(request, _("Thank you. Organisations and curators can adopt it now."))
            return redirect("courses:proposal", made.uid)
    return render(request, "courses/suggestions/propose.html", {"form": form}, status=400 if form.errors else 200)


@require_safe
def proposal(request: PersonRequest, uid: str) -> HttpResponse:
    """One proposal, and what the person may do with it."""
    return _proposal_page(request, _proposal(uid))


@require_POST
def adopt(request: PersonRequest, uid: str) -> HttpResponse:
    """Make a draft of it."""
    shown = _proposal(uid)
    if not adopters_for(request.user).exists():
        raise PermissionDenied
    form = AdoptForm(request.POST, person=request.user)
    if form.is_valid():
        made = act(form, adopt_proposal, actor=request.user, proposal=shown, **form.cleaned_data)
        if made is not None:
            messages.success(request, _("The draft is made."))
            return redirect("courses:author_course", made.slug)
    return _proposal_page(request, shown, adopt=form)


@require_POST
def decline(request: PersonRequest, uid: str) -> HttpResponse:
    """Say no, kindly."""
    shown = _proposal(uid)
    if not request.user.has_perm("courses.decline_proposal"):
        raise PermissionDenied
    form = WordForm(request.POST, prefix="decline")
    if form.is_valid():
        reason = form.cleaned_data["text"]
        if act(form, decline_proposal, actor=request.user, proposal=shown, reason=reason) is not None:
            return redirect("courses:proposal", uid)
    return _proposal_page(request, shown, decline=form)


@require_POST
def withdraw(request: PersonRequest, uid: str) -> HttpResponse:
    """Take one's own proposal back."""
    withdraw_proposal(actor=request.user, proposal=_proposal(uid))
    messages.success(request, _("Taken back."))
    return redirect("courses:proposal", uid)


def _proposal_page(request: PersonRequest, shown: CourseProposal, **forms: Any) -> HttpResponse:
    waits = shown.state == ProposalState.PROPOSED
    adopter = waits and adopters_for(request.user).exists()
    context = {
        "proposal": shown,
        "own": waits and shown.by_id == request.user.pk,
        "adopt": AdoptForm(person=request.user) if adopter else None,
        "decline": WordForm(prefix="decline") if waits and request.user.has_perm("courses.decline_proposal") else None,
    }
    return render(request, "courses/suggestions/proposal.html", context | forms, status=400 if forms else 200)


def _proposal(uid: str) -> CourseProposal:
    rows = CourseProposal.objects.select_related("by", "course__organisation", "decided_by")
    found: CourseProposal = get_object_or_404(rows, uid=uid)
    return found
