"""Suggesting changes, deciding about them, and the credit for it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.actions.suggestions import (
    accept_suggestion,
    ask_back,
    decline_suggestion,
    make_suggestion,
    reply_to_question,
    takes_suggestions,
    withdraw_suggestion,
)
from courses.enums import RevisionKind, SuggestionKind, SuggestionState
from courses.errors import TooMany
from courses.forms.suggestions import AcceptForm, EditSuggestionForm, IdeaForm, WordForm, part_name
from courses.models import Course, Suggestion
from courses.models.texts import text_hash
from courses.queries.suggestions import Look, credits_of, look_at, suggestions_of, suggestions_on, texts_at
from wikilearn.core import throttling
from wikilearn.core.forms import act
from wikilearn.core.tables import page_of
from wikilearn.people.http import PersonRequest

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@form_methods
def suggest_edit(request: PersonRequest, slug: str, lesson_key: str, block_key: str) -> HttpResponse:
    """Suggest another wording for a block."""
    course = _served(slug)
    if not takes_suggestions(course):
        return _whom_to_tell(request, course)
    texts = texts_at(course, lesson_key, block_key)
    asked = request.POST.get("part") or request.GET.get("part")
    chosen = next((row for row in texts if row.part == asked), texts[0] if texts else None)
    if chosen is None:
        return redirect("courses:suggest_idea", slug)
    source = chosen.source_text
    initial = {"text": source, "base_hash": text_hash(source), "part": chosen.part}
    form = EditSuggestionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        place = f"lesson/{lesson_key}/{block_key}"
        said = {"place": place, "lesson_key": lesson_key, **form.cleaned_data}
        made = act(form, _make, request, course=course, kind=SuggestionKind.EDIT, **said)
        if made is not None:
            messages.success(request, _("Thank you. Those who write this course have been told."))
            return redirect("courses:suggestion", made.uid)
    parts = [(row.part, part_name(row)) for row in texts]
    context = {"course": course, "form": form, "source": source, "parts": parts, "part": chosen.part}
    return _page(request, "courses/suggestions/edit.html", context)


@form_methods
def suggest_idea(request: PersonRequest, slug: str) -> HttpResponse:
    """Suggest an example, or a lesson."""
    course = _served(slug)
    if not takes_suggestions(course):
        return _whom_to_tell(request, course)
    form = IdeaForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = {"lesson_key": request.GET.get("lesson", "")[:200], **form.cleaned_data}
        made = act(form, _make, request, course=course, kind=SuggestionKind.IDEA, **said)
        if made is not None:
            messages.success(request, _("Thank you. Those who write this course have been told."))
            return redirect("courses:suggestion", made.uid)
    return _page(request, "courses/suggestions/idea.html", {"course": course, "form": form})


@require_safe
def suggestions(request: PersonRequest) -> HttpResponse:
    """One's own suggestions."""
    return render(request, "courses/suggestions/mine.html", {"page": page_of(suggestions_of(request.user), request)})


@require_safe
def course_suggestions(request: PersonRequest, slug: str) -> HttpResponse:
    """The queue of a course, for its writers."""
    rows = Course.objects.visible_to_authors(request.user).with_title().select_related("organisation", "topic")
    course = get_object_or_404(rows, slug=slug)
    state = request.GET.get("state", "")
    found = suggestions_on(course)
    found = found.filter(state=state) if state in SuggestionState.values else found.waiting()
    context = {"course": course, "page": page_of(found, request), "states": SuggestionState.choices, "state": state}
    return render(request, "courses/suggestions/queue.html", context)


@require_safe
def suggestion(request: PersonRequest, uid: str) -> HttpResponse:
    """One suggestion: what it would change, what was said about it, and what the person may do next."""
    return _suggestion_page(request, _suggestion(request, uid))


@require_POST
def accept(request: PersonRequest, uid: str) -> HttpResponse:
    """Take it."""
    shown = _reviewed(request, uid)
    form = AcceptForm(request.POST, idea=shown.kind == SuggestionKind.IDEA)
    if form.is_valid():
        said = dict(form.cleaned_data)
        if "kind" in said:
            said["kind"] = RevisionKind(said["kind"])
        if act(form, accept_suggestion, actor=request.user, suggestion=shown, **said) is not None:
            messages.success(request, _("Accepted. The person is credited on the page of the course."))
            return redirect("courses:suggestion", uid)
    return _suggestion_page(request, shown, accept=form)


