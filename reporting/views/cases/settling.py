"""How a case ends, and begins again."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from reporting.actions.cases.closing import close_case, reopen_case
from reporting.actions.cases.deciding import decide_case
from reporting.actions.cases.working import readers_of
from reporting.forms.cases import CloseForm, DecideForm
from reporting.models import Case
from reporting.policy import Act
from reporting.states import CaseState, may_follow
from reporting.views.cases.opening import came_in, locked, of_case, open_parts, opened
from ucoc.forms.decisions import MeasureForm
from ucoc.models import Clause, CodeVersion
from wikilearn.core.forms import act
from wikilearn.people.http import PersonRequest

FORM = ["GET", "HEAD", "POST"]


@of_case(Act.WORK)
@require_http_methods(FORM)
def decide(request: PersonRequest, case: Case) -> HttpResponse:
    """Decide the case, with a measure if the code was broken."""
    version = CodeVersion.objects.in_force()
    form = DecideForm(
        request.POST or None,
        clauses=version.clauses.order_by("position") if version else Clause.objects.none(),
        colleagues=[person for person in readers_of(case) if person.pk != request.user.pk],
        quorum=case.body.quorum,
    )
    measure = MeasureForm(request.POST or None, prefix="measure")
    if form.is_valid() and measure.is_valid():
        wish, together = measure.wish(), _together(request, case, form)
        measures = [wish] if wish else []
        if together and act(form, decide_case, **together, measures=measures, **form.wish()) is not None:
            messages.success(request, _("Decided. The reporter can read the outcome."))
            return redirect("reporting:case", case.reference)
    status = 400 if form.errors or measure.errors else 200
    context = {"case": case, "form": form, "measure": measure}
    return render(request, "reporting/cases/decide.html", context, status=status)


@of_case(Act.SETTLE)
@require_http_methods(FORM)
def close(request: PersonRequest, case: Case) -> HttpResponse:
    """Close the case and tell the reporter how it ended."""
    form = CloseForm(request.POST or None)
    if form.is_valid():
        together = _together(request, case, form)
        if together and act(form, close_case, **together, **form.cleaned_data) is not None:
            messages.success(request, _("The case is closed."))
            return redirect("reporting:case", case.reference)
    context = {"case": case, "form": form}
    return render(request, "reporting/cases/close.html", context, status=400 if form.errors else 200)


@of_case(Act.SETTLE)
@require_http_methods(FORM)
def reopen(request: PersonRequest, case: Case) -> HttpResponse:
    """Take a settled case up again."""
    if not may_follow(case.state, CaseState.REOPENED):
        return redirect("reporting:case", case.reference)
    if request.method == "POST":
        reopen_case(actor=request.user, case=case)
        messages.success(request, _("The case is open again, with new deadlines."))
        return redirect("reporting:case", case.reference)
    return render(request, "reporting/cases/reopen.html", {"case": case})


def _together(request: PersonRequest, case: Case, form: Form) -> dict[str, Any]:
    """Who does it to the case, and to everything that was merged into it; nothing while it is locked or unread."""
    open_case = opened(request, case)
    if open_case is None:
        locked(form)
        return {}
    parts = open_parts(request, case)
    if came_in(form, open_case, *parts):
        return {}
    return {"actor": request.user, "open_case": open_case, "parts": parts}
