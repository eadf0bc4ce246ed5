"""The desk of facilitators: who takes part, sessions, attendance, messages, the end of a cohort."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.actions.cohort_places import decide_application, remove_member
from courses.actions.cohort_sessions import cancel_session, change_session, mark_attendance, plan_sessions
from courses.actions.cohorts import cancel_cohort, change_cohort, close_cohort, write_to_cohort
from courses.enums import AttendanceState, MemberState
from courses.forms.authoring import ReasonForm
from courses.forms.cohorts import CohortForm, MessageForm, SessionForm, attendance_states
from courses.models import Cohort, CohortMember, CohortSession, CompiledCourse
from courses.queries.cohorts import attendance_of, member_lines, state_counts, titles_of
from courses.queries.reading import language_place
from courses.views.readers import chain_of
from wikilearn.core.forms import act
from wikilearn.core.tables import csv_response, page_of
from wikilearn.people.http import PersonRequest

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def desk(request: PersonRequest, uid: UUID) -> HttpResponse:
    """The facilitators' page: applications, members with how far they are, sessions."""
    cohort = _led(request, uid)
    rows = cohort.members.taking_part().select_related("person").order_by("person__username")
    page = page_of(rows, request)
    titles = titles_of([cohort.course_id], chain_of(request))
    context = {
        "cohort": cohort,
        "course_title": titles.get(cohort.course_id),
        "page": page,
        "lines": member_lines(cohort, list(page)),
        "applications": cohort.members.filter(state=MemberState.APPLIED).select_related("person"),
        "waiting": cohort.members.filter(state__in=[MemberState.WAITING, MemberState.OFFERED]).select_related("person"),
        "counts": state_counts(cohort),
        "sessions": cohort.sessions.all(),
    }
    return render(request, "courses/cohorts/desk.html", context)


@require_safe
def members_csv(request: PersonRequest, uid: UUID) -> StreamingHttpResponse:
    """Who takes part and how far they are, as a file."""
    cohort = _led(request, uid)
    places = list(cohort.members.taking_part().select_related("person").order_by("person__username"))
    header = [_("Username"), _("Since"), _("Lessons read"), _("Lessons"), _("Sessions attended"), _("Sessions held")]
    rows = (
        [
            line.place.person.username,
            f"{line.place.changed_at:%Y-%m-%d}",
            line.read,
            line.lessons,
            line.attended,
            line.held,
        ]
        for line in member_lines(cohort, places)
    )
    return csv_response(f"cohort-{cohort.uid}.csv", header, rows)


@form_methods
def edit(request: PersonRequest, uid: UUID) -> HttpResponse:
    """Change what the cohort is."""
    cohort = _led(request, uid)
    form = CohortForm(request.POST or None, cohort=cohort)
    if (
        request.method == "POST"
        and form.is_valid()
        and act(form, change_cohort, actor=request.user, cohort=cohort, **form.cleaned_data) is not None
    ):
        messages.success(request, _("Saved."))
        return redirect("courses:cohort_desk", uid)
    return _page(request, "courses/cohorts/edit.html", cohort, form)


@form_methods
def plan(request: PersonRequest, uid: UUID) -> HttpResponse:
    """Plan one session or a weekly series."""
    cohort = _led(request, uid)
    form = SessionForm(request.POST or None, cohort=cohort, lessons=_lessons(request, cohort))
    if request.method == "POST" and form.is_valid():
        planned = act(form, plan_sessions, actor=request.user, cohort=cohort, **form.planned())
        if planned is not None:
            text = ngettext("%(number)d session planned.", "%(number)d sessions planned.", len(planned))
            messages.success(request, text % {"number": len(planned)})
            return redirect("courses:cohort_desk", uid)
    return _page(request, "courses/cohorts/session.html", cohort, form)


@form_methods
def session(request: PersonRequest, uid: UUID, session: UUID) -> HttpResponse:
    """Move a session or change what it is."""
    cohort = _led(request, uid)
    shown = _session(cohort, session)
    form = SessionForm(request.POST or None, cohort=cohort, lessons=_lessons(request, cohort), session=shown)
    if (
        request.method == "POST"
        and form.is_valid()
        and act(form, change_session, actor=request.user, session=shown, **form.moved()) is not None
    ):
        messages.success(request, _("Saved."))
        return redirect("courses:cohort_desk", uid)
    return _page(request, "courses/cohorts/session.html", cohort, form, session=shown)


@form_methods
def cancel_one(request: PersonRequest, uid: UUID, session: UUID) -> HttpResponse:
    """Call a session off."""
    cohort = _led(request, uid)
    shown = _session(cohort, session)
    form = ReasonForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and act(form, cancel_session, actor=request.user, session=shown, **form.cleaned_data) is not None
    ):
        messages.success(request, _("The session is cancelled. Its members have been told."))
        return redirect("courses:cohort_desk", uid)
    return _page(request, "courses/cohorts/cancel_session.html", cohort, form, session=shown)


