"""Pages about the site itself: its front door, health, metrics, errors."""

import hmac
import sys

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.db import InterfaceError, OperationalError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_prometheus.exports import ExportToDjangoView
from redis.exceptions import RedisError

from wikilearn.core import languages
from wikilearn.core.caching import fleeting


@login_not_required
@require_safe
@never_cache
def live(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """Which of database and cache answer; 503 without the database. Without the cache most of the site works."""
    answers = {"database": _database_answers(), "cache": _cache_answers()}
    return JsonResponse(answers, status=200 if answers["database"] else 503)


@login_not_required
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus metrics for whoever brings the token of `METRICS_TOKEN`."""
    given, expected = request.headers.get("Authorization", ""), f"Bearer {settings.METRICS_TOKEN}"
    if not settings.METRICS_TOKEN or not hmac.compare_digest(given.encode(), expected.encode()):
        raise Http404
    return ExportToDjangoView(request)


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The front door: where each kind of visitor finds what they came for."""
    return render(request, "home.html")


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came without a valid token: say what to do, and that nothing was changed."""
    return _error_page("csrf", 403)


@login_not_required
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The request is damaged, or (413) larger than the site accepts."""
    if isinstance(exception, (RequestDataTooBig, TooManyFilesSent)):
        return _error_page("413", 413)
    return _error_page("400", 400)


@login_not_required
def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The person may know of the page but not open it."""
    return _error_page("403", 403)


@login_not_required
def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """No such page, or none that this person may know of."""
    return _error_page("404", 404)


@login_not_required
def too_many_requests(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A rate limit was reached."""
    return _error_page("429", 429)


@login_not_required
def server_error(request: HttpRequest) -> HttpResponse:
    """Whatever else went wrong; the log holds the details under the request's id.

    A database or a cache that does not answer is back soon, as a rule: 503, which says so to programs too.
    """
    if isinstance(sys.exception(), (OperationalError, InterfaceError, RedisError)):
        response = _error_page("503", 503)
        response["Retry-After"] = "60"
        return response
    return _error_page("500", 500)


def _error_page(name: str, status: int) -> HttpResponse:
    """A page that touches neither database nor session nor person: any of them may be what is broken."""
    context = {"interface": languages.current(), "status": status}
    return HttpResponse(render_to_string(f"errors/{name}.html", context), status=status)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:  # noqa: BLE001 - whatever is wrong with it, it is not ready
        return False
    return True


def _cache_answers() -> bool:
    try:
        fleeting.set("health", 1, 5)
        return fleeting.get("health") == 1
    except Exception:  # noqa: BLE001 - whatever is wrong with it, it is not ready
        return False
