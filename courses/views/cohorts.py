"""Cohorts for those who look for one or take part: the list, one cohort, a place in it, checking in."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.actions.cohort_places import confirm_place, free_places, join_cohort, leave_cohort
from courses.actions.cohort_sessions import CLOSES_AFTER, OPENS_BEFORE, check_in
from courses.actions.cohorts import create_cohort
from courses.enums import Admission, MemberState
from courses.forms.cohorts import ApplicationForm, CheckInForm, CohortFilter, CohortForm
from courses.models import Cohort, CohortMember, CohortSession
from courses.queries.cohorts import titles_of, upcoming_cohorts
from courses.queries.reading import ServedCourse
from courses.rules import ORGANISERS
from courses.views.readers import chain_of, reader_of, serve_or_404
from wikilearn.core import markdown, throttling
from wikilearn.core.forms import act
from wikilearn.core.tables import page_of
from wikilearn.core.views import too_many_requests
from wikilearn.movement.models import Membership, Organisation
from wikilearn.people.http import PersonRequest


@login_not_required
@require_safe
def cohorts(request: HttpRequest) -> HttpResponse:
    """Cohorts to come, by language, zone and time of day."""
    return _list(request)


@login_not_required
@require_safe
def course_cohorts(request: HttpRequest, slug: str) -> HttpResponse:
    """The cohorts to come of one course, beneath its tabs."""
    return _list(request, serve_or_404(request, slug))


def _list(request: HttpRequest, served: ServedCourse | None = None) -> HttpResponse:
    offered = list(Cohort.objects.upcoming().values_list("languages", "time_zone")[:1000])
    form = CohortFilter(
        request.GET,
        spoken=sorted({tag for tags, _zone in offered for tag in tags}),
        zones=sorted({zone for _tags, zone in offered}),
    )
    course = served.entry.course.slug if served else ""
    page = page_of(upcoming_cohorts(**form.wish, course=course), request)
    titles = titles_of([cohort.course_id for cohort in page], chain_of(request))
    lines = [(cohort, titles.get(cohort.course_id)) for cohort in page]
    context = {"page": page, "lines": lines, "form": form, "may_create": bool(_organisations(request))}
    context["served"] = served
    return render(request, "courses/cohorts/cohorts.html", context)


@login_not_required
@require_safe
def cohort(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What the cohort is, when it meets on the reader's clock, and where the reader stands in it."""
    return render(request, "courses/cohorts/cohort.html", _shown(request, uid))


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: PersonRequest, uid: UUID) -> HttpResponse:
    """Ask for a place; by a plain link, as after signing in, see the cohort with the button."""
    shown = _cohort(uid)
    if request.method != "POST":
        return redirect("courses:cohort", uid)
    form = ApplicationForm(request.POST)
    if form.is_valid():
        place = act(form, join_cohort, actor=request.user, cohort=shown, note=form.cleaned_data["note"])
        if place is not None:
            messages.success(request, _said_of(place))
            return redirect("courses:cohort", uid)
    return render(request, "courses/cohorts/cohort.html", _shown(request, uid) | {"form": form}, status=400)


@require_POST
def confirm(request: PersonRequest, uid: UUID) -> HttpResponse:
    """Take the place that was offered."""
    place = confirm_place(actor=request.user, place=_own_place(request, uid))
    messages.success(request, _said_of(place))
    return redirect("courses:cohort", uid)


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: PersonRequest, uid: UUID) -> HttpResponse:
    """Give up one's place, after a question."""
    place = _own_place(request, uid)
    if request.method == "POST":
        leave_cohort(actor=request.user, place=place)
        messages.success(request, _("You have left the cohort."))
        return redirect("courses:cohort", uid)
    return render(request, "courses/cohorts/leave.html", {"cohort": place.cohort})


