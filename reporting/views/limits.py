"""A limit on somebody's reports, as they see it, with the way to appeal."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from reporting.actions.limits import appeal_limit
from reporting.forms.dialogue import AppealForm
from reporting.models import ReportingLimit
from wikilearn.core.forms import act


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What was decided, why, until when; and once, a few words to whoever decides anew."""
    limit = get_object_or_404(ReportingLimit, uid=uid, person=request.user)
    form = AppealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = act(form, appeal_limit, actor=limit.person, limit=limit, words=form.cleaned_data["words"])
        if done is not None:
            return redirect("reporting:limit", uid)
    return render(request, "reporting/report/limit.html", {"limit": limit, "form": form})
