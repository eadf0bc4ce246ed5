"""Making elements from their documents (`courses.editing.elements.document_of`)."""

from collections.abc import Callable
from typing import Any

from courses.editing.elements import ATTRIBUTES, new_key, place_of
from courses.models import Block, Course, Lesson, Module, Question, Segment
from courses.publishing.snapshot import Document

Write = Callable[..., None]
"""`courses.actions.editing.create_segments`."""


def make_element(course: Course, document: Document, parent: Any, *, fresh: bool, write: Write) -> Any:
    """Rows for the element and all that is in it, in `parent`.

    `fresh` makes another one with keys of its own and without questions, else it is the same one again: with its keys
    and its questions.
    """
    makers: dict[str, Callable[..., Any]] = {"block": _block, "lesson": _lesson, "module": _module}
    make = makers[document["type"]]
    return make(course, document, parent, fresh, write)


def _block(course: Course, document: Document, lesson: Lesson, fresh: bool, write: Write) -> Block:
    block = Block.objects.create(
        lesson=lesson,
        key=new_key("", document["kind"]) if fresh else document["key"],
        **_fields(Block, document, fresh),
    )
    _texts(course, document, block, fresh, write)
    if not fresh:
        course.questions.filter(key__in=document["questions"]).update(block=block)
        Segment.objects.filter(question__block=block).update(lesson=lesson, block=block, module=lesson.module)
    return block


def _lesson(course: Course, document: Document, module: Module, fresh: bool, write: Write) -> Lesson:
    key = new_key(document["texts"].get("title", ""), "lesson") if fresh else document["key"]
    lesson = Lesson.objects.create(course=course, module=module, key=key, **_fields(Lesson, document, fresh))
    _texts(course, document, lesson, fresh, write)
    for block in document["blocks"]:
        _block(course, block, lesson, fresh, write)
    return lesson


def _module(course: Course, document: Document, parent: Course, fresh: bool, write: Write) -> Module:
    key = new_key(document["texts"].get("title", ""), "module") if fresh else document["key"]
    module = Module.objects.create(course=course, key=key, **_fields(Module, document, fresh))
    _texts(course, document, module, fresh, write)
    for lesson in document["lessons"]:
        _lesson(course, lesson, module, fresh, write)
    for question in [] if fresh else document["questions"]:
        _question(course, question, module, write)
    return module


def _question(course: Course, document: Document, module: Module, write: Write) -> None:
    lesson, block = document["block"] or ("", "")
    shown_in = Block.objects.filter(lesson__course=course, lesson__key=lesson, key=block).first()
    question = Question.objects.create(
        course=course, module=module, block=shown_in, key=document["key"], **_fields(Question, document, False)
    )
    _texts(course, document, question, False, write)


def _fields(model: Any, document: Document, fresh: bool) -> dict[str, Any]:
    names = {"position", *ATTRIBUTES[model], *(["kind"] if model is Block else [])}
    fields = {name: document[name] for name in names if name in document}
    return fields if fresh else fields | {"imported": document["imported"]}


def _texts(course: Course, document: Document, element: Any, fresh: bool, write: Write) -> None:
    prefix = place_of(element)
    texts = [(f"{prefix}/{part}", part, text) for part in document["parts"] for text in [document["texts"][part]]]
    write(course, element, texts, document["formats"])
    if not fresh:
        for part, imported in document["imported_hashes"].items():
            Segment.objects.filter(course=course, key=f"{prefix}/{part}").update(imported_hash=imported)
