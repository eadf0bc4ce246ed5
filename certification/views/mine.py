"""One's own certifications."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from certification.actions.calendars import create_calendar, owner_of, revoke_calendar
from certification.models import CertificationCalendar, ReminderWish
from certification.queries.calendars import calendar_of
from certification.queries.mine import certifications_of, history_of
from certification.queries.updating import updates_for
from wikilearn.core import throttling
from wikilearn.core.dates import today
from wikilearn.core.views import too_many_requests
from wikilearn.notices.links import absolute
from wikilearn.notices.rendering import language_of
from wikilearn.people.http import PersonRequest


@require_safe
def mine(request: PersonRequest) -> HttpResponse:
    """What is valid until when, what opens when, the rights I hold, and what happened."""
    return _page(request)


def _page(request: PersonRequest, *, secret: str = "") -> HttpResponse:
    person = request.user
    context = {
        "mine": certifications_of(person, today()),
        "history": history_of(person),
        "updates": updates_for(person),
        "wishes_reminders": ReminderWish.objects.filter(person=person).exists(),
        "calendar": CertificationCalendar.objects.filter(person=person).first(),
        "address": absolute(reverse("certification:calendar", args=[secret])) if secret else "",
    }
    return render(request, "certification/mine.html", context)


@never_cache
@require_POST
def make_calendar(request: PersonRequest) -> HttpResponse:
    """A new secret address for calendars; it is shown once, and ends the one before."""
    return _page(request, secret=create_calendar(actor=request.user))


@require_POST
def end_calendar(request: PersonRequest) -> HttpResponse:
    """The address ends."""
    revoke_calendar(actor=request.user)
    messages.success(request, _("The calendar address has ended."))
    return redirect("certification:mine")


@login_not_required
@require_safe
def calendar_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar for programs. Who knows the address may read it, so it is treated as a password."""
    if not throttling.allow(request, "calendar", limit=60, seconds=60):
        return too_many_requests(request)
    person = owner_of(secret)
    if person is None:
        raise Http404
    with translation.override(language_of(person)):
        body = calendar_of(person, today())
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response.headers["Cache-Control"] = "private, max-age=3600"
    response.headers["Content-Disposition"] = 'attachment; filename="certifications.ics"'
    return response


@require_safe
def summary_fragment(request: PersonRequest) -> HttpResponse:
    """For the home page: what there is to do."""
    return render(request, "certification/summary.html", {"mine": certifications_of(request.user, today())})
