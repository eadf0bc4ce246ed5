"""Elements of a course: where they are, what they say, and what it takes to make them again."""

import secrets
from typing import Any

from django.db import models
from django.utils.text import slugify

from courses.models import Block, Course, Lesson, Module, Question, Segment
from courses.publishing.snapshot import Document, document_hash

Element = Course | Module | Lesson | Block | Question

ATTRIBUTES: dict[type[models.Model], tuple[str, ...]] = {
    Course: (),
    Module: ("settings",),
    Lesson: ("settings", "minutes"),
    Block: ("settings", "core"),
    Question: ("kind", "settings", "answer"),
}
"""What belongs to an element besides its texts."""


def place_of(element: Element) -> str:
    """The name of an element in its course, with which the keys of its segments begin."""
    if isinstance(element, Course):
        return "course"
    if isinstance(element, Block):
        return f"lesson/{element.lesson.key}/{element.key}"
    return f"{element._meta.model_name}/{element.key}"


def course_of(element: Element) -> Course:
    """The course that an element belongs to."""
    if isinstance(element, Course):
        return element
    course: Course = element.lesson.course if isinstance(element, Block) else element.course
    return course


def segments_of(element: Element) -> models.QuerySet[Segment]:
    """The texts of the element itself, in order; not those of what is in it."""
    if isinstance(element, Course):
        texts = Segment.objects.filter(course=element, module=None, lesson=None, block=None, question=None)
    elif isinstance(element, Module):
        texts = Segment.objects.filter(module=element, lesson=None, block=None, question=None)
    elif isinstance(element, Lesson):
        texts = Segment.objects.filter(lesson=element, block=None, question=None)
    elif isinstance(element, Block):
        texts = Segment.objects.filter(block=element, question=None)
    else:
        texts = Segment.objects.filter(question=element)
    return texts.filter(retired=False)


def texts_of(element: Element) -> dict[str, str]:
    """What the element says in its source language, by part."""
    return dict(segments_of(element).values_list("part", "source_text"))


def attributes_of(element: Element) -> dict[str, Any]:
    """What belongs to the element besides its texts."""
    return {name: getattr(element, name) for name in ATTRIBUTES[type(element)]}


def version_of(element: Element) -> str:
    """Changes with every change of the element itself, and comes back when the change is taken back."""
    return document_hash({"texts": texts_of(element), "attributes": attributes_of(element)})


def owners_of(element: Element) -> dict[str, Any]:
    """The owners that a segment of the element has."""
    if isinstance(element, Course):
        return {}
    if isinstance(element, Module):
        return {"module": element}
    if isinstance(element, Lesson):
        return {"module": element.module, "lesson": element}
    if isinstance(element, Block):
        return {"module": element.lesson.module, "lesson": element.lesson, "block": element}
    owners: dict[str, Any] = {"module": element.module, "question": element}
    if element.block is not None:
        owners |= {"module": element.block.lesson.module, "lesson": element.block.lesson, "block": element.block}
    return owners


def title_of(element: Element) -> str:
    """A short name of the element for lists: its title or its first words; may be empty."""
    texts = texts_of(element)
    said = texts.get("title") or texts.get("prompt") or texts.get("text") or next(iter(texts.values()), "")
    return " ".join(said.split())[:200]


def find_element(course: Course, place: str) -> Element | None:
    """The element at a place, None if there is none any more."""
    kind, _slash, key = place.partition("/")
    if kind == "course":
        return course
    if kind == "module":
        return course.modules.filter(key=key).first()
    if kind == "question":
        return course.questions.filter(key=key).first()
    lesson, _slash, block = key.partition("/")
    if not block:
        return course.lessons.filter(key=lesson).first()
    return Block.objects.filter(lesson__course=course, lesson__key=lesson, key=block).select_related("lesson").first()


def document_of(element: Module | Lesson | Block | Question) -> Document:
    """All that it takes to make the element again, with what is in it. Local adaptations find it by its key.

    `parts` is the order of its texts, which JSON in the database does not keep.
    """
    document: Document = {
        "type": element._meta.model_name,
        "key": element.key,
        "position": element.position,
        "imported": element.imported,
        "parts": list(segments_of(element).values_list("part", flat=True)),
        "texts": dict(segments_of(element).values_list("part", "source_text")),
        "imported_hashes": dict(segments_of(element).exclude(imported_hash="").values_list("part", "imported_hash")),
        "formats": dict(segments_of(element).values_list("part", "format")),
    } | attributes_of(element)
    if isinstance(element, Block):
        document["kind"] = element.kind
        document["lesson"] = element.lesson.key
        document["questions"] = list(element.questions.values_list("key", flat=True))
    elif isinstance(element, Lesson):
        document["module"] = element.module.key
        document["blocks"] = [document_of(block) for block in element.blocks.select_related("lesson")]
    elif isinstance(element, Module):
        document["lessons"] = [document_of(lesson) for lesson in element.lessons.select_related("module")]
        questions = element.questions.select_related("module", "block__lesson")
        document["questions"] = [document_of(question) for question in questions]
    else:
        document["module"] = element.module.key
        document["block"] = [element.block.lesson.key, element.block.key] if element.block else None
    return document


def new_key(words: str, fallback: str) -> str:
    """A key that no element has had before: some of the words, and a random end.

    A key that was used once is never given again: translations of removed texts and progress of learners hang on it.
    """
    return f"{slugify(words)[:40].strip('-') or fallback}-{secrets.token_hex(3)}"