@require_POST
def decline(request: PersonRequest, uid: str) -> HttpResponse:
    """Say no, kindly."""
    shown = _reviewed(request, uid)
    form = WordForm(request.POST, prefix="decline")
    if form.is_valid():
        reason = form.cleaned_data["text"]
        if act(form, decline_suggestion, actor=request.user, suggestion=shown, reason=reason) is not None:
            messages.success(request, _("Declined. The person reads your reason."))
            return redirect("courses:suggestion", uid)
    return _suggestion_page(request, shown, decline=form)


@require_POST
def ask(request: PersonRequest, uid: str) -> HttpResponse:
    """Ask back."""
    shown = _reviewed(request, uid)
    form = WordForm(request.POST, prefix="ask")
    if form.is_valid():
        question = form.cleaned_data["text"]
        if act(form, ask_back, actor=request.user, suggestion=shown, text=question) is not None:
            messages.success(request, _("Sent."))
            return redirect("courses:suggestion", uid)
    return _suggestion_page(request, shown, ask=form)


@require_POST
def reply(request: PersonRequest, uid: str) -> HttpResponse:
    """Answer a question about one's suggestion."""
    shown = _suggestion(request, uid)
    form = WordForm(request.POST, prefix="reply")
    if form.is_valid():
        answer = form.cleaned_data["text"]
        if act(form, reply_to_question, actor=request.user, suggestion=shown, text=answer) is not None:
            messages.success(request, _("Sent."))
            return redirect("courses:suggestion", uid)
    return _suggestion_page(request, shown, reply=form)


@require_POST
def withdraw(request: PersonRequest, uid: str) -> HttpResponse:
    """Take one's own suggestion back."""
    withdraw_suggestion(actor=request.user, suggestion=_suggestion(request, uid))
    messages.success(request, _("Taken back."))
    return redirect("courses:suggestion", uid)


@login_not_required
@require_safe
def contributors(request: HttpRequest, slug: str) -> HttpResponse:
    """Who contributed to a course, as a page, or as the fragment that the page of the course asks for."""
    course = get_object_or_404(Course.objects.served().with_title(), slug=slug)
    part = request.headers.get("HX-Request")
    template = "courses/suggestions/_contributors.html" if part else "courses/suggestions/contributors.html"
    response = render(request, template, {"course": course, "credits": credits_of(course)})
    response.headers["Vary"] = "HX-Request"
    return response


def _suggestion_page(request: PersonRequest, shown: Suggestion, **forms: Any) -> HttpResponse:
    look = look_at(shown)
    state = SuggestionState(shown.state)
    reviews = request.user.has_perm("courses.review_suggestions", shown.course)
    initial = {"text": _proposed(shown, look), "seen": look.seen if look else ""}
    context = {
        "suggestion": shown,
        "course": shown.course,
        "look": look,
        "steps": shown.steps.select_related("by"),
        "reviews": reviews and state.is_open,
        "own": shown.by_id == request.user.pk,
        "is_open": state.is_open,
        "accept": AcceptForm(idea=look is None, initial=initial),
        "decline": WordForm(prefix="decline"),
        "ask": WordForm(prefix="ask"),
        "reply": WordForm(prefix="reply"),
    }
    return render(request, "courses/suggestions/suggestion.html", context | forms, status=400 if forms else 200)


def _proposed(shown: Suggestion, look: Look | None) -> str:
    return look.merged.text if look is not None and look.current is not None else shown.text


def _suggestion(request: PersonRequest, uid: str) -> Suggestion:
    rows = Suggestion.objects.visible_to(request.user).select_related("course__topic", "course__organisation", "by")
    found: Suggestion = get_object_or_404(rows, uid=uid)
    return found


def _reviewed(request: PersonRequest, uid: str) -> Suggestion:
    found = _suggestion(request, uid)
    if not request.user.has_perm("courses.review_suggestions", found.course):
        raise PermissionDenied
    return found


def _served(slug: str) -> Course:
    rows = Course.objects.served().with_title().select_related("organisation", "topic")
    course: Course = get_object_or_404(rows, slug=slug)
    return course


def _make(request: PersonRequest, **said: Any) -> Suggestion:
    if not throttling.allow(request, "suggest", limit=10, seconds=600):
        raise TooMany(_("You have made many suggestions in a short time. Please wait some minutes."))
    return make_suggestion(actor=request.user, **said)


def _whom_to_tell(request: PersonRequest, course: Course) -> HttpResponse:
    return render(request, "courses/suggestions/elsewhere.html", {"course": course})


def _page(request: PersonRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, template, context, status=400 if context["form"].errors else 200)
