"""Breaking the glass, and looking at it afterwards."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from reporting.actions.breaking import break_glass, review_glass
from reporting.forms.breaking import FindingForm, ReasonForm
from reporting.models import BreakGlass
from reporting.policy import on_desk
from reporting.queries.breaking import glasses_for, may_review
from reporting.queries.colleagues import duties_of
from reporting.views.vault import VaultRequest, step_up_required
from wikilearn.core.forms import act
from wikilearn.core.tables import csv_response, page_of
from wikilearn.people.http import PersonRequest

FORM = ["GET", "HEAD", "POST"]


@never_cache
@require_http_methods(FORM)
@step_up_required
def hasten(request: VaultRequest, uid: UUID) -> HttpResponse:
    """One of two officers says that it cannot wait."""
    found = next((each for each in duties_of(request.user) if each.uid == uid), None)
    if found is None:
        raise Http404
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        glass = act(form, break_glass, vault=request.vault, recovery=found, **form.cleaned_data)
        if glass is not None:
            said = _("The wait is over. Another body will look at this afterwards.")
            messages.success(request, said if glass.opened_at else _("Noted. When a second officer says so, it opens."))
            return redirect("reporting:recovery_duty", uid)
    context = {
        "recovery": found,
        "form": form,
        "glass": BreakGlass.objects.filter(recovery=found).first(),
        "now": timezone.now(),
    }
    return render(request, "reporting/breaking/break.html", context, status=422 if form.errors else 200)


@never_cache
@require_safe
def glasses(request: PersonRequest) -> HttpResponse:
    """Every time the glass was broken, as far as the person may know of it."""
    rows = glasses_for(request.user)
    if request.GET.get("format") == "csv":
        header = (_("Owner of the vault"), _("Called urgent"), _("Opened"), _("Reason"), _("Reviewed"), _("Finding"))
        lines = (
            (glass.person.username, glass.asked_at.isoformat(), glass.opened_at and glass.opened_at.isoformat(),
             glass.get_asked_for_display(), glass.reviewed_at and glass.reviewed_at.isoformat(),
             glass.get_finding_display())
            for glass in rows.iterator()
        )  # fmt: skip
        return csv_response("break-glass.csv", header, lines)  # type: ignore[return-value]
    context = {"page": page_of(rows, request), "on_desk": on_desk(request.user)}
    return render(request, "reporting/breaking/glasses.html", context)


@never_cache
@require_http_methods(FORM)
def glass(request: PersonRequest, uid: UUID) -> HttpResponseBase:
    """One of them, with the review for somebody of the next body."""
    found = get_object_or_404(glasses_for(request.user), uid=uid)
    reviews = may_review(request.user, found)
    if request.method == "POST":
        if not reviews:
            raise PermissionDenied
        return _review(request, uid)
    context = {"glass": found, "reviews": reviews, "form": FindingForm()}
    return render(request, "reporting/breaking/glass.html", context)


@step_up_required
def _review(request: VaultRequest, uid: UUID) -> HttpResponse:
    found = get_object_or_404(glasses_for(request.user), uid=uid)
    form = FindingForm(request.POST)
    if form.is_valid() and act(form, review_glass, actor=request.user, glass=found, **form.cleaned_data) is not None:
        messages.success(request, _("Thank you. It is closed."))
        return redirect("reporting:glasses")
    context = {"glass": found, "reviews": True, "form": form}
    return render(request, "reporting/breaking/glass.html", context, status=422)
