"""The transparency report: for everybody, as page, file and feed; and publishing it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ucoc.actions.transparency import draft_report, publish_report
from ucoc.forms.transparency import ReleaseForm
from ucoc.models import TransparencyRelease
from ucoc.transparency import Quarter
from ucoc.transparency_words import charts_of, csv_rows
from wikilearn.core.forms import act
from wikilearn.core.tables import csv_response, page_of
from wikilearn.people.http import PersonRequest


@login_not_required
@require_safe
def transparency(request: HttpRequest) -> HttpResponseBase:
    """The newest report."""
    return _report(request, TransparencyRelease.objects.first())


@login_not_required
@require_safe
def transparency_report(request: HttpRequest, quarter: str) -> HttpResponseBase:
    """The newest revision of a quarter."""
    found = TransparencyRelease.objects.filter(quarter=quarter).first()
    if found is None:
        raise Http404
    return _report(request, found)


@login_not_required
@require_safe
def transparency_log(request: HttpRequest) -> HttpResponse:
    """Every release with its hash, the newest first."""
    page = page_of(TransparencyRelease.objects.defer("counts", "content").order_by("-pk"), request)
    return render(request, "ucoc/transparency/log.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def publish_transparency(request: PersonRequest) -> HttpResponse:
    """First shows what the check finds, then publishes."""
    if not request.user.has_perm("ucoc.publish_transparency_report"):
        raise PermissionDenied
    form = ReleaseForm(request.POST or None)
    draft = None
    if form.is_valid():
        quarter: Quarter = form.cleaned_data["quarter"]
        if "confirm" in request.POST:
            note = form.cleaned_data["note"]
            release = act(form, publish_report, actor=request.user, quarter=quarter, note=note)
            if release is not None:
                messages.success(request, _("The report is public."))
                return redirect(release)
        else:
            draft = act(form, draft_report, quarter)
    context = {"form": form, "draft": draft, "parts": list(charts_of(draft.content)) if draft else []}
    return render(request, "ucoc/transparency/publish.html", context, status=400 if form.errors else 200)


def _report(request: HttpRequest, release: TransparencyRelease | None) -> HttpResponseBase:
    if release is not None and request.GET.get("format") == "csv":
        header = ["quarter", "what", "table", "row", "column", "number"]
        return csv_response(f"transparency-{release.quarter}.csv", header, csv_rows(release.content))
    quarters = TransparencyRelease.objects.filter(revision=1).order_by("-quarter").values_list("quarter", flat=True)
    context = {
        "release": release,
        "quarter": Quarter.parse(release.quarter) if release else None,
        "quarters": quarters,
        "parts": list(charts_of(release.content)) if release else [],
        "may_publish": request.user.has_perm("ucoc.publish_transparency_report"),
    }
    return render(request, "ucoc/transparency/report.html", context)
