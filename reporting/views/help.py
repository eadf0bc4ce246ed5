"""Before a report: help at once, the first question, and the way out."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reporting import emergency as at_once
from reporting.intake.links import prefill_from
from reporting.intake.safety import sheltered

COOKIE = "report"


@sheltered
@require_safe
def emergency(request: HttpRequest) -> HttpResponse:
    """Help at once; `reporting.emergency.middleware` answers before this view where it is installed."""
    return at_once.page(request)


@sheltered
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """The first question: is somebody in danger? What a link brought along goes on with the form, not in an address."""
    return render(request, "reporting/report/start.html", {"prefill": prefill_from(request.GET.dict())})


@sheltered
@require_safe
def leave(request: HttpRequest) -> HttpResponse:
    """Out at once, to one fixed page that says nothing; the way back with a receipt is forgotten."""
    response = HttpResponseRedirect(settings.REPORTING_EXIT_URL)
    response.delete_cookie(cookie_name(), samesite="Strict")
    return response


def cookie_name() -> str:
    """Of the cookie by which a reporter who came back is known for a while; bound to the host where there is TLS."""
    return f"__Host-{COOKIE}" if settings.SESSION_COOKIE_SECURE else COOKIE
