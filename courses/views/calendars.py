"""One's own calendar: sessions to come, and secret addresses for other programs."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from courses.actions.calendar_feeds import create_feed, feed_of, revoke_feed
from courses.cohorts.calendars import calendar
from courses.models import CalendarFeed, Cohort, CohortSession
from wikilearn.core import throttling
from wikilearn.core.tables import page_of
from wikilearn.core.views import too_many_requests
from wikilearn.notices.links import absolute
from wikilearn.notices.rendering import language_of
from wikilearn.people.http import PersonRequest


@require_safe
def mine(request: PersonRequest) -> HttpResponse:
    """The sessions to come of all one's cohorts, and one's calendar addresses."""
    return _mine(request)


@require_POST
def subscribe(request: PersonRequest) -> HttpResponse:
    """A new secret address, of one cohort or of all; it is shown once."""
    cohort = None
    if uid := request.POST.get("cohort"):
        cohort = get_object_or_404(Cohort, uid=_uuid(uid))
    secret = create_feed(actor=request.user, cohort=cohort)
    return _mine(request, secret=secret)


@require_POST
def unsubscribe(request: PersonRequest, feed: int) -> HttpResponse:
    """End one of one's addresses."""
    revoke_feed(actor=request.user, feed=get_object_or_404(CalendarFeed, pk=feed, person=request.user))
    messages.success(request, _("The calendar address has ended."))
    return redirect("courses:my_sessions")


@login_not_required
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar for programs. Who knows the address may read it, so it is treated as a password."""
    if not throttling.allow(request, "calendar", limit=60, seconds=60):
        return too_many_requests(request)
    found = feed_of(secret)
    if found is None:
        raise Http404
    rows = CohortSession.objects.of_person(found.person).select_related("cohort")
    if found.cohort_id is not None:
        rows = rows.filter(cohort=found.cohort_id)
    with translation.override(language_of(found.person)):
        name = found.cohort.title if found.cohort else _("WikiLearn sessions")
        body = calendar(name, rows)
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response.headers["Cache-Control"] = "private, max-age=900"
    response.headers["Content-Disposition"] = 'attachment; filename="wikilearn.ics"'
    return response


def _mine(request: PersonRequest, *, secret: str = "") -> HttpResponse:
    sessions = CohortSession.objects.of_person(request.user).select_related("cohort").filter(ends_at__gt=timezone.now())
    cohorts = Cohort.objects.of_member(request.user) | Cohort.objects.led_by(request.user)
    context = {
        "page": page_of(sessions, request),
        "feeds": CalendarFeed.objects.filter(person=request.user).select_related("cohort").order_by("pk"),
        "cohorts": cohorts.filter(state="open").distinct(),
        "address": absolute(f"/calendar/{secret}.ics") if secret else "",
    }
    return render(request, "courses/cohorts/my_sessions.html", context)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error
