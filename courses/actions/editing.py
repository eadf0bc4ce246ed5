"""Changing what the source says. Everybody who changes source texts does it with `edit_element`."""

from collections.abc import Mapping
from typing import Any

from django.db import connection, transaction
from django.db.models import F, OuterRef, Subquery
from django.utils.translation import gettext as _

from courses.editing.elements import (
    ATTRIBUTES,
    Element,
    attributes_of,
    course_of,
    owners_of,
    place_of,
    segments_of,
    texts_of,
    title_of,
    version_of,
)
from courses.editing.parts import format_of, place_in_element
from courses.enums import CourseState, EditDeed, RevisionKind, TranslationState
from courses.errors import EditConflict, NotYours
from courses.models import Course, Draft, Edit, Segment, Translation
from courses.models.texts import text_hash
from wikilearn.audit.actions import record
from wikilearn.people.models import Person

CURRENT = [TranslationState.TRANSLATED, TranslationState.REVIEWED, TranslationState.PUBLISHED]
"""States of a translation that says what its source says."""


@transaction.atomic
def edit_element(
    *,
    actor: Person,
    element: Element,
    texts: Mapping[str, str],
    kind: RevisionKind,
    attributes: Mapping[str, Any] | None = None,
    expected: str = "",
    permission: str = "courses.edit_course",
) -> Edit | None:
    """Change some texts (by part; an empty one is removed) and attributes of an element.

    A minor edit takes translations that were current along, a major one makes them outdated; they stay served. A source
    that says again what a translation was made from makes it current again. The working copy becomes a draft, what
    learners read stays. Gives the edit that undoes it, None where nothing differs.

    `expected` is the version that the person saw (`courses.editing.elements.version_of`): where the element is in
    another one now, nothing is written and `EditConflict` raised. `permission` is asked for on the course; another
    action that lets other people change the source names its own. Raises `NotYours`, `EditConflict`.
    """
    course = begin_edit(actor, course_of(element), permission)
    element.refresh_from_db()
    if expected and expected != version_of(element):
        raise EditConflict
    before = {"texts": texts_of(element), "attributes": attributes_of(element)}
    attributes = {name: value for name, value in (attributes or {}).items() if before["attributes"][name] != value}
    said = {part: text for part, text in texts.items() if before["texts"].get(part, "") != text}
    Draft.objects.filter(course=course, person=actor, place=place_of(element)).delete()
    if not said and not attributes:
        return None
    _write_attributes(element, attributes)
    write_texts(course, element, said, kind=kind)
    return end_edit(actor, course, element, EditDeed.CHANGED, before=before, kind=kind)


def begin_edit(actor: Person, course: Course, permission: str = "courses.edit_course") -> Course:
    """Lock the course for an edit of its source; the first step of each action that makes one."""
    locked = Course.objects.locked(course.pk)
    if not actor.has_perm(permission, locked):
        raise NotYours(_("You may not change this course."))
    return locked


def end_edit(
    actor: Person,
    course: Course,
    element: Element,
    deed: EditDeed,
    *,
    before: dict[str, Any],
    kind: RevisionKind = RevisionKind.MINOR,
    place: str = "",
    title: str = "",
) -> Edit:
    """Keep the history, log, and take the course out of review; the last step of each action on the source."""
    if course.state != CourseState.DRAFT:
        course.state = CourseState.DRAFT
    course.save(update_fields=["state", "changed_at"])
    number_segments(course)
    edit = Edit.objects.create(
        course=course,
        place=place or place_of(element),
        deed=deed,
        kind=kind,
        title=title or title_of(element),
        before=before,
        by=actor,
    )
    record(
        actor=actor.reference,
        action="courses.edited",
        target=course.reference,
        details={"place": edit.place, "deed": str(deed), "kind": str(kind)},
    )
    return edit


def write_texts(course: Course, element: Element, texts: Mapping[str, str], *, kind: RevisionKind) -> None:
    """Write some texts of an element, by part, and what that means to their translations. A few queries in all."""
    prefix = place_of(element)
    existing = {row.part: row for row in segments_of(element)}
    changed, created, removed = [], [], []
    for part in sorted(texts, key=place_in_element):
        segment = existing.get(part)
        if not texts[part]:
            removed.extend([segment] if segment else [])
        elif segment is None:
            created.append((f"{prefix}/{part}", part, texts[part]))
        elif segment.source_text != texts[part]:
            segment.source_text, segment.source_hash = texts[part], text_hash(texts[part])
            changed.append(segment)
    old = dict(Segment.objects.filter(pk__in=[row.pk for row in changed]).values_list("pk", "source_hash"))
    Segment.objects.bulk_update(changed, ["source_text", "source_hash"], batch_size=500)
    _carry_translations(list(old), minor=kind == RevisionKind.MINOR)
    retire_segments(Segment.objects.filter(pk__in=[row.pk for row in removed]))
    create_segments(course, element, created)


