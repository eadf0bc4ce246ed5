"""The final assessment: what is asked, an attempt, its result."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from courses.actions.assessing import expire_attempt, keep_answers, start_attempt, submit_attempt
from courses.assessment.questions import Question
from courses.assessment.rules import is_late
from courses.enums import AttemptState
from courses.errors import NotOpen
from courses.forms.learning import AnswerSheet
from courses.models import Attempt
from courses.queries.accommodations import extra_time_of
from courses.queries.appeals import appealed_keys, credited_by_appeal
from courses.queries.assessing import answers_of, languages_of, pass_mark_of, rules_of, standing_of, title_of
from courses.queries.questions import drawn_keys, graded_questions, in_drawn_order, open_questions
from courses.views.readers import serve_or_404
from wikilearn.core.errors import DomainError
from wikilearn.people.models import Person


@require_http_methods(["GET", "POST"])
def assessment(request: HttpRequest, slug: str) -> HttpResponse:
    """What the assessment asks, and the button that starts it."""
    served = serve_or_404(request, slug)
    refusal: DomainError | None = None
    if request.method == "POST":
        try:
            return redirect("courses:attempt", start_attempt(actor=_person(request), served=served).pk)
        except DomainError as error:
            refusal = error
    rules = rules_of(served.entry.course)
    extra = extra_time_of(_person(request), served.entry.course) if rules.time_limit else 0
    context = {
        "served": served,
        "standing": standing_of(served),
        "rules": rules,
        "refusal": refusal,
        "minutes": rules.minutes_with(extra),
        "extra_time": extra,
    }
    return render(request, "courses/assessment.html", context, status=refusal.status if refusal else 200)


@require_http_methods(["GET", "POST"])
def attempt(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """The questions on one page: answer, keep for later, go on in another language, hand in."""
    sitting = _own_or_404(request, attempt_id)
    if sitting.state == AttemptState.OPEN and is_late(timezone.now(), sitting.due_at):
        expire_attempt(actor=_person(request), attempt=sitting)
        return redirect("courses:result", sitting.pk)
    if sitting.state != AttemptState.OPEN:
        if request.method == "POST":
            messages.warning(request, _("This attempt had already ended. This is its result."))
        return redirect("courses:result", sitting.pk)
    questions = _open(sitting)
    if request.method == "POST":
        return _answered(request, sitting, AnswerSheet(questions, request.POST, kept=answers_of(sitting)))
    return _attempt_page(request, sitting, AnswerSheet(questions, kept=answers_of(sitting)))


@require_safe
def result(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """Score, pass mark, what was right and why, and what comes next."""
    sitting = _own_or_404(request, attempt_id)
    if sitting.state == AttemptState.OPEN:
        return redirect("courses:attempt", sitting.pk)
    course = sitting.enrolment.course
    served = serve_or_404(request, course.slug) if course.published_revision_id else None
    context = {
        "attempt": sitting,
        "title": title_of(sitting),
        "served": served,
        "standing": standing_of(served) if served else None,
        "rules": rules_of(course),
        "sheet": _graded_sheet(sitting) if sitting.state == AttemptState.SUBMITTED else None,
        "completion": getattr(sitting, "completion", None),
        "pass_mark": pass_mark_of(sitting),
        "appealed": appealed_keys(sitting),
        "credited": credited_by_appeal(sitting),
    }
    return render(request, "courses/result.html", context)


def _answered(request: HttpRequest, sitting: Attempt, sheet: AnswerSheet) -> HttpResponse:
    complete, person = sheet.is_valid(), _person(request)
    language = request.POST.get("lang", "") if "change_language" in request.POST else ""
    try:
        if "hand_in" in request.POST and complete and not sheet.is_pausing:
            submit_attempt(actor=person, attempt=sitting, answers=sheet.answers)
            return redirect("courses:result", sitting.pk)
        keep_answers(actor=person, attempt=sitting, answers=sheet.answers, language=language)
    except NotOpen:
        # Another tab was faster between the look at the attempt and the lock on it.
        return redirect("courses:result", sitting.pk)
    if sheet.is_pausing:
        return redirect(f"{reverse('courses:attempt', args=[sitting.pk])}#{sheet.place}")
    if "hand_in" in request.POST:
        return _attempt_page(request, sitting, sheet)
    messages.success(request, _("Your answers so far are kept."))
    return redirect("courses:attempt", sitting.pk)


def _attempt_page(request: HttpRequest, sitting: Attempt, sheet: AnswerSheet) -> HttpResponse:
    course = sitting.enrolment.course
    context: dict[str, Any] = {
        "attempt": sitting,
        "course": course,
        "title": title_of(sitting),
        "rules": rules_of(course),
        "sheet": sheet,
        "offered": languages_of(sitting),
        "pass_mark": pass_mark_of(sitting),
        "seconds_left": max(0, int((sitting.due_at - timezone.now()).total_seconds())) if sitting.due_at else None,
    }
    return render(request, "courses/attempt.html", context)


def _own_or_404(request: HttpRequest, attempt_id: int) -> Attempt:
    attempts = Attempt.objects.of(_person(request)).select_related("enrolment__course")
    found: Attempt = get_object_or_404(attempts, pk=attempt_id)
    return found


def _open(sitting: Attempt) -> list[Question]:
    return in_drawn_order(
        sitting,
        open_questions(revision_id=sitting.revision_id, language=sitting.language, keys=drawn_keys(sitting)),
    )


def _graded_sheet(sitting: Attempt) -> AnswerSheet:
    questions = in_drawn_order(
        sitting,
        graded_questions(revision_id=sitting.revision_id, language=sitting.language, keys=drawn_keys(sitting)),
    )
    return AnswerSheet(questions, kept=answers_of(sitting))


def _person(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)  # noqa: S101 - the middleware lets nobody else through
    return request.user
