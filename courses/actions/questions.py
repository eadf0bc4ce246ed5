"""Writing questions: adding one to a pool, changing it, retiring it. Changes of texts go through `editing`."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max

from courses.actions.editing import begin_edit, edit_element, end_edit, retire_segments, write_texts
from courses.assessment.checking import problems_of
from courses.editing.elements import document_of, new_key, place_of, segments_of, title_of
from courses.enums import EditDeed, QuestionKind, RevisionKind
from courses.errors import CannotBeAsked
from courses.models import Block, Edit, Module, Question
from wikilearn.people.models import Person


@transaction.atomic
def add_question(
    *,
    actor: Person,
    module: Module,
    kind: QuestionKind,
    settings: Mapping[str, Any],
    answer: Mapping[str, Any],
    texts: Mapping[str, str],
    block: Block | None = None,
) -> Question:
    """Put a question into the pool of a module; shown in `block` of it too, for practice, where one is given.

    Raises `NotYours`, `CannotBeAsked`.
    """
    course = begin_edit(actor, module.course)
    _check(kind, settings, answer, texts)
    last = course.questions.filter(module=module).aggregate(last=Max("position"))["last"]
    question = Question.objects.create(
        course=course,
        module=module,
        block=block,
        key=new_key(texts.get("prompt", ""), "question"),
        kind=kind,
        position=0 if last is None else last + 1,
        settings=dict(settings),
        answer=dict(answer),
    )
    write_texts(course, question, {part: text for part, text in texts.items() if text}, kind=RevisionKind.MINOR)
    end_edit(actor, course, question, EditDeed.ADDED, before={})
    return question


@transaction.atomic
def change_question(
    *,
    actor: Person,
    question: Question,
    settings: Mapping[str, Any],
    answer: Mapping[str, Any],
    texts: Mapping[str, str],
    kind: RevisionKind,
    expected: str = "",
) -> Edit | None:
    """Change a question; what attempts have seen stays. Raises `NotYours`, `CannotBeAsked`, `EditConflict`."""
    _check(question.kind, settings, answer, texts)
    attributes = {"settings": dict(settings), "answer": dict(answer)}
    return edit_element(actor=actor, element=question, texts=texts, attributes=attributes, kind=kind, expected=expected)


@transaction.atomic
def retire_question(*, actor: Person, question: Question) -> Edit:
    """Take a question out of its pool. Published revisions and attempts keep it; it can be undone like any edit."""
    course = begin_edit(actor, question.course)
    question = course.questions.select_related("module", "block__lesson").get(pk=question.pk)
    before, place, title = document_of(question), place_of(question), title_of(question)
    retire_segments(segments_of(question))
    # The row goes; `end_edit` only needs what it was called.
    kept = question.pk
    question.delete()
    question.pk = kept
    return end_edit(actor, course, question, EditDeed.REMOVED, before=before, place=place, title=title or question.key)


def _check(kind: str, settings: Mapping[str, Any], answer: Mapping[str, Any], texts: Mapping[str, str]) -> None:
    said = {part: text for part, text in texts.items() if text}
    if problems := problems_of(kind, settings=settings, answer=answer, texts=said):
        raise CannotBeAsked(problems[0])
