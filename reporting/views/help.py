"""Before a report: help at once, the first question, and the way out."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reporting import emergency as at_once
from reporting.intake import visits
from reporting.intake.links import PREFILL
from reporting.intake.safety import sheltered


@sheltered
@require_safe
def emergency(request: HttpRequest) -> HttpResponse:
    """Help at once; `reporting.emergency.middleware` answers before this view where it is installed."""
    return at_once.page(request)


@sheltered
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """The first question: is somebody in danger? What a link brought along goes on with the form, not in an address."""
    brought = [(name, request.GET[name]) for name in PREFILL if name in request.GET]
    return render(request, "reporting/report/start.html", {"prefill": brought})


@sheltered
@require_safe
def safety(request: HttpRequest) -> HttpResponse:
    """How to stay safe on a device, and what this site protects against and what not."""
    return render(request, "reporting/report/safety.html")


@sheltered
@require_safe
def leave(request: HttpRequest) -> HttpResponse:
    """Out at once, to one fixed page that says nothing; the way back with a receipt is forgotten."""
    response = HttpResponseRedirect(settings.REPORTING_EXIT_URL)
    visits.forget(response)
    return response
