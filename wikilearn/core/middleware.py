"""Request log lines with an id, and the page that answers a refused action."""

import time
import uuid
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from wikilearn.core.errors import DomainError

GetResponse = Callable[[HttpRequest], HttpResponse]
log = structlog.get_logger("wikilearn.request")


def request_log(get_response: GetResponse) -> GetResponse:
    """Give each request an id, return it as `X-Request-ID`, and log route, status and duration, nothing personal."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request_id = uuid.uuid4().hex
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        started = time.monotonic()
        response = get_response(request)
        route = getattr(request.resolver_match, "route", None)
        if route is not None and not route.startswith("health/"):
            log.info(
                "request",
                method=request.method,
                route=route,
                status=response.status_code,
                ms=round((time.monotonic() - started) * 1000, 1),
            )
        response["X-Request-ID"] = request_id
        return response

    return middleware


class answer_domain_errors:  # noqa: N801 - Django names middleware by dotted path, functions and classes alike
    """Answer a `DomainError` that no form caught with a page that says it in words."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, DomainError):
            return render(request, "errors/domain.html", {"error": exception}, status=exception.status)
        return None
