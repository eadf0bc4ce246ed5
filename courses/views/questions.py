"""The pools of a course: their list with figures, and the pages on which questions are written."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from courses.actions.questions import add_question, change_question, retire_question
from courses.assessment.checking import warnings_of
from courses.editing.elements import texts_of, version_of
from courses.enums import QuestionKind, RevisionKind
from courses.forms.learning import AnswerSheet
from courses.forms.questions import (
    ChoiceForm,
    MatchingForm,
    MultipleForm,
    NumericForm,
    OrderingForm,
    QuestionForm,
    ShortTextForm,
)
from courses.forms.scenarios import ScenarioForm
from courses.models import Course, Question
from courses.queries.pools import advice_on, lines_of, module_titles, questions_of
from courses.queries.previews import previewed_question
from wikilearn.core import languages
from wikilearn.core.forms import act
from wikilearn.core.tables import csv_response, page_of
from wikilearn.people.http import PersonRequest

FORMS: dict[str, type[QuestionForm]] = {
    QuestionKind.SINGLE: ChoiceForm,
    QuestionKind.MULTIPLE: MultipleForm,
    QuestionKind.ORDERING: OrderingForm,
    QuestionKind.MATCHING: MatchingForm,
    QuestionKind.NUMERIC: NumericForm,
    QuestionKind.SHORT_TEXT: ShortTextForm,
    QuestionKind.SCENARIO: ScenarioForm,
}


@require_safe
def questions(request: PersonRequest, slug: str) -> HttpResponse:
    """All questions, to filter and search, with advice on the pool and how people did."""
    course = _course(request, slug)
    asked = {name: request.GET.get(name, "")[:200].replace("\x00", "") for name in ("module", "kind", "words")}
    page = page_of(questions_of(course, **asked), request)
    titles = module_titles(course)
    context = {
        "course": course,
        "page": page,
        "lines": lines_of(course, page.object_list),
        "advice": advice_on(course),
        "kinds": QuestionKind.choices,
        "modules": [(module.key, titles.get(module.pk, module.key)) for module in course.modules.all()],
        "may_edit": request.user.has_perm("courses.edit_course", course),
        "tab": "questions",
    } | {f"asked_{name}": value for name, value in asked.items()}
    return render(request, "courses/questions/list.html", context)


@require_safe
def question_statistics(request: PersonRequest, slug: str) -> HttpResponseBase:
    """The figures of all questions as a file."""
    course = _course(request, slug)
    header = [_("Question"), _("Kind"), _("Module"), _("Answers"), _("Difficulty"), _("Discrimination"), _("Choices")]
    return csv_response(f"{slug}-questions.csv", header, _rows(course))


@require_http_methods(["GET", "HEAD", "POST"])
def new_question(request: PersonRequest, slug: str, kind: str) -> HttpResponse:
    """Write a question of a kind."""
    course = _editable(request, slug)
    if kind not in FORMS:
        raise Http404
    form = FORMS[kind](request.POST or None, course=course, more=_more(request))
    if request.method == "POST" and "more" not in request.POST and form.is_valid():
        made = act(
            form,
            add_question,
            actor=request.user,
            **form.place(),
            kind=QuestionKind(kind),
            settings=form.settings(),
            answer=form.answer(),
            texts=form.texts(),
        )
        if made is not None:
            messages.success(request, _("Saved."))
            return redirect("courses:author_question", slug, made.key)
    return _form_page(request, course, form, None, kind)


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: PersonRequest, slug: str, question_key: str) -> HttpResponse:
    """Change a question."""
    course = _editable(request, slug)
    shown = _question(course, question_key)
    said: dict[str, Any] = {"question": shown, "texts": texts_of(shown), "version": version_of(shown)}
    form = FORMS[shown.kind](request.POST or None, course=course, more=_more(request), **said)
    if request.method == "POST" and "more" not in request.POST and form.is_valid():
        try_again = len(form.errors)
        act(
            form,
            change_question,
            actor=request.user,
            question=shown,
            settings=form.settings(),
            answer=form.answer(),
            texts=form.texts(),
            kind=RevisionKind(form.cleaned_data["change"]),
            expected=form.cleaned_data["version"],
        )
        if len(form.errors) == try_again:
            messages.success(request, _("Saved."))
            return redirect("courses:author_question", slug, shown.key)
    return _form_page(request, course, form, shown, shown.kind)


@require_http_methods(["GET", "HEAD", "POST"])
def question_preview(request: PersonRequest, slug: str, question_key: str) -> HttpResponse:
    """Answer the question of the working copy as a learner would, in any of its languages."""
    course = _course(request, slug)
    shown = _question(course, question_key)
    language = request.GET.get("language", course.source_language)
    preview = previewed_question(course, shown.key, language=language)
    if preview is None:
        raise Http404
    sheet = AnswerSheet([preview.open], request.POST or None)
    graded = request.method == "POST" and not sheet.moved and sheet.is_valid()
    if graded:
        sheet = AnswerSheet([preview.graded], request.POST)
    context = {
        "course": course,
        "question": shown,
        "sheet": sheet,
        "graded": graded,
        "language": language,
        "languages": [languages.get(tag) for tag in preview.languages],
        "tab": "questions",
    }
    return render(request, "courses/questions/preview.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def question_retire(request: PersonRequest, slug: str, question_key: str) -> HttpResponse:
    """Take a question out of its pool, after a question."""
    course = _editable(request, slug)
    shown = _question(course, question_key)
    if request.method == "POST":
        retire_question(actor=request.user, question=shown)
        messages.success(request, _("The question is retired. Attempts that saw it keep it."))
        return redirect("courses:author_questions", slug)
    context = {
        "course": course,
        "question": shown,
        "text": texts_of(shown).get("prompt", shown.key),
        "tab": "questions",
    }
    return render(request, "courses/questions/retire.html", context)


def _form_page(
    request: PersonRequest, course: Course, form: QuestionForm, shown: Question | None, kind: str
) -> HttpResponse:
    if "more" in request.POST:
        form.errors.clear()
    advice = []
    if shown is not None:
        advice = warnings_of(shown.kind, settings=shown.settings, answer=shown.answer, texts=form.existing)
    context = {
        "course": course,
        "form": form,
        "question": shown,
        "kind": QuestionKind(kind),
        "advice": advice,
        "more": form.more,
        "tab": "questions",
    }
    return render(request, "courses/questions/edit.html", context, status=400 if form.errors else 200)


def _rows(course: Course) -> Iterator[list[Any]]:
    for line in lines_of(course, questions_of(course)):
        figures = line.statistics
        shares = figures.shares if figures else ()
        chosen = "; ".join(f"{share.option}: {share.percent} %" for share in shares if share.percent is not None)
        yield [
            line.text,
            line.question.get_kind_display(),
            line.module_title,
            figures.answers if figures else 0,
            figures.difficulty if figures else None,
            figures.discrimination if figures else None,
            chosen,
        ]


def _more(request: PersonRequest) -> int:
    """How many rows beyond the usual the form has; the button adds four."""
    sent = request.POST.get("rows", "0")
    rows = int(sent) if sent.isdecimal() and len(sent) < 4 else 0
    return min(rows + (4 if "more" in request.POST else 0), 60)


def _course(request: PersonRequest, slug: str) -> Course:
    rows = Course.objects.visible_to_authors(request.user).with_title()
    shown: Course = get_object_or_404(rows.select_related("organisation", "topic"), slug=slug)
    return shown


def _editable(request: PersonRequest, slug: str) -> Course:
    course = _course(request, slug)
    if not request.user.has_perm("courses.edit_course", course):
        raise PermissionDenied
    return course


def _question(course: Course, key: str) -> Question:
    rows = course.questions.select_related("course", "module", "block__lesson__module")
    found: Question = get_object_or_404(rows, key=key)
    if found.kind not in FORMS:
        raise Http404
    return found
