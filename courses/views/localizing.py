"""The work list of localizers, a course in its languages, a language of a course."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.actions.localizers import (
    assign_localization,
    dismiss_localizer,
    end_assignment,
    name_localizer,
    set_gate,
)
from courses.actions.localizing import begin_localization
from courses.actions.publishing_languages import publish_localization, unpublish_localization
from courses.actions.serving import language_gates
from courses.forms.localizing import AssignmentForm, GateForm, LocalizerForm, MatrixForm, StartForm
from courses.localization.gate import threshold_of
from courses.models import Assignment, Course, Localization, LocalizationRole
from courses.queries.localizing import cells_of, contributions_to, credits_of, modules_of, totals_of, work_of
from courses.queries.localizing import matrix as rows_of_matrix
from courses.views.localizers import course_or_404, demand, localization_or_404, may
from wikilearn.core import languages
from wikilearn.core.forms import act
from wikilearn.core.tables import csv_response, page_of
from wikilearn.people.http import PersonRequest

PART = 200
"""Courses that the CSV reads at a time."""


@require_safe
def matrix(request: PersonRequest) -> HttpResponse:
    """Courses × languages: what is to be done, and what one was asked to do."""
    form = MatrixForm(request.GET or QueryDict())
    filters = form.filters(request.user)
    page = page_of(rows_of_matrix(request.user, filters), request)
    context = {
        "form": form,
        "page": page,
        "rows": cells_of(list(page.object_list), filters.languages),
        "totals": totals_of(request.user, filters.languages),
        "work": work_of(Assignment.objects.filter(person=request.user), timezone.localdate()),
        "chosen": ", ".join(filters.languages),
        "filtered": any(request.GET.get(name) for name in ("q", "topic", "organisation", "mandatory", "order")),
    }
    return render(request, "courses/localizing/matrix.html", context)


@require_safe
def matrix_csv(request: PersonRequest) -> HttpResponseBase:
    """The same list as a file: a line for each course and language."""
    filters = MatrixForm(request.GET or QueryDict()).filters(request.user)
    header = [_("Course"), _("Language"), _("Texts"), _("Translated"), _("Reviewed"), _("Outdated"), _("Offered")]

    def lines() -> Iterator[list[Any]]:
        rows = rows_of_matrix(request.user, filters)
        for start in range(0, rows.count(), PART):
            for course, cells in cells_of(list(rows[start : start + PART]), filters.languages):
                for cell in cells:
                    if not cell.source:
                        counted = [cell.total, cell.translated, cell.reviewed, cell.outdated]
                        yield [course.slug, cell.language.tag, *counted, int(cell.offered)]

    return csv_response("localizations.csv", header, lines())


@require_http_methods(["GET", "HEAD", "POST"])
def course(request: PersonRequest, slug: str) -> HttpResponse:
    """A course in all its languages; a form to begin another one, and the gate for those who set it."""
    shown = course_or_404(request, slug)
    manages = request.user.has_perm("courses.manage_localizers", shown)
    start, gate = StartForm(), GateForm(course=shown)
    if request.method == "POST" and "threshold" in request.POST:
        demand(request, "courses.manage_localizers", shown)
        gate = GateForm(request.POST, course=shown)
        if gate.is_valid() and act(gate, set_gate, actor=request.user, course=shown, **gate.wanted()) is not None:
            messages.success(request, _("Saved."))
            return redirect("courses:localize_course", slug)
    elif request.method == "POST":
        start = StartForm(request.POST)
        if start.is_valid() and start.cleaned_data["language"] != shown.source_language:
            return redirect("courses:localize_language", slug, start.cleaned_data["language"])
        start.add_error(
            "language", _("The course cannot be translated into this language.")
        ) if start.is_valid() else None
    context = {
        "course": shown,
        "page": page_of(shown.localizations.order_by("language"), request, size=100),
        "start": start,
        "gate": gate if manages else None,
        "languages": languages.known(),
    }
    status = 422 if start.errors or gate.errors else 200
    return render(request, "courses/localizing/course.html", context, status=status)


@require_safe
def author_languages(request: PersonRequest, slug: str) -> HttpResponse:
    """From the authors' pages to those of the localizers."""
    return redirect("courses:localize_course", slug)


@login_not_required
@require_safe
def credits(request: HttpRequest, slug: str, language: str) -> HttpResponse:  # noqa: A001 - the word for it
    """Who translated what learners read; for the course page."""
    shown = get_object_or_404(Course.objects.served(), slug=slug)
    context = {"course": shown, "language": language, "credits": credits_of(shown, language)}
    return render(
        request,
        "courses/localizing/_credits.html" if request.headers.get("HX-Request") else "courses/localizing/credits.html",
        context,
    )


@require_safe
def language(request: PersonRequest, slug: str, language: str) -> HttpResponse:
    """A course in a language: its modules, what learners have of it, who works on it."""
    shown = localization_or_404(request, slug, language)
    return render(request, "courses/localizing/language.html", _language_page(request, shown))


