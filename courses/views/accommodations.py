"""More time: who has it, granting and ending it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from courses.actions.accommodations import end_extra_time, grant_extra_time
from courses.enums import ExtraTimeReason
from courses.forms.appeals import ExtraTimeForm
from courses.models import ExtraTime
from courses.queries.accommodations import extra_time_in
from courses.rules import is_curator
from wikilearn.core.forms import act
from wikilearn.core.tables import page_of
from wikilearn.movement.models import Organisation
from wikilearn.people.http import PersonRequest


@require_http_methods(["GET", "HEAD", "POST"])
def extra_time(request: PersonRequest, organisation: str = "") -> HttpResponse:
    """Who has more time in the courses of an organisation; without one, in all courses."""
    place = _place(request, organisation)
    form = ExtraTimeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        granted = act(
            form,
            grant_extra_time,
            actor=request.user,
            username=form.cleaned_data["username"],
            organisation=place,
            percent=form.cleaned_data["percent"],
            reason=ExtraTimeReason(form.cleaned_data["reason"]),
        )
        if granted is not None:
            messages.success(request, _("Saved."))
            return redirect(_address(place))
    context = {"organisation": place, "page": page_of(extra_time_in(place), request), "form": form}
    return render(request, "courses/accommodations/list.html", context, status=400 if form.errors else 200)


@require_POST
def extra_time_end(request: PersonRequest, extra_time_id: int) -> HttpResponse:
    """End what was granted."""
    rows = ExtraTime.objects.filter(ended_at=None).select_related("organisation", "person")
    granted = get_object_or_404(rows, pk=extra_time_id)
    place = granted.organisation
    _allow(request, place)
    end_extra_time(actor=request.user, extra_time=granted)
    messages.success(request, _("Ended."))
    return redirect(_address(place))


def _place(request: PersonRequest, slug: str) -> Organisation | None:
    place = get_object_or_404(Organisation.objects.active(), slug=slug) if slug else None
    _allow(request, place)
    return place


def _allow(request: PersonRequest, place: Organisation | None) -> None:
    if not (is_curator(request.user) if place is None else request.user.has_perm("courses.grant_extra_time", place)):
        raise PermissionDenied


def _address(place: Organisation | None) -> str:
    return reverse("courses:extra_time_in", args=[place.slug]) if place else reverse("courses:extra_time")
