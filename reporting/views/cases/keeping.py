"""Evidence of wikis, exports, texts that are sent often, and figures of what one can read."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reporting.actions.cases.keeping import drop_reply, export_case, keep_reply, keep_snapshot
from reporting.forms.keeping import ExportForm, ReplyForm, SnapshotForm
from reporting.models import CannedReply, Case
from reporting.policy import Act, cases_for, eligible_bodies, on_desk
from reporting.queries.cases import figures_over
from reporting.views.cases.opening import locked, of_case, open_parts, opened
from reporting.views.vault import step_up_required
from ucoc.models import EnforcementBody
from wikilearn.core.forms import act
from wikilearn.core.tables import csv_response, page_of
from wikilearn.people.http import PersonRequest

FORM = ["GET", "HEAD", "POST"]


@of_case(Act.WORK)
@require_http_methods(FORM)
def snapshot(request: PersonRequest, case: Case) -> HttpResponse:
    """Keep a revision of a page."""
    form = SnapshotForm(request.POST or None, initial={"wiki": case.wiki.dbname if case.wiki else ""})
    if form.is_valid():
        open_case = opened(request, case)
        if open_case is None:
            locked(form)
        elif act(form, keep_snapshot, actor=request.user, open_case=open_case, **form.cleaned_data) is not None:
            messages.success(request, _("The page is kept as evidence."))
            return redirect("reporting:case", case.reference)
    context = {"case": case, "form": form}
    return render(request, "reporting/cases/snapshot.html", context, status=400 if form.errors else 200)


@of_case(Act.SETTLE)
@step_up_required
@require_http_methods(FORM)
def export(request: PersonRequest, case: Case) -> HttpResponse:
    """Download the case, sealed for one recipient."""
    form = ExportForm(request.POST or None)
    open_case = opened(request, case) if form.is_valid() else None
    if form.is_valid() and open_case is None:
        locked(form)
    elif open_case is not None:
        parts = open_parts(request, case)
        sealed = act(form, export_case, actor=request.user, open_case=open_case, parts=parts, **form.cleaned_data)
        if sealed is not None:
            answer = HttpResponse(sealed, content_type="application/octet-stream")
            answer["Content-Disposition"] = 'attachment; filename="case.json.age"'
            answer["X-Content-Type-Options"] = "nosniff"
            return answer
    context = {"case": case, "form": form}
    return render(request, "reporting/cases/export.html", context, status=400 if form.errors else 200)


@never_cache
@require_http_methods(FORM)
def replies(request: PersonRequest) -> HttpResponse:
    """The texts that one's bodies send often."""
    mine = eligible_bodies(request.user)
    form = ReplyForm(request.POST or None, bodies=EnforcementBody.objects.filter(pk__in=mine))
    if form.is_valid() and act(form, keep_reply, actor=request.user, **form.cleaned_data) is not None:
        messages.success(request, _("The text is kept."))
        return redirect("reporting:replies")
    rows = CannedReply.objects.filter(body__in=mine).select_related("body")
    context = {"page": page_of(rows, request), "form": form if mine else None, "on_desk": on_desk(request.user)}
    return render(request, "reporting/cases/replies.html", context, status=400 if form.errors else 200)


@never_cache
@require_POST
def reply_drop(request: PersonRequest, pk: int) -> HttpResponse:
    """Throw one away."""
    rows = CannedReply.objects.filter(body__in=eligible_bodies(request.user)).select_related("body")
    drop_reply(actor=request.user, reply=get_object_or_404(rows, pk=pk))
    messages.success(request, _("The text is gone."))
    return redirect("reporting:replies")


@never_cache
@require_safe
def figures(request: PersonRequest) -> HttpResponse:
    """Figures over the cases that the person can read, and no others: a total would tell that there are more."""
    rows = figures_over(cases_for(request.user, Act.READ), timezone.now())
    if request.GET.get("format") == "csv":
        header = (_("Severity"), _("Open"), _("Overdue"), _("Decided or closed"))
        return csv_response("figures.csv", header, [row.cells for row in rows])  # type: ignore[return-value]
    context = {"rows": rows, "on_desk": on_desk(request.user)}
    return render(request, "reporting/cases/figures.html", context)