@require_POST
def begin(request: PersonRequest, slug: str, language: str) -> HttpResponse:
    """Begin a language."""
    shown = localization_or_404(request, slug, language)
    demand(request, "courses.translate_localization", shown)
    begin_localization(actor=request.user, course=shown.course, language=language)
    return redirect("courses:localize_language", slug, language)


@require_POST
def publish(request: PersonRequest, slug: str, language: str) -> HttpResponse:
    """Let learners have a module, or all that is ready."""
    shown = localization_or_404(request, slug, language)
    demand(request, "courses.publish_localization", shown)
    modules = [request.POST["module"]] if request.POST.get("module") else None
    revision = publish_localization(actor=request.user, course=shown.course, language=language, modules=modules)
    messages.success(request, _("Published as revision %(number)d.") % {"number": revision.number})
    return redirect("courses:localize_language", slug, language)


@require_POST
def unpublish(request: PersonRequest, slug: str, language: str) -> HttpResponse:
    """Take a module, or the language, from learners."""
    shown = localization_or_404(request, slug, language)
    demand(request, "courses.publish_localization", shown)
    modules = [request.POST["module"]] if request.POST.get("module") else None
    unpublish_localization(actor=request.user, course=shown.course, language=language, modules=modules)
    messages.success(request, _("Withdrawn."))
    return redirect("courses:localize_language", slug, language)


@require_http_methods(["GET", "HEAD", "POST"])
def people(request: PersonRequest, slug: str, language: str) -> HttpResponse:
    """Who was named for the language; a form to name somebody."""
    shown = localization_or_404(request, slug, language)
    demand(request, "courses.manage_localizers", shown.course)
    form = LocalizerForm(request.POST or None)
    if form.is_valid():
        said = {"person": form.cleaned_data["username"], "role": form.cleaned_data["role"]}
        if act(form, name_localizer, actor=request.user, course=shown.course, language=language, **said):
            messages.success(request, _("Saved."))
            return redirect("courses:localize_people", slug, language)
    rows = LocalizationRole.objects.filter(course=shown.course, language=language)
    context = {
        "course": shown.course,
        "localization": shown,
        "form": form,
        "page": page_of(rows.select_related("person", "granted_by").order_by("person__username"), request),
    }
    return render(request, "courses/localizing/people.html", context, status=422 if form.errors else 200)


@require_POST
def dismiss(request: PersonRequest, slug: str, language: str, pk: int) -> HttpResponse:
    """Take a named role back."""
    shown = localization_or_404(request, slug, language)
    demand(request, "courses.manage_localizers", shown.course)
    named = get_object_or_404(LocalizationRole, course=shown.course, language=language, pk=pk)
    dismiss_localizer(actor=request.user, role=named)
    return redirect("courses:localize_people", slug, language)


@require_http_methods(["GET", "HEAD", "POST"])
def assign(request: PersonRequest, slug: str, language: str) -> HttpResponse:
    """Ask somebody for a module."""
    shown = localization_or_404(request, slug, language)
    demand(request, "courses.manage_localizers", shown.course)
    titles = {each.module.key: each.title for each in modules_of(shown) if each.module and each.title}  # type: ignore[attr-defined]
    form = AssignmentForm(request.POST or None, course=shown.course, titles=titles)
    if form.is_valid():
        said = dict(form.cleaned_data)
        said["person"] = said.pop("username")
        if act(form, assign_localization, actor=request.user, course=shown.course, language=language, **said):
            messages.success(request, _("Saved."))
            return redirect("courses:localize_language", slug, language)
    context = {"course": shown.course, "localization": shown, "form": form}
    return render(request, "courses/localizing/assign.html", context, status=422 if form.errors else 200)


@require_POST
def end(request: PersonRequest, pk: int) -> HttpResponse:
    """An assignment is done, or will not be."""
    rows = Assignment.objects.select_related("course__organisation", "course__topic")
    assignment = get_object_or_404(rows, pk=pk)
    if assignment.person_id != request.user.pk:
        course_or_404(request, assignment.course.slug)
    end_assignment(actor=request.user, assignment=assignment)
    messages.success(request, _("Saved."))
    if assignment.person_id == request.user.pk:
        return redirect("courses:localize")
    return redirect("courses:localize_language", assignment.course.slug, assignment.language)


def _language_page(request: PersonRequest, shown: Localization) -> dict[str, Any]:
    course = shown.course
    threshold = threshold_of(course.settings, guarded=course.is_guarded)
    revision = course.published_revision
    gates = language_gates(course, revision.document, shown.language) if revision else {}
    modules = []
    for row in modules_of(shown):
        part = gates.get(row.module.key if row.module else "")
        modules.append({"row": row, "part": part, "ready": part is not None and part.passes(threshold)})
    assignments = Assignment.objects.filter(course=course, language=shown.language)
    allowed = may(request, shown)
    return {
        "course": course,
        "localization": shown,
        "modules": modules,
        "threshold": threshold,
        "may": allowed,
        "works": allowed["translate"] or allowed["review"],
        "work": work_of(assignments, timezone.localdate()),
        "people": contributions_to(course, shown.language),
    }
