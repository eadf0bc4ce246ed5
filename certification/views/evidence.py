"""Rules for evidence, what organisations attest, and what people claim."""

import uuid

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certification.actions.deciding import propose_answer
from certification.actions.evidence import (
    SIGNATURES,
    add_rule,
    attest_certification,
    check_rule,
    end_rule,
    submit_claim,
    withdraw_claim,
)
from certification.actions.looking_up import log_look_up_of
from certification.enums import ClaimState
from certification.forms.deciding import ClaimAnswerForm
from certification.forms.evidence import AttestForm, ClaimForm, RuleForm
from certification.models import Claim, EvidenceRule, Proposal
from certification.queries.evidence import claims_of, current_rules, preview_of, rules_of_speaker
from certification.views.guards import needs
from wikilearn.core.dates import today
from wikilearn.core.errors import DomainError
from wikilearn.core.forms import act
from wikilearn.core.tables import page_of
from wikilearn.people.http import PersonRequest


@require_safe
def rules(request: PersonRequest) -> HttpResponse:
    """What counts like a course, for everybody to read."""
    context = {
        "page": page_of(current_rules(today()), request),
        "may_attest": rules_of_speaker(request.user).exists(),
        "today": today(),
    }
    return render(request, "certification/evidence/rules.html", context)


@needs("certification.curate")
@require_http_methods(["GET", "HEAD", "POST"])
def add_rule_form(request: PersonRequest) -> HttpResponse:
    """First shows what a rule would have done in the last year, then adds it."""
    form = RuleForm(request.POST or None)
    preview = None
    if form.is_valid():
        wanted = form.cleaned_data
        if "confirm" in request.POST:
            if act(form, add_rule, actor=request.user, **wanted):
                messages.success(request, _("The rule was added."))
                return redirect("certification:rules")
        elif act(form, check_rule, **wanted):
            preview = preview_of(**wanted)
    context = {"form": form, "preview": preview}
    return render(request, "certification/evidence/rule_form.html", context, status=400 if form.errors else 200)


@needs("certification.curate")
@require_POST
def end_rule_now(request: PersonRequest, pk: int) -> HttpResponse:
    """End a rule."""
    rule = get_object_or_404(EvidenceRule, pk=pk)
    try:
        end_rule(actor=request.user, rule=rule)
        messages.success(request, _("The rule has ended. What it recognised stays."))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("certification:rules")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def attest(request: PersonRequest) -> HttpResponse:
    """For those who speak for an organisation whose certificates a rule recognises."""
    trusted = rules_of_speaker(request.user)
    if not trusted.exists():
        raise Http404
    form = AttestForm(request.POST or None, rules=trusted)
    if form.is_valid():
        said = dict(form.cleaned_data)
        if act(form, attest_certification, actor=request.user, person=said.pop("username"), **said):
            messages.success(request, _("Recorded. The person is certified."))
            return redirect("certification:attest")
    return render(request, "certification/evidence/attest.html", {"form": form}, status=400 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def claims(request: PersonRequest) -> HttpResponse:
    """What I sent in, and sending in more."""
    form = ClaimForm(request.POST or None, request.FILES or None)
    if form.is_valid() and act(form, submit_claim, actor=request.user, **form.sent()) is not None:
        messages.success(request, _("Sent. Two people will look at it, and you will hear from us."))
        return redirect("certification:claims")
    context = {"form": form, "page": page_of(claims_of(request.user), request)}
    return render(request, "certification/evidence/claims.html", context, status=400 if form.errors else 200)


@require_POST
def withdraw(request: PersonRequest, uid: uuid.UUID) -> HttpResponse:
    """Take one's own claim back."""
    own = get_object_or_404(Claim, uid=uid, person=request.user)
    try:
        withdraw_claim(actor=request.user, claim=own)
        messages.success(request, _("Withdrawn."))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("certification:claims")


@needs("certification.decide")
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: PersonRequest, uid: uuid.UUID) -> HttpResponse:
    """One claim; somebody proposes an answer, which another one confirms."""
    found = get_object_or_404(Claim.objects.select_related("person", "topic"), uid=uid)
    form = ClaimAnswerForm(request.POST or None)
    if form.is_valid():
        said = form.cleaned_data | {"accept": form.cleaned_data["accept"] == "yes"}
        if act(form, propose_answer, actor=request.user, claim=found, **said):
            messages.success(request, _("Proposed. Another authorised person has to confirm it."))
            return redirect("certification:decisions")
    if request.method != "POST":
        log_look_up_of(actor=request.user, person=found.person, page="claim")
    waiting = Proposal.objects.open().filter(claim=found).first()
    others = found.person_id != request.user.pk
    context = {
        "claim": found,
        "form": form,
        "waiting": waiting,
        "may_propose": found.state == ClaimState.SUBMITTED and waiting is None and others,
    }
    return render(request, "certification/evidence/claim.html", context, status=400 if form.errors else 200)


@never_cache
@require_safe
def claim_file(request: PersonRequest, uid: uuid.UUID) -> HttpResponseBase:
    """The file of a claim, for its person and for those who decide (which is logged)."""
    found = get_object_or_404(Claim.objects.select_related("person"), uid=uid)
    own = found.person_id == request.user.pk
    if not found.file or not (own or request.user.has_perm("certification.decide")):
        raise Http404
    log_look_up_of(actor=request.user, person=found.person, page="claim_file")
    file = found.file.open("rb")
    begins = file.read(16)
    file.seek(0)
    kind = next(kind for signature, kind in SIGNATURES.items() if begins.startswith(signature))
    response = FileResponse(file, as_attachment=True, filename=f"evidence.{kind}")
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
