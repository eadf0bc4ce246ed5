"""The cohorts of a course as its authors see them, and whether attending all of one completes it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courses.actions.cohorts import ATTENDANCE_COMPLETES, set_attendance_completes
from courses.forms.cohorts import AttendanceForm
from courses.models import Course
from wikilearn.core.tables import page_of
from wikilearn.people.http import PersonRequest


@require_http_methods(["GET", "HEAD", "POST"])
def author_cohorts(request: PersonRequest, slug: str) -> HttpResponse:
    """All cohorts of the course, and the setting."""
    rows = Course.objects.visible_to_authors(request.user).with_title()
    course: Course = get_object_or_404(rows.select_related("organisation", "topic"), slug=slug)
    may_change = request.user.has_perm("courses.change_course", course)
    said = request.POST if request.method == "POST" else None
    form = AttendanceForm(said, initial={"completes": course.settings.get(ATTENDANCE_COMPLETES)})
    if request.method == "POST":
        if not may_change:
            raise PermissionDenied
        if form.is_valid():
            set_attendance_completes(actor=request.user, course=course, completes=form.cleaned_data["completes"])
            messages.success(request, _("Saved."))
            return redirect("courses:author_cohorts", slug)
    cohorts = course.cohorts.with_next_session().select_related("organisation")
    context = {"course": course, "page": page_of(cohorts, request), "form": form if may_change else None}
    return render(request, "courses/cohorts/author.html", context)