@form_methods
def attendance(request: PersonRequest, uid: UUID, session: UUID) -> HttpResponse:
    """Who is there: three buttons a person, made for a thumb."""
    cohort = _led(request, uid)
    shown = _session(cohort, session)
    if request.method == "POST":
        mark_attendance(actor=request.user, session=shown, states=attendance_states(request.POST))
        messages.success(request, _("Saved."))
        return redirect("courses:cohort_desk", uid)
    context = {
        "cohort": cohort,
        "session": shown,
        "rows": attendance_of(shown),
        "states": AttendanceState.choices,
    }
    return render(request, "courses/cohorts/attendance.html", context)


@form_methods
def write(request: PersonRequest, uid: UUID) -> HttpResponse:
    """Write to everybody who takes part."""
    cohort = _led(request, uid)
    form = MessageForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        number = act(form, write_to_cohort, actor=request.user, cohort=cohort, **form.cleaned_data)
        if number is not None:
            text = ngettext("Sent to %(number)d person.", "Sent to %(number)d people.", number)
            messages.success(request, text % {"number": number})
            return redirect("courses:cohort_desk", uid)
    return _page(request, "courses/cohorts/write.html", cohort, form)


@form_methods
def cancel(request: PersonRequest, uid: UUID) -> HttpResponse:
    """Call the whole cohort off."""
    cohort = _led(request, uid)
    form = ReasonForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and act(form, cancel_cohort, actor=request.user, cohort=cohort, **form.cleaned_data) is not None
    ):
        messages.success(request, _("The cohort is cancelled. Everybody in it has been told."))
        return redirect("courses:cohort", uid)
    return _page(request, "courses/cohorts/cancel.html", cohort, form)


@form_methods
def close(request: PersonRequest, uid: UUID) -> HttpResponse:
    """End the cohort after its last session."""
    cohort = _led(request, uid)
    if request.method == "POST":
        completed = close_cohort(actor=request.user, cohort=cohort)
        if completed:
            text = ngettext(
                "The cohort has ended. %(number)d person has completed the course by attending.",
                "The cohort has ended. %(number)d people have completed the course by attending.",
                completed,
            )
            messages.success(request, text % {"number": completed})
        else:
            messages.success(request, _("The cohort has ended."))
        return redirect("courses:cohort_desk", uid)
    return render(request, "courses/cohorts/close.html", {"cohort": cohort})


@require_POST
def decide(request: PersonRequest, uid: UUID, place: int) -> HttpResponse:
    """Admit whoever applied, or not."""
    shown = _place(_led(request, uid), place)
    decide_application(actor=request.user, place=shown, admit=request.POST.get("admit") == "yes")
    messages.success(request, _("Saved."))
    return redirect("courses:cohort_desk", uid)


@form_methods
def remove(request: PersonRequest, uid: UUID, place: int) -> HttpResponse:
    """Take somebody's place away, after a question."""
    cohort = _led(request, uid)
    shown = _place(cohort, place)
    if request.method == "POST":
        remove_member(actor=request.user, place=shown)
        messages.success(request, _("Saved."))
        return redirect("courses:cohort_desk", uid)
    return render(request, "courses/cohorts/remove.html", {"cohort": cohort, "place": shown})


def _led(request: PersonRequest, uid: UUID) -> Cohort:
    """The cohort, for those who lead it; everybody else may know of it but not open its desk."""
    cohort: Cohort = get_object_or_404(Cohort.objects.select_related("course", "organisation"), uid=uid)
    if not request.user.has_perm("courses.facilitate_cohort", cohort):
        raise PermissionDenied
    return cohort


def _session(cohort: Cohort, uid: UUID) -> CohortSession:
    found: CohortSession = get_object_or_404(cohort.sessions.all(), uid=uid)
    found.cohort = cohort
    return found


def _place(cohort: Cohort, pk: int) -> CohortMember:
    found: CohortMember = get_object_or_404(cohort.members.select_related("person"), pk=pk)
    return found


def _lessons(request: PersonRequest, cohort: Cohort) -> list[tuple[str, str]]:
    """Keys and titles of the lessons of the course, in the first of one's languages that it has."""
    rows = CompiledCourse.objects.filter(course=cohort.course_id).annotate(place=language_place(chain_of(request)))
    entry = rows.order_by("place").values_list("outline", flat=True).first() or []
    return [(lesson["key"], lesson["title"]) for module in entry for lesson in module["lessons"]]


def _page(request: PersonRequest, template: str, cohort: Cohort, form: Any, **context: Any) -> HttpResponse:
    said = {"cohort": cohort, "form": form} | context
    return render(request, template, said, status=400 if form.errors else 200)
