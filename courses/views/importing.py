"""Uploading an archive, watching the import, reading the loss report."""

import uuid
from collections import Counter
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRefresh

from courses.actions.importing import start_import
from courses.exchange.loss_report import REASONS, Outcome
from courses.forms.importing import ImportForm
from courses.models import Course, ImportRun
from courses.queries.importing import progress_of
from wikilearn.core.forms import act
from wikilearn.core.tables import csv_response, page_of
from wikilearn.people.http import PersonRequest

_ORDER = {
    outcome: place
    for place, outcome in enumerate(
        [Outcome.DANGLING, Outcome.ORPHAN, Outcome.DROPPED, Outcome.KEPT, Outcome.CHANGED, Outcome.IMPORTED]
    )
}


@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: PersonRequest) -> HttpResponse:
    """The upload form, and the imports so far."""
    form = ImportForm(request.POST or None, request.FILES or None, person=request.user)
    if request.method == "POST" and form.is_valid():
        run = act(
            form,
            start_import,
            actor=request.user,
            filename=form.cleaned_data["file"].name,
            **form.cleaned_data,
        )
        if run is not None:
            return redirect("courses:import_run", run.uid)
    runs = ImportRun.objects.visible_to(request.user).select_related("organisation", "by").defer("report")
    organisations: Any = form.fields["organisation"]
    context = {"form": form, "page": page_of(runs, request), "may_upload": organisations.queryset.exists()}
    return render(request, "courses/importing/imports.html", context, status=400 if form.errors else 200)


@require_safe
@never_cache
def import_run(request: PersonRequest, uid: uuid.UUID) -> HttpResponse:
    """How far an import is; when it has ended, what became of it."""
    run = _run(request, uid)
    done, total = progress_of(run)
    context = {"run": run, "done": done, "total": total}
    if run.finished_at is None or run.error:
        return render(request, "courses/importing/import_run.html", context)
    return render(request, "courses/importing/report.html", context | _report(request, run))


@require_safe
@never_cache
def import_progress(request: PersonRequest, uid: uuid.UUID) -> HttpResponse:
    """The part of the page that asks for itself until the import has ended."""
    run = _run(request, uid)
    if run.finished_at is not None:
        return HttpResponseClientRefresh()
    done, total = progress_of(run)
    return render(request, "courses/importing/_progress.html", {"run": run, "done": done, "total": total})


@require_safe
def import_report(request: PersonRequest, uid: uuid.UUID) -> HttpResponseBase:
    """The loss report as a file: every finding, then every file with its words."""
    run = _run(request, uid)
    header = [_("File"), _("Outcome"), _("What"), _("Why"), _("Words before"), _("Words after")]
    findings = (
        [finding["where"], Outcome(finding["outcome"]).label, finding["what"], REASONS[finding["why"]], None, None]
        for finding in _findings(run)
    )
    files = (
        [path, Outcome(outcome).label, "", "", before, after]
        for path, outcome, before, after in run.report.get("files", [])
    )
    return csv_response(f"import-{run.uid}.csv", header, [*findings, *files])


def _run(request: PersonRequest, uid: uuid.UUID) -> ImportRun:
    runs = ImportRun.objects.visible_to(request.user).select_related("organisation", "by")
    run: ImportRun = get_object_or_404(runs, uid=uid)
    return run


def _report(request: PersonRequest, run: ImportRun) -> dict[str, Any]:
    findings = _findings(run)
    counted = Counter(finding["outcome"] for finding in findings)
    wanted = request.GET.get("outcome", "")
    shown = [
        finding | {"reason": REASONS[finding["why"]], "label": Outcome(finding["outcome"]).label}
        for finding in findings
        if wanted in ("", finding["outcome"])
    ]
    changes = run.report.get("changes", {})
    courses = {course.slug: course for course in Course.objects.filter(slug__in=changes).with_title()}
    return {
        "counts": run.report.get("counts", {}),
        "words": run.report.get("words", {}),
        "translations": run.report.get("translations", {}).items(),
        "changes": [(courses.get(slug), slug, change) for slug, change in changes.items()],
        "outcomes": [(str(outcome), outcome.label, counted[outcome]) for outcome in _ORDER if counted[outcome]],
        "wanted": wanted,
        "page": page_of(shown, request),
    }


def _findings(run: ImportRun) -> list[dict[str, str]]:
    """What points to nothing first, then what nothing uses, then losses."""
    return sorted(run.report.get("findings", []), key=lambda finding: _ORDER[Outcome(finding["outcome"])])
