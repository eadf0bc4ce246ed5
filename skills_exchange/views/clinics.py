"""Clinics: find, join, host, move, call off, say who was there."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from skills_exchange.actions import clinic_places as places
from skills_exchange.actions import clinics as acts
from skills_exchange.actions.parties import party_of, party_of_organisation
from skills_exchange.clinic_calendars import clinic_calendar
from skills_exchange.enums_clinics import ClinicPlaceState
from skills_exchange.forms.clinics import (
    AttendanceForm,
    ChangeForm,
    ClinicForm,
    ClinicSearch,
    HostForm,
    LearnedForm,
)
from skills_exchange.models import Clinic, ClinicPlace, Party, Skill
from skills_exchange.queries.clinics import common_hours, may_host, shares
from skills_exchange.queries.parties import organisations_spoken_for
from skills_exchange.querysets.clinics import ClinicQuerySet, PlaceQuerySet
from wikilearn.core import languages
from wikilearn.core.errors import DomainError
from wikilearn.core.forms import act
from wikilearn.core.tables import csv_response, page_of
from wikilearn.people.http import PersonRequest


@login_not_required
@require_safe
def clinics(request: HttpRequest) -> HttpResponseBase:
    """Clinics to come, and those that look for a host; one's own with those that are over."""
    form = ClinicSearch(request.GET)
    form.is_valid()
    rows = _found(request, form.cleaned_data).with_facts().order_by("starts_at", "pk")
    if request.GET.get("format") == "csv":
        header = ["skill", "language", "state", "starts", "ends", "places", "taken", "waiting"]
        return csv_response("clinics.csv", header, (_line(row) for row in rows))
    asked = {name: value for name, value in form.cleaned_data.items() if value}
    context = {"form": form, "page": page_of(rows, request), "filtered": bool(asked)}
    return render(request, "skills_exchange/clinics/clinics.html", context)


