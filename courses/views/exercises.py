"""Exercises: a page for each, the state that a page asks for, and the queue of reviewers."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

import courses.forms.practice  # noqa: F401 - registers the editors of its blocks
from courses.actions.exercise_checks import ask_for_check
from courses.actions.exercises import begin_exercise, declare_done, hand_in_exercise, review_exercise
from courses.forms.appeals import ReportForm, ReviewForm
from courses.models import Course
from courses.queries.exercises import ServedExercise, served_exercise, waiting_for_review
from courses.views.readers import serve_or_404
from wikilearn.core.errors import DomainError
from wikilearn.core.forms import act
from wikilearn.core.tables import page_of
from wikilearn.people.http import PersonRequest

DEEDS: dict[str, Callable[..., Any]] = {"begin": begin_exercise, "done": declare_done, "check": ask_for_check}


@require_http_methods(["GET", "HEAD", "POST"])
def exercise(request: PersonRequest, slug: str, lesson_key: str, block_key: str) -> HttpResponse:
    """The task, where one stands with it, and what to do next."""
    shown = _exercise(request, slug, lesson_key, block_key)
    form = ReportForm(request.POST if "hand_in" in request.POST else None)
    refusal: DomainError | None = None
    if request.method == "POST":
        if "hand_in" not in request.POST:
            refusal = _do(request, shown)
        elif form.is_valid():
            act(form, hand_in_exercise, actor=request.user, exercise=shown, report=form.cleaned_data["report"])
        if refusal is None and not form.errors:
            return redirect("courses:exercise", slug, lesson_key, block_key)
    status = refusal.status if refusal else 400 if form.errors else 200
    return render(
        request, "courses/exercises/exercise.html", _context(shown) | {"form": form, "refusal": refusal}, status=status
    )


@require_safe
def exercise_state(request: PersonRequest, slug: str, lesson_key: str, block_key: str) -> HttpResponse:
    """The fragment that says where one stands."""
    return render(request, "courses/exercises/_state.html", _context(_exercise(request, slug, lesson_key, block_key)))


@require_http_methods(["GET", "HEAD", "POST"])
def author_exercises(request: PersonRequest, slug: str) -> HttpResponse:
    """What was handed in and waits for a reviewer."""
    rows = Course.objects.visible_to_authors(request.user).with_title()
    course = get_object_or_404(rows.select_related("organisation", "topic"), slug=slug)
    if not request.user.has_perm("courses.review_exercise", course):
        raise PermissionDenied
    form: Form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        work = get_object_or_404(waiting_for_review(course), pk=_number(request.POST.get("work", "")))
        accept = "accept" in request.POST
        comment = form.cleaned_data["comment"]
        if act(form, review_exercise, actor=request.user, work=work, accept=accept, comment=comment) is not None:
            messages.success(request, _("Accepted.") if accept else _("Returned."))
            return redirect("courses:author_exercises", slug)
    context = {"course": course, "page": page_of(waiting_for_review(course), request), "form": form}
    return render(request, "courses/exercises/queue.html", context, status=400 if form.errors else 200)


def _do(request: PersonRequest, shown: ServedExercise) -> DomainError | None:
    deed = next((DEEDS[name] for name in DEEDS if name in request.POST), None)
    if deed is None:
        raise Http404
    try:
        deed(actor=request.user, exercise=shown)
    except DomainError as error:
        return error
    return None


def _exercise(request: PersonRequest, slug: str, lesson_key: str, block_key: str) -> ServedExercise:
    found = served_exercise(serve_or_404(request, slug), lesson_key=lesson_key, block_key=block_key)
    if found is None:
        raise Http404
    return found


def _context(shown: ServedExercise) -> dict[str, Any]:
    return {"exercise": shown, "served": shown.served, "work": shown.work}


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 18 else 0
