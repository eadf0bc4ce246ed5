"""Taking over earlier records: upload, what is wrong or would happen, approval, progress."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from certification.actions.histories import approve_history_import, drop_history_import, start_history_import
from certification.enums import RunState
from certification.forms.evidence import HistoryForm
from certification.history import RowError
from certification.models import HistoryImport
from certification.views.guards import needs
from wikilearn.core.errors import DomainError
from wikilearn.core.forms import act
from wikilearn.core.tables import csv_response, page_of
from wikilearn.people.http import PersonRequest

IMPORT = "certification.import_history"
AT_WORK = (RunState.QUEUED, RunState.APPROVED, RunState.RUNNING)


@needs(IMPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def histories(request: PersonRequest) -> HttpResponse:
    """The upload form, and the imports so far."""
    form = HistoryForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        run = act(form, start_history_import, actor=request.user, file=file, filename=file.name)
        if run is not None:
            return redirect("certification:history", run.uid)
    runs = HistoryImport.objects.select_related("by").defer("errors")
    context = {"form": form, "page": page_of(runs, request)}
    return render(request, "certification/evidence/histories.html", context, status=400 if form.errors else 200)


@needs(IMPORT)
@require_safe
def history(request: PersonRequest, uid: uuid.UUID) -> HttpResponseBase:
    """How far an import is, what is wrong in the file, or what importing it would do."""
    run = get_object_or_404(HistoryImport.objects.select_related("by"), uid=uid)
    errors = [RowError(**error) for error in run.errors]
    if request.GET.get("format") == "csv":
        header = [_("Row"), _("Column"), _("What is wrong"), _("Value")]
        return csv_response("errors.csv", header, [[e.row, e.column, e.message, e.value] for e in errors])
    context: dict[str, Any] = {"run": run, "page": page_of(errors, request), "at_work": run.state in AT_WORK}
    return render(request, "certification/evidence/history.html", context)


@needs(IMPORT)
@require_safe
def history_progress(request: PersonRequest, uid: uuid.UUID) -> HttpResponse:
    """The part of the page that asks for itself until the worker is done."""
    run = get_object_or_404(HistoryImport, uid=uid)
    if run.state not in AT_WORK:
        return HttpResponseClientRefresh()
    return render(request, "certification/evidence/_progress.html", {"run": run})


@needs(IMPORT)
@require_POST
def approve_history(request: PersonRequest, uid: uuid.UUID) -> HttpResponse:
    """Import what was checked, or drop it."""
    run = get_object_or_404(HistoryImport, uid=uid)
    action = drop_history_import if request.POST.get("decision") == "drop" else approve_history_import
    try:
        action(actor=request.user, run=run)
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("certification:history", uid)
