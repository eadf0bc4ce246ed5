"""Adding, moving, duplicating and removing modules, lessons and blocks; taking any edit back."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext as _

from courses.actions.editing import begin_edit, create_segments, edit_element, end_edit, retire_segments
from courses.editing.elements import (
    Element,
    course_of,
    document_of,
    find_element,
    new_key,
    place_of,
    segments_of,
    title_of,
)
from courses.editing.making import make_element
from courses.editing.parts import place_in_element
from courses.enums import EditDeed, RevisionKind
from courses.errors import NotUndone
from courses.models import Block, Course, Edit, Lesson, Module, OverlayBlock, Segment
from wikilearn.people.models import Person

Part = Module | Lesson | Block
"""What has a place among others."""


@transaction.atomic
def add_module(*, actor: Person, course: Course, title: str) -> Module:
    """A new module at the end. Raises `NotYours`."""
    course = begin_edit(actor, course)
    module = Module.objects.create(course=course, key=new_key(title, "module"), position=_next(course.modules.all()))
    return _added(actor, course, module, {"title": title})


@transaction.atomic
def add_lesson(*, actor: Person, module: Module, title: str) -> Lesson:
    """A new lesson at the end of a module. Raises `NotYours`."""
    course = begin_edit(actor, module.course)
    lesson = Lesson.objects.create(
        course=course, module=module, key=new_key(title, "lesson"), position=_next(module.lessons.all())
    )
    return _added(actor, course, lesson, {"title": title})


@transaction.atomic
def add_block(
    *, actor: Person, lesson: Lesson, kind: str, texts: Mapping[str, str], settings: dict[str, Any] | None = None
) -> Block:
    """A new block at the end of a lesson. Raises `NotYours`."""
    course = begin_edit(actor, lesson.course)
    block = Block.objects.create(
        lesson=lesson, kind=kind, key=new_key("", kind), position=_next(lesson.blocks.all()), settings=settings or {}
    )
    return _added(actor, course, block, texts)


@transaction.atomic
def move_element(*, actor: Person, element: Part, parent: Course | Module | Lesson, position: int) -> Edit | None:
    """Put an element at a place (counted from 0) in its parent or another one of the course. None if it is there."""
    course = begin_edit(actor, course_of(element))
    element.refresh_from_db()
    before = {"parent": place_of(_parent(element)), "position": _siblings(element).index(element)}
    others = _children(parent).exclude(pk=element.pk).count()
    position = min(max(0, position), others)
    if before == {"parent": place_of(parent), "position": position}:
        return None
    old_place, old_siblings = place_of(element), [each for each in _siblings(element) if each != element]
    if _parent(element) != parent:
        _arrange(old_siblings)
        _rehome(element, parent, old_place)
    siblings = [each for each in _siblings(element) if each != element]
    siblings.insert(position, element)
    _arrange(siblings)
    return end_edit(actor, course, element, EditDeed.MOVED, before=before | {"place": old_place})


@transaction.atomic
def shift_element(*, actor: Person, element: Part, by: int) -> Edit | None:
    """Move an element one place up (-1) or down (+1); at the edge of its parent into the neighbouring one.

    None where there is no further place.
    """
    course = begin_edit(actor, course_of(element))
    siblings = _siblings(element)
    place = siblings.index(element) + by
    if 0 <= place < len(siblings):
        return move_element(actor=actor, element=element, parent=_parent(element), position=place)
    parents = _neighbours(course, element)
    beyond = parents.index(_parent(element)) + by
    if not 0 <= beyond < len(parents):
        return None
    parent = parents[beyond]
    end = _children(parent).count() if by < 0 else 0
    return move_element(actor=actor, element=element, parent=parent, position=end)


@transaction.atomic
def duplicate_element(*, actor: Person, element: Part) -> Part:
    """The same once more, below it, with keys of its own. Questions stay with the original, translations too."""
    course = begin_edit(actor, course_of(element))
    document = document_of(element)
    title = document["texts"].get("title")
    if title:
        document["texts"]["title"] = _("%(title)s (copy)") % {"title": title}
    copy: Any = make_element(course, document, _parent(element), fresh=True, write=create_segments)
    siblings = [each for each in _siblings(element) if each != copy]
    siblings.insert(siblings.index(element) + 1, copy)
    _arrange(siblings)
    end_edit(actor, course, copy, EditDeed.ADDED, before={})
    return copy


@transaction.atomic
def remove_element(*, actor: Person, element: Part) -> Edit:
    """Take an element out of the working copy, with what is in it; the edit that it gives brings all of it back.

    Translated texts are kept apart, so that they come back too. What learners read stays until the next publication.
    """
    course = begin_edit(actor, course_of(element))
    element.refresh_from_db()
    parent, place, title, document = _parent(element), place_of(element), title_of(element), document_of(element)
    document["position"] = _siblings(element).index(element)
    retire_segments(_all_segments(element))
    _detach_questions(element)
    element.delete()
    _arrange(list(_children(parent)))
    before = {"document": document, "parent": place_of(parent)}
    return end_edit(actor, course, parent, EditDeed.REMOVED, before=before, place=place, title=title)


@transaction.atomic
def undo_edit(*, actor: Person, edit: Edit) -> Edit:
    """Take an edit back, as a new edit; earlier texts of an element are restored this way, too.

    Raises `NotYours`, `NotUndone` where what it belongs to is gone, or has come back already.
    """
    course = begin_edit(actor, edit.course)
    edit = Edit.objects.select_for_update().get(pk=edit.pk)
    undo = {
        EditDeed.CHANGED: _undo_change,
        EditDeed.ADDED: _undo_addition,
        EditDeed.REMOVED: _undo_removal,
        EditDeed.MOVED: _undo_move,
    }[EditDeed(edit.deed)]
    undone = undo(actor, course, edit)
    if undone is None:
        raise NotUndone(_("There is nothing to take back: it is as it was."))
    Edit.objects.filter(pk=edit.pk).exclude(deed=EditDeed.CHANGED).update(undone=True)
    return undone


def _undo_change(actor: Person, course: Course, edit: Edit) -> Edit | None:
    element = _found(course, edit.place)
    texts = dict.fromkeys(_parts(element), "") | edit.before["texts"]
    attributes = edit.before["attributes"]
    return edit_element(actor=actor, element=element, texts=texts, attributes=attributes, kind=RevisionKind(edit.kind))


def _undo_addition(actor: Person, course: Course, edit: Edit) -> Edit | None:
    element: Any = _found(course, edit.place)
    return remove_element(actor=actor, element=element)


def _undo_removal(actor: Person, course: Course, edit: Edit) -> Edit | None:
    parent: Any = _found(course, edit.before["parent"])
    if find_element(course, edit.place) is not None:
        return None
    document = edit.before["document"]
    element: Any = make_element(course, document, parent, fresh=False, write=create_segments)
    siblings = [each for each in _siblings(element) if each != element]
    siblings.insert(document["position"], element)
    _arrange(siblings)
    return end_edit(actor, course, element, EditDeed.ADDED, before={})


def _undo_move(actor: Person, course: Course, edit: Edit) -> Edit | None:
    element: Any = _found(course, edit.place)
    parent: Any = _found(course, edit.before["parent"])
    return move_element(actor=actor, element=element, parent=parent, position=edit.before["position"])


def _found(course: Course, place: str) -> Element:
    element = find_element(course, place)
    if element is None:
        raise NotUndone(_("This cannot be taken back: what it belongs to is not there any more."))
    return element


def _parts(element: Element) -> list[str]:
    return [segment.part for segment in segments_of(element)]


def _added(actor: Person, course: Course, element: Any, texts: Mapping[str, str]) -> Any:
    prefix = place_of(element)
    parts = sorted((part for part in texts if texts[part]), key=place_in_element)
    create_segments(course, element, [(f"{prefix}/{part}", part, texts[part]) for part in parts])
    end_edit(actor, course, element, EditDeed.ADDED, before={})
    return element


def _parent(element: Part) -> Any:
    if isinstance(element, Block):
        return element.lesson
    return element.module if isinstance(element, Lesson) else element.course


def _children(parent: Any) -> Any:
    if isinstance(parent, Lesson):
        return parent.blocks.select_related("lesson")
    return parent.lessons.select_related("module") if isinstance(parent, Module) else parent.modules.all()


def _siblings(element: Part) -> list[Any]:
    return list(_children(_parent(element)))


def _neighbours(course: Course, element: Part) -> list[Any]:
    """All that could be the parent of such an element, in order."""
    if isinstance(element, Block):
        return list(course.lessons.all())
    return list(course.modules.all()) if isinstance(element, Lesson) else [course]


def _next(rows: Any) -> int:
    last = rows.order_by("-position").values_list("position", flat=True).first()
    return 0 if last is None else int(last) + 1


def _arrange(siblings: Sequence[Any]) -> None:
    """Number elements in this order; only those whose number changes are written."""
    moved = []
    for number, each in enumerate(siblings):
        if each.position != number:
            each.position = number
            moved.append(each)
    if moved:
        type(moved[0]).objects.bulk_update(moved, ["position"])


def _rehome(element: Part, parent: Any, old_place: str) -> None:
    """Give an element another parent; its texts go with it, and their keys follow those of a block."""
    if isinstance(element, Block):
        taken, old = parent.blocks.filter(key=element.key).exists(), (element.lesson.key, element.key)
        element.lesson, element.key = parent, new_key("", element.kind) if taken else element.key
        element.save(update_fields=["lesson", "key"])
        OverlayBlock.objects.filter(overlay__course=parent.course_id, lesson_key=old[0], block_key=old[1]).update(
            lesson_key=parent.key, block_key=element.key
        )
        rows = Segment.objects.filter(block=element)
        rows.update(lesson=parent)
        rows.filter(question=None).update(
            module=parent.module_id,
            key=Concat(Value(place_of(element)), Substr(F("key"), len(old_place) + 1)),
        )
    elif isinstance(element, Lesson):
        element.module = parent
        element.save(update_fields=["module"])
        Segment.objects.filter(lesson=element, question=None).update(module=parent)


def _detach_questions(element: Part) -> None:
    """The texts of questions outlive the block that shows them."""
    if isinstance(element, (Block, Lesson)):
        owner = {type(element)._meta.model_name or "": element}
        Segment.objects.filter(**owner).exclude(question=None).update(lesson=None, block=None)


def _all_segments(element: Part) -> Any:
    owner = {type(element)._meta.model_name or "": element}
    segments = Segment.objects.filter(**owner)
    # Questions go with their module, not with a block that shows them.
    return segments if isinstance(element, Module) else segments.filter(question=None)
