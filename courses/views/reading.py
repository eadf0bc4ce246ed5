"""A lesson, and the quizzes in it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from courses.assessment.questions import Question
from courses.forms.learning import AnswerSheet
from courses.models import CompiledLesson
from courses.queries.questions import graded_questions, open_questions, with_feedback
from courses.queries.reading import ServedCourse, lesson_of
from courses.views.readers import asked_language, chain_of, lesson_address, serve_or_404
from wikilearn.core import languages


@dataclass(slots=True)
class ShownBlock:
    """A block on its page. `graded` says that the answers are in; `local` is whose local text it is.

    `place` is the key of the shared block at which it stands, which is where a reader is in any version.
    """

    key: str
    kind: str
    html: str
    notice: str
    language: languages.Language
    question_keys: list[str] = field(default_factory=list)
    sheet: AnswerSheet | None = None
    graded: bool = False
    local: str = ""
    place: str = ""


@login_not_required
@require_safe
def lesson(request: HttpRequest, slug: str, lesson_key: str) -> HttpResponse:
    """One lesson to read."""
    served = serve_or_404(request, slug)
    compiled = _lesson_or_404(request, served, lesson_key)
    return _lesson_page(request, served, compiled, _blocks(served, compiled))


@login_not_required
@require_http_methods(["GET", "POST"])
def quiz(request: HttpRequest, slug: str, lesson_key: str, block_key: str) -> HttpResponse:
    """Answer the questions of a block and see at once what was right, and why. Nothing is stored."""
    served = serve_or_404(request, slug)
    compiled = _lesson_or_404(request, served, lesson_key)
    if request.method != "POST":
        return redirect(lesson_address(served, lesson_key, block_key=block_key, asked=asked_language(request, served)))
    blocks = _blocks(served, compiled)
    answered = next((block for block in blocks if block.key == block_key and block.sheet is not None), None)
    if answered is None:
        raise Http404
    _answer(served, answered, request.POST)
    if request.headers.get("HX-Request"):
        context = {"served": served, "lesson": compiled, "block": answered, "asked": asked_language(request, served)}
        return render(request, "courses/_quiz.html", context)
    return _lesson_page(request, served, compiled, blocks)


def _answer(served: ServedCourse, block: ShownBlock, data: QueryDict) -> None:
    """Put the answers on the sheet of a block; when none is missing, with what is right and why."""
    sheet = _sheet(block, block.sheet.questions if block.sheet else [], data)
    block.sheet, block.graded = sheet, not sheet.moved and sheet.is_valid()
    place: dict[str, Any] = {"revision_id": served.entry.revision_id, "language": served.entry.language}
    if block.graded:
        questions = graded_questions(**place, keys=block.question_keys)
        block.sheet = _sheet(block, [questions[question.key] for question in sheet.questions], data)
    elif any(question.scenario for question in sheet.questions):
        block.sheet = _sheet(block, with_feedback(sheet.questions, sheet.answers, **place), data)


def graded(served: ServedCourse, lesson: CompiledLesson, block_key: str, data: QueryDict) -> tuple[int, int]:
    """How many questions of a block were answered rightly, of how many. `Http404` for a block without questions."""
    blocks = _blocks(served, lesson)
    answered = next((block for block in blocks if block.key == block_key and block.sheet is not None), None)
    if answered is None or answered.sheet is None:
        raise Http404
    place: dict[str, Any] = {"revision_id": served.entry.revision_id, "language": served.entry.language}
    questions = graded_questions(**place, keys=answered.question_keys)
    rows = list(_sheet(answered, [questions[each.key] for each in answered.sheet.questions], data).rows)
    return sum(row.is_right for row in rows), len(rows)


def _lesson_page(
    request: HttpRequest, served: ServedCourse, compiled: CompiledLesson, blocks: list[ShownBlock]
) -> HttpResponse:
    keys = served.lesson_keys
    outline = served.outline(current=compiled.lesson_key)
    context: dict[str, Any] = {
        "served": served,
        "lesson": compiled,
        "title_language": languages.get(compiled.title_language),
        "module_language": languages.get(compiled.module_title_language),
        "blocks": blocks,
        "outline": outline,
        "number": keys.index(compiled.lesson_key) + 1 if compiled.lesson_key in keys else 0,
        "total": len(keys),
        "is_read": compiled.lesson_key in served.read,
        "asked": asked_language(request, served),
    }
    return render(request, "courses/lesson.html", context)


def _lesson_or_404(request: HttpRequest, served: ServedCourse, lesson_key: str) -> CompiledLesson:
    try:
        return lesson_of(served, lesson_key, chain_of(request))
    except CompiledLesson.DoesNotExist as error:
        raise Http404 from error


def _blocks(served: ServedCourse, compiled: CompiledLesson) -> list[ShownBlock]:
    blocks = [
        ShownBlock(
            key=block["key"],
            kind=block["kind"],
            html=block["html"],
            notice=block["notice"],
            language=languages.get(block["language"]),
            question_keys=list(block.get("questions") or ()),
            local=block.get("local", ""),
            place=block.get("place") or block["key"],
        )
        for block in compiled.blocks
    ]
    _put_questions(served, blocks, [key for block in blocks for key in block.question_keys])
    return blocks


def _put_questions(served: ServedCourse, blocks: list[ShownBlock], keys: Collection[str]) -> None:
    if not keys:
        return
    questions = open_questions(revision_id=served.entry.revision_id, language=served.entry.language, keys=keys)
    for block in blocks:
        if asked := [questions[key] for key in block.question_keys if key in questions]:
            block.sheet = _sheet(block, asked)


def _sheet(block: ShownBlock, questions: Sequence[Question], data: QueryDict | None = None) -> AnswerSheet:
    return AnswerSheet(questions, data, prefix=f"b-{block.key}")
