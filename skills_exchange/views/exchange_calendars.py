"""Sessions of exchanges in one's own calendar: a secret address, and one session as a file."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from skills_exchange.actions.exchange_feeds import create_exchange_feed, exchange_feed_of, revoke_exchange_feed
from skills_exchange.calendars import exchange_calendar
from skills_exchange.models import ExchangeFeed
from skills_exchange.queries.sessions import calendar_sessions
from wikilearn.core import throttling
from wikilearn.core.views import too_many_requests
from wikilearn.notices.links import absolute
from wikilearn.notices.rendering import language_of
from wikilearn.people.http import PersonRequest


@require_safe
def calendar(request: PersonRequest) -> HttpResponse:
    """One's address for calendar programs."""
    return _page(request)


@require_POST
def subscribe(request: PersonRequest) -> HttpResponse:
    """A new address; it is shown once."""
    secret = create_exchange_feed(actor=request.user)
    return _page(request, absolute(reverse("skills_exchange:exchange_feed", args=[secret])))


@require_POST
def unsubscribe(request: PersonRequest) -> HttpResponse:
    """End it."""
    revoke_exchange_feed(actor=request.user)
    messages.success(request, _("The calendar address has ended."))
    return redirect("skills_exchange:exchange_calendar")


@login_not_required
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar for programs. Who knows the address may read it, so it is treated as a password."""
    if not throttling.allow(request, "calendar", limit=60, seconds=60):
        return too_many_requests(request)
    found = exchange_feed_of(secret)
    if found is None:
        raise Http404
    mine, rows = calendar_sessions(found.person)
    with translation.override(language_of(found.person)):
        return _file(exchange_calendar(rows, mine))


@require_safe
def one(request: PersonRequest, uid: UUID, session: UUID) -> HttpResponse:
    """One session as a file, for its two sides."""
    mine, rows = calendar_sessions(request.user)
    found = get_object_or_404(rows, uid=session, match__uid=uid)
    return _file(exchange_calendar([found], mine))


def _page(request: PersonRequest, address: str = "") -> HttpResponse:
    feed = ExchangeFeed.objects.filter(person=request.user).first()
    return render(request, "skills_exchange/matches/calendar.html", {"feed": feed, "address": address})


def _file(body: bytes) -> HttpResponse:
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response.headers["Cache-Control"] = "private, max-age=900"
    response.headers["Content-Disposition"] = 'attachment; filename="wikilearn-exchanges.ics"'
    return response