def retire_segments(segments: Any) -> None:
    """Take texts out of the course. Translated ones are kept apart, and come back with their element."""
    ids = list(segments.values_list("pk", flat=True))
    rows = Segment.objects.filter(pk__in=ids)
    translated = list(rows.filter(translations__isnull=False).distinct().values_list("pk", flat=True))
    Segment.objects.filter(pk__in=translated).update(retired=True, module=None, lesson=None, block=None, question=None)
    rows.exclude(pk__in=translated).delete()


def number_segments(course: Course) -> None:
    """Bring `order` of all segments in line with the outline: one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_NUMBER, [course.pk])


def _write_attributes(element: Element, attributes: Mapping[str, Any]) -> None:
    if unknown := attributes.keys() - set(ATTRIBUTES[type(element)]):
        raise TypeError(unknown)
    for name, value in attributes.items():
        setattr(element, name, value)
    if attributes:
        element.save(update_fields=[*attributes])


def create_segments(
    course: Course, element: Element, texts: list[tuple[str, str, str]], formats: Mapping[str, str] | None = None
) -> None:
    """New segments from keys, parts and texts. One that was retired under the same key comes back, and its translations
    are measured by the new text. `formats` by part, where they are not the usual ones.
    """
    keys = [key for key, _part, _text in texts]
    retired = {row.key: row for row in course.segments.filter(retired=True, key__in=keys)}
    last = course.segments.count()
    rows = []
    for number, (key, part, text) in enumerate(texts):
        row = retired.get(key) or Segment(course=course, key=key)
        row.part, row.format = part, (formats or {}).get(part, format_of(part))
        row.source_text, row.source_hash = text, text_hash(text)
        row.retired, row.order = False, last + number
        for name, owner in owners_of(element).items():
            setattr(row, name, owner)
        rows.append(row)
    back = [row for row in rows if row.pk]
    names = ["part", "format", "retired", "order", "source_text", "source_hash"]
    Segment.objects.bulk_update(back, [*names, "module", "lesson", "block", "question"], batch_size=500)
    Segment.objects.bulk_create([row for row in rows if not row.pk], batch_size=500)
    _carry_translations([row.pk for row in back], minor=False)


def _carry_translations(segments: list[int], *, minor: bool) -> None:
    """After the source of these segments has changed: set-based, whatever the number of languages."""
    now = Subquery(Segment.objects.filter(pk=OuterRef("segment_id")).values("source_hash")[:1])
    rows = Translation.objects.filter(segment__in=segments)
    rows.filter(state=TranslationState.OUTDATED, source_hash=F("segment__source_hash"), reviewed_at=None).update(
        state=TranslationState.TRANSLATED
    )
    rows.filter(state=TranslationState.OUTDATED, source_hash=F("segment__source_hash")).update(
        state=TranslationState.REVIEWED
    )
    stale = rows.filter(state__in=CURRENT).exclude(source_hash=F("segment__source_hash"))
    if minor:
        stale.update(source_hash=now)
    else:
        stale.update(state=TranslationState.OUTDATED)


_NUMBER = """
    UPDATE courses_segment AS kept SET "order" = placed.number - 1
    FROM (
        SELECT segment.id, row_number() OVER (
            ORDER BY segment.retired, module.id IS NOT NULL, module.position, module.id,
                segment.question_id IS NOT NULL AND lesson.id IS NULL,
                lesson.id IS NOT NULL, lesson.position, lesson.id,
                block.id IS NOT NULL, block.position, block.id,
                question.id IS NOT NULL, question.position, question.id, segment."order", segment.id
        ) AS number
        FROM courses_segment AS segment
        LEFT JOIN courses_module AS module ON module.id = segment.module_id
        LEFT JOIN courses_lesson AS lesson ON lesson.id = segment.lesson_id
        LEFT JOIN courses_block AS block ON block.id = segment.block_id
        LEFT JOIN courses_question AS question ON question.id = segment.question_id
        WHERE segment.course_id = %s
    ) AS placed
    WHERE placed.id = kept.id AND kept."order" <> placed.number - 1
"""