@require_http_methods(["GET", "HEAD", "POST"])
def check_in_session(request: PersonRequest, uid: UUID, session: UUID) -> HttpResponse:
    """Say that one is there, by the code."""
    rows = CohortSession.objects.select_related("cohort").of_person(request.user)
    shown = get_object_or_404(rows, uid=session, cohort__uid=uid)
    form = CheckInForm(request.POST or None)
    if request.method == "POST":
        if not throttling.allow(request, "check_in", limit=10, seconds=600):
            return too_many_requests(request)
        if form.is_valid():
            code = form.cleaned_data["code"]
            checked = act(form, _checked_in, actor=request.user, session=shown, code=code)
            if checked:
                messages.success(request, _("You have checked in. Welcome!"))
                return redirect("courses:cohort", uid)
    context = {"session": shown, "cohort": shown.cohort, "form": form}
    return render(request, "courses/cohorts/check_in.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PersonRequest) -> HttpResponse:
    """Found a cohort in the name of an organisation of one's own."""
    organisations = _organisations(request)
    if not organisations:
        raise PermissionDenied
    initial = {
        "course": request.GET.get("course", ""),
        "facilitators": request.user.username,
        "time_zone": request.user.time_zone,
        "languages": ", ".join(request.user.languages[:1] or ["en"]),
        "admission": Admission.OPEN,
        "confirm_hours": 48,
    }
    form = CohortForm(request.POST or None, organisations=organisations, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = act(form, create_cohort, actor=request.user, **form.cleaned_data)
        if made is not None:
            messages.success(request, _("The cohort is there. Now plan its sessions."))
            return redirect("courses:cohort_desk", made.uid)
    context = {"form": form, "cohort": None}
    return render(request, "courses/cohorts/edit.html", context, status=400 if form.errors else 200)


def _checked_in(**said: Any) -> bool:
    check_in(**said)
    return True


def _shown(request: HttpRequest, uid: UUID) -> dict[str, Any]:
    shown = _cohort(uid)
    reader = reader_of(request)
    place = shown.members.filter(person=reader).first() if reader else None
    takes_part = place is not None and place.state == MemberState.MEMBER
    leads = reader is not None and reader.has_perm("courses.facilitate_cohort", shown)
    titles = titles_of([shown.course_id], chain_of(request))
    return {
        "cohort": shown,
        "course_title": titles.get(shown.course_id),
        "about": markdown.render(shown.about) if shown.about else "",
        "sessions": list(shown.sessions.all()),
        "place": place,
        "takes_part": takes_part,
        "leads": leads,
        "free": free_places(shown),
        "form": ApplicationForm() if shown.admission == Admission.APPLICATION else None,
        "attended": _attended(place) if takes_part else set(),
        "checks_in": _checks_in(shown) if takes_part else set(),
    }


def _checks_in(shown: Cohort) -> set[int]:
    """The sessions at which one can check in now."""
    now = timezone.now()
    planned = shown.sessions.planned().filter(starts_at__lte=now + OPENS_BEFORE, ends_at__gte=now - CLOSES_AFTER)
    return set(planned.values_list("pk", flat=True))


def _attended(place: CohortMember | None) -> set[int]:
    return set(place.attendance.filter(state="present").values_list("session_id", flat=True)) if place else set()


def _cohort(uid: UUID) -> Cohort:
    found: Cohort = get_object_or_404(Cohort.objects.select_related("course", "organisation"), uid=uid)
    return found


def _own_place(request: PersonRequest, uid: UUID) -> CohortMember:
    rows = CohortMember.objects.select_related("cohort")
    place: CohortMember = get_object_or_404(rows, cohort__uid=uid, person=request.user)
    return place


def _organisations(request: HttpRequest) -> Any:
    """The organisations in whose name the person may found a cohort."""
    if not request.user.is_authenticated:
        return Organisation.objects.none()
    mine = Membership.objects.live().filter(person=request.user, role__in=ORGANISERS)
    return Organisation.objects.filter(pk__in=mine.values("organisation")).order_by("name")


def _said_of(place: CohortMember) -> str:
    said = {
        MemberState.MEMBER: _("You have a place. Welcome!"),
        MemberState.WAITING: _(
            "All places are taken. You are on the waiting list and we write to you when one is free."
        ),
        MemberState.APPLIED: _("Your application has been sent. We write to you when it is decided."),
        MemberState.OFFERED: _("A place is kept for you. Confirm it below."),
    }
    return said[MemberState(place.state)]