@login_not_required
@require_safe
def clinic(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One clinic, with what the reader can do about it."""
    return _page(request, _clinic_or_404(request, uid))


@require_http_methods(["GET", "HEAD", "POST"])
def clinic_new(request: PersonRequest) -> HttpResponse:
    """Host a clinic, or propose one."""
    zone = timezone.get_current_timezone_name()
    skill = Skill.objects.active().filter(slug=request.GET.get("skill", "")[:80]).first()
    language = _language_of(request)
    hosts = _hosts(request)
    able = next((party.uid for party in hosts if skill and shares(party, skill, language)), "")
    initial = {"skill": skill, "language": language, "host": able}
    form = ClinicForm(request.POST or None, zone=zone, hosts=hosts, initial=initial)
    if form.is_valid():
        made = _make(request, form)
        if made is not None:
            messages.success(request, _("It stands in the list now."))
            return redirect(made)
    hours = common_hours(skill, language, zone) if skill else []
    context = {"form": form, "skill": skill, "hours": hours, "zone": zone}
    return render(request, "skills_exchange/clinics/new.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def clinic_host(request: PersonRequest, uid: UUID) -> HttpResponse:
    """Take on a clinic that looks for a host."""
    row = _clinic_or_404(request, uid)
    zone = timezone.get_current_timezone_name()
    form = HostForm(request.POST or None, zone=zone, hosts=_hosts(request), initial={"capacity": row.capacity})
    if form.is_valid() and form.chosen_host is not None:
        done = act(form, acts.host_clinic, actor=request.user, clinic=row, host=form.chosen_host, **form.plan)
        if done is not None:
            messages.success(request, _("Thank you. Everybody who wants to come is told."))
            return redirect(done)
    context = {"form": form, "clinic": row, "hours": common_hours(row.skill, row.language, zone), "zone": zone}
    return render(request, "skills_exchange/clinics/host.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def clinic_change(request: PersonRequest, uid: UUID) -> HttpResponse:
    """Move it, or change its places."""
    row = _own_or_403(request, uid)
    if not row.is_planned:
        return redirect(row)
    form = ChangeForm(request.POST or None, clinic=row, zone=timezone.get_current_timezone_name())
    if form.is_valid():
        about = form.cleaned_data["about"]
        done = act(form, acts.change_clinic, actor=request.user, clinic=row, about=about, **form.plan)
        if done is not None:
            messages.success(request, _("Saved."))
            return redirect(done)
    context = {"form": form, "clinic": row}
    return render(request, "skills_exchange/clinics/change.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def clinic_cancel(request: PersonRequest, uid: UUID) -> HttpResponse:
    """Call it off, after a question."""
    row = _clinic_or_404(request, uid)
    if not acts.may_cancel(request.user, row):
        raise PermissionDenied
    if request.method == "POST":
        if _try(request, acts.cancel_clinic, actor=request.user, clinic=row):
            messages.success(request, _("The clinic is cancelled. Everybody who wanted to come is told."))
        return redirect(row)
    return render(request, "skills_exchange/clinics/cancel.html", {"clinic": row})


@require_POST
def clinic_join(request: PersonRequest, uid: UUID) -> HttpResponse:
    """Take a place, or wait for one."""
    row = _clinic_or_404(request, uid)
    if _try(request, places.join_clinic, actor=request.user, clinic=row):
        seated = ClinicPlace.objects.seated().filter(clinic=row, party__person=request.user).exists()
        said = _("You have a place.") if seated else _("You are on the waiting list. You are told when that changes.")
        messages.success(request, said)
    return redirect(row)


@require_POST
def clinic_leave(request: PersonRequest, uid: UUID) -> HttpResponse:
    """Give one's place up."""
    row = _clinic_or_404(request, uid)
    if _try(request, places.leave_clinic, actor=request.user, clinic=row):
        messages.success(request, _("You have given up your place."))
    return redirect(row)


@require_POST
def clinic_attendance(request: PersonRequest, uid: UUID) -> HttpResponse:
    """Who was there."""
    row = _own_or_403(request, uid)
    if not row.has_begun:
        return redirect(row)
    form = AttendanceForm(request.POST, clinic=row, reader=request.user)
    if form.is_valid():
        marked = act(form, acts.mark_attendance, actor=request.user, clinic=row, **form.cleaned_data)
        if marked is not None:
            messages.success(request, _("Saved. Who was there is asked to confirm it."))
            return redirect(row)
    return _page(request, row, attendance=form)


@require_POST
def clinic_confirm(request: PersonRequest, uid: UUID) -> HttpResponse:
    """Whether one learned what one came for."""
    row = _clinic_or_404(request, uid)
    form = LearnedForm(request.POST)
    if form.is_valid():
        said = act(form, places.confirm_learning, actor=request.user, clinic=row, **form.cleaned_data)
        if said is not None:
            messages.success(request, _("Thank you."))
            return redirect(row)
    return _page(request, row, learned=form)


@require_safe
def clinic_file(request: PersonRequest, uid: UUID) -> HttpResponse:
    """For one's own calendar; the link stands in it for those with a place, and for the host."""
    row = _clinic_or_404(request, uid)
    if row.starts_at is None:
        return redirect(row)
    response = HttpResponse(clinic_calendar(row, inside=_inside(request, row)), content_type="text/calendar")
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Disposition"] = 'attachment; filename="wikilearn-clinic.ics"'
    return response


def _page(request: HttpRequest, row: Clinic, **forms: Any) -> HttpResponse:
    hosts = may_host(request.user, row)
    seat = _seat(request, row)
    if hosts and row.has_begun and row.state != "cancelled":
        forms.setdefault("attendance", AttendanceForm(clinic=row, reader=request.user))
    if seat is not None and seat.attended:
        forms.setdefault("learned", LearnedForm(initial={"learned": seat.learned}))
    context = {
        "clinic": row,
        "hosts": hosts,
        "seat": seat,
        "inside": hosts or (seat is not None and seat.state == ClinicPlaceState.SEATED),
        "may_cancel": request.user.is_authenticated and acts.may_cancel(request.user, row),
        "seats": list(_seats(request, row)) if hosts else [],
        "zone": timezone.get_current_timezone_name(),
        **forms,
    }
    bad = any(form.is_bound and form.errors for form in forms.values())
    return render(request, "skills_exchange/clinics/clinic.html", context, status=400 if bad else 200)


def _found(request: HttpRequest, asked: dict[str, Any]) -> ClinicQuerySet:
    rows = Clinic.objects.visible_to(request.user)
    rows = rows.of(request.user) if asked.get("mine") and request.user.is_authenticated else rows.coming(timezone.now())
    if asked.get("skill"):
        rows = rows.filter(skill__path__startswith=asked["skill"].path)
    if asked.get("language"):
        rows = rows.filter(language=asked["language"])
    return rows


def _line(row: Any) -> list[object]:
    taken = [row.capacity, row.seated, row.waiting]
    return [row.skill.slug, row.language, row.state, row.starts_at or "", row.ends_at or "", *taken]


def _make(request: PersonRequest, form: ClinicForm) -> Clinic | None:
    if form.chosen_host is not None:
        return act(form, acts.plan_clinic, actor=request.user, host=form.chosen_host, **form.wish, **form.plan)
    capacity = form.cleaned_data["capacity"]
    return act(form, acts.propose_clinic, actor=request.user, capacity=capacity, **form.wish)


def _hosts(request: PersonRequest) -> list[Party]:
    """Oneself, and the organisations for which one organises."""
    return [party_of(request.user), *map(party_of_organisation, organisations_spoken_for(request.user))]


def _language_of(request: HttpRequest) -> str:
    try:
        return languages.canonical(request.GET.get("language", "")[:35])
    except ValueError:
        return languages.current().tag


def _clinic_or_404(request: HttpRequest, uid: UUID) -> Clinic:
    found: Clinic = get_object_or_404(Clinic.objects.visible_to(request.user).with_facts(), uid=uid)
    return found


def _own_or_403(request: PersonRequest, uid: UUID) -> Clinic:
    row = _clinic_or_404(request, uid)
    if not may_host(request.user, row):
        raise PermissionDenied
    return row


def _seat(request: HttpRequest, row: Clinic) -> ClinicPlace | None:
    if not request.user.is_authenticated:
        return None
    return ClinicPlace.objects.there().filter(clinic=row, party__person=request.user).first()


def _seats(request: HttpRequest, row: Clinic) -> PlaceQuerySet:
    """Who comes or waits, as a host sees it."""
    return row.seats.there().seen_by(request.user).select_related("party__person", "party__organisation")


def _inside(request: PersonRequest, row: Clinic) -> bool:
    seat = _seat(request, row)
    return may_host(request.user, row) or (seat is not None and seat.state == ClinicPlaceState.SEATED)


def _try(http: HttpRequest, action: Any, /, **kwargs: Any) -> bool:
    try:
        action(**kwargs)
    except DomainError as error:
        messages.error(http, str(error))
        return False
    return True
