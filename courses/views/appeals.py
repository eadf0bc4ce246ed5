"""Appeals: a learner makes one from a result, the authors have a queue of them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from courses.actions.appeals import answer_appeal, appeal_question
from courses.enums import AppealState
from courses.forms.appeals import AppealAnswerForm, AppealForm
from courses.forms.learning import AnswerSheet
from courses.models import Attempt, Course
from courses.queries.appeals import appeals_of
from courses.queries.assessing import answers_of, title_of
from courses.queries.questions import drawn_keys, graded_questions, in_drawn_order
from wikilearn.core.forms import act
from wikilearn.core.tables import page_of
from wikilearn.people.http import PersonRequest


@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: PersonRequest, attempt_id: int, question_key: str) -> HttpResponse:
    """Tell the authors that a question of one's attempt is wrong."""
    rows = Attempt.objects.of(request.user).select_related("enrolment__course")
    sitting: Attempt = get_object_or_404(rows.exclude(score=None), pk=attempt_id)
    if question_key not in drawn_keys(sitting):
        raise Http404
    form = AppealForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and act(
            form,
            appeal_question,
            actor=request.user,
            attempt=sitting,
            question_key=question_key,
            reason=form.cleaned_data["reason"],
        )
        is not None
    ):
        messages.success(request, _("Thank you. The authors will answer."))
        return redirect("courses:result", sitting.pk)
    context = {
        "attempt": sitting,
        "title": title_of(sitting),
        "row": _row(sitting, question_key),
        "form": form,
    }
    return render(request, "courses/appeals/appeal.html", context, status=400 if form.errors else 200)


@require_safe
def author_appeals(request: PersonRequest, slug: str) -> HttpResponse:
    """What learners say about the questions of a course; open ones first."""
    course = _course(request, slug)
    state = request.GET.get("state", AppealState.OPEN)
    rows = appeals_of(course).filter(state=state) if state in AppealState.values else appeals_of(course)
    context = {
        "course": course,
        "page": page_of(rows, request),
        "states": AppealState.choices,
        "state": state,
        "tab": "questions",
    }
    return render(request, "courses/appeals/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def author_appeal(request: PersonRequest, slug: str, appeal_id: int) -> HttpResponse:
    """One appeal with the question as it was asked, and its answer."""
    course = _course(request, slug)
    rows = appeals_of(course).select_related("attempt__enrolment__person", "question_revision", "answered_by")
    shown = get_object_or_404(rows, pk=appeal_id)
    may_answer = request.user.has_perm("courses.answer_appeal", course)
    form = AppealAnswerForm(request.POST or None) if may_answer and shown.state == AppealState.OPEN else None
    if request.method == "POST" and form is None:
        raise PermissionDenied
    if (
        form is not None
        and request.method == "POST"
        and form.is_valid()
        and act(form, answer_appeal, actor=request.user, appeal=shown, **form.cleaned_data) is not None
    ):
        messages.success(request, _("Answered. The learner has been told."))
        return redirect("courses:author_appeals", slug)
    row = _row(shown.attempt, shown.question_key, given=shown.given)
    context = {"course": course, "appeal": shown, "form": form, "row": row, "tab": "questions"}
    return render(request, "courses/appeals/answer.html", context, status=400 if form and form.errors else 200)


def _row(sitting: Attempt, key: str, given: list[str] | None = None) -> object:
    found = graded_questions(revision_id=sitting.revision_id, language=sitting.language, keys=[key])
    answers = {key: given} if given is not None else answers_of(sitting)
    return next(iter(AnswerSheet(in_drawn_order(sitting, found), kept=answers).rows), None)


def _course(request: PersonRequest, slug: str) -> Course:
    rows = Course.objects.visible_to_authors(request.user).with_title()
    shown: Course = get_object_or_404(rows.select_related("organisation", "topic"), slug=slug)
    return shown
