"""How bodies do: figures, published thresholds, and files for the U4C."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ucoc.actions.figures import approve_thresholds, close_failure, propose_thresholds, send_failure_to_u4c
from ucoc.enums import Criterion, FailureState
from ucoc.forms.bodies import ReasonForm
from ucoc.forms.jurisdiction import ThresholdsForm
from ucoc.models.figures import BodyFailure, Thresholds
from ucoc.queries.figures import NUMBERS, BodyFigures, figures_of_bodies, thresholds_in_force
from ucoc.views.guards import needs
from wikilearn.core.dates import today
from wikilearn.core.forms import act
from wikilearn.core.tables import csv_response, page_of
from wikilearn.people.http import PersonRequest


def labels() -> list[str]:
    """The headings of the figures, in the order of `NUMBERS`."""
    return [
        _("Cases"),
        _("Not acknowledged in time"),
        _("Not decided in time"),
        _("Nobody free to take it"),
        _("Declined"),
        _("Decided"),
        _("Appealed"),
        _("Overturned or changed"),
    ]


@needs("ucoc.watch_bodies")
@require_safe
def watch(request: PersonRequest) -> HttpResponseBase:
    """The figures of all bodies that had cases, those that fall short first, and the open files."""
    counted = thresholds_in_force(today())
    rows = figures_of_bodies(counted, today()) if counted else []
    rows = sorted((row for row in rows if row.received), key=lambda row: (-len(row.criteria), row.body.slug))
    if request.GET.get("format") == "csv":
        return _as_csv(rows)
    context = {
        "page": page_of(rows, request),
        "labels": labels(),
        "thresholds": counted,
        "files": BodyFailure.objects.open().select_related("body"),
        "criteria": dict(Criterion.choices),
    }
    return render(request, "ucoc/watching/watch.html", context)


def _as_csv(rows: list[BodyFigures]) -> HttpResponseBase:
    header = [_("Body"), *labels(), _("Signs")]
    lines = ([row.body.name, *row.numbers, " ".join(row.criteria)] for row in rows)
    return csv_response("bodies-figures.csv", header, lines)


@needs("ucoc.watch_bodies")
@require_http_methods(["GET", "HEAD", "POST"])
def failure(request: PersonRequest, uid: uuid.UUID) -> HttpResponseBase:
    """A file about a body: what the figures say, what people add, to the U4C, and its end."""
    found = get_object_or_404(BodyFailure.objects.select_related("body", "thresholds", "sent_by", "closed_by"), uid=uid)
    if request.GET.get("format") == "csv":
        return csv_response(f"file-{found.uid}.csv", labels(), [_numbers(found)])
    form = ReasonForm(request.POST if request.POST.get("do") == "close" else None)
    if request.method == "POST" and _stepped(request, found, form):
        return redirect(found)
    context = {
        "file": found,
        "figures": list(zip(labels(), _numbers(found), strict=True)),
        "criteria": [Criterion(each) for each in found.criteria],
        "form": form,
        "is_open": found.state == FailureState.OPEN,
        "is_closed": found.state == FailureState.CLOSED,
    }
    return render(request, "ucoc/watching/failure.html", context, status=400 if form.errors else 200)


def _numbers(found: BodyFailure) -> list[int]:
    return [found.figures.get(name, 0) for name in NUMBERS]


def _stepped(request: PersonRequest, found: BodyFailure, form: ReasonForm) -> bool:
    if request.POST.get("do") == "close":
        if not form.is_valid():
            return False
        done = act(form, close_failure, actor=request.user, failure=found, reason=form.cleaned_data["reason"])
        return done is not None
    send_failure_to_u4c(actor=request.user, failure=found, note=request.POST.get("note", "")[:5_000])
    messages.success(request, _("The file is with the U4C."))
    return True


@login_not_required
@require_safe
def thresholds(request: HttpRequest) -> HttpResponse:
    """The published thresholds, all versions."""
    versions = list(Thresholds.objects.select_related("proposed_by", "approved_by"))
    may_watch = request.user.has_perm("ucoc.watch_bodies")
    context = {
        "versions": [each for each in versions if each.approved_at is not None],
        "proposed": [each for each in versions if each.approved_at is None] if may_watch else [],
        "in_force": thresholds_in_force(today()),
        "may_watch": may_watch,
        "criteria": Criterion,
    }
    return render(request, "ucoc/watching/thresholds.html", context)


@needs("ucoc.watch_bodies")
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: PersonRequest) -> HttpResponse:
    """Propose other thresholds."""
    current = thresholds_in_force(today())
    initial = {} if current is None else {name: getattr(current, name) for name in ThresholdsForm.Meta.fields[1:]}
    form = ThresholdsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = act(form, propose_thresholds, actor=request.user, **form.cleaned_data)
        if made is not None:
            messages.success(request, _("A second person has to approve this now."))
            return redirect("ucoc:thresholds")
    return render(request, "ucoc/watching/propose.html", {"form": form}, status=400 if form.errors else 200)


@needs("ucoc.watch_bodies")
@require_POST
def approve(request: PersonRequest, number: int) -> HttpResponse:
    """Approve proposed thresholds."""
    approve_thresholds(actor=request.user, thresholds=get_object_or_404(Thresholds, number=number))
    messages.success(request, _("Approved."))
    return redirect("ucoc:thresholds")
