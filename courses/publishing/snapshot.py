"""The whole of a course as one plain JSON document."""

import hashlib
import json
from collections import defaultdict
from typing import Any

from courses.enums import TranslationState
from courses.models import Block, Course, Segment, Translation

FORMAT = 1
_LEFT_OUT = [TranslationState.DRAFT, TranslationState.REJECTED]

MEDIA = ("filename", "content_type", "size", "sha256", "width", "height", "licence", "author", "source")
Document = dict[str, Any]
"""`{"format", "course": {…settings}, "texts": {part: key}, "modules": [{"key", "settings", "texts",
"lessons": [{"key", "minutes", "settings", "texts",
"blocks": [{"key", "kind", "core", "settings", "texts", "questions": [key]}]}]}],
"questions": [{"key", "module", "kind", "settings", "answer", "texts"}],
"media": {key: {…`MEDIA`}} of the files that blocks name, "people": [{"name", "role", "credential"}],
"segments": {key: {"text", "format", "hash"}},
"translations": {language: {segment key: [text, state, source hash]}}}`. `texts` map a part to a segment's key."""


def snapshot(course: Course) -> Document:
    """The document of a course as it stands; eleven queries whatever its size."""
    segments = list(course.segments.wanted())
    texts: dict[tuple[str, int], dict[str, str]] = defaultdict(dict)
    for segment in segments:
        texts[_owner(segment)][segment.part] = segment.key
    blocks: dict[int, list[Block]] = defaultdict(list)
    for block in Block.objects.filter(lesson__course=course):
        blocks[block.lesson_id].append(block)
    shown: dict[int | None, list[str]] = defaultdict(list)
    questions = []
    for question in course.questions.select_related("module"):
        shown[question.block_id].append(question.key)
        questions.append(
            {
                "key": question.key,
                "module": question.module.key,
                "kind": question.kind,
                "settings": question.settings,
                "answer": question.answer,
                "texts": texts["question", question.pk],
            }
        )
    lessons: dict[int, list[Document]] = defaultdict(list)
    for lesson in course.lessons.all():
        lessons[lesson.module_id].append(
            {
                "key": lesson.key,
                "minutes": lesson.minutes,
                "settings": lesson.settings,
                "texts": texts["lesson", lesson.pk],
                "blocks": [
                    {
                        "key": block.key,
                        "kind": block.kind,
                        "core": block.core,
                        "settings": block.settings,
                        "texts": texts["block", block.pk],
                        "questions": shown[block.pk],
                    }
                    for block in blocks[lesson.pk]
                ],
            }
        )
    return {
        "format": FORMAT,
        "course": _settings(course),
        "texts": texts["course", course.pk],
        "modules": [
            {
                "key": module.key,
                "settings": module.settings,
                "texts": texts["module", module.pk],
                "lessons": lessons[module.pk],
            }
            for module in course.modules.all()
        ],
        "questions": questions,
        "media": _media(course, [block for found in blocks.values() for block in found]),
        "people": list(course.people.values("name", "role", "credential")),
        "segments": {
            segment.key: {"text": segment.source_text, "format": segment.format, "hash": segment.source_hash}
            for segment in segments
        },
        "translations": _translations(course),
    }


def document_hash(document: Document) -> str:
    """SHA-256 of the document in a spelling that does not depend on the order of its fields."""
    return hashlib.sha256(
        json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    ).hexdigest()


def _owner(segment: Segment) -> tuple[str, int]:
    for name in ("question", "block", "lesson", "module"):
        if (owner := getattr(segment, f"{name}_id")) is not None:
            return name, owner
    return "course", segment.course_id


def _settings(course: Course) -> dict[str, Any]:
    return {
        "slug": course.slug,
        "organisation": course.organisation.slug,
        "topic": course.topic.key if course.topic else None,
        "guarded": course.is_guarded,
        "kind": course.kind.value,
        "path": course.path,
        "level": course.level,
        "audiences": course.audiences,
        "source_language": course.source_language,
        "licence": course.licence,
        "sources": course.sources,
        "questions_per_attempt": course.questions_per_attempt,
        "pass_mark": course.pass_mark,
        "attempts_before_pause": course.attempts_before_pause,
        "pause": course.pause.total_seconds(),
        "time_limit": course.time_limit.total_seconds() if course.time_limit else None,
        "prerequisites": list(course.prerequisites.order_by("slug").values_list("slug", flat=True)),
        "settings": course.settings,
    }


def _media(course: Course, blocks: list[Block]) -> dict[str, Document]:
    """The files that blocks name."""
    keys = {key for block in blocks if isinstance(key := block.settings.get("media"), str)}
    rows = course.media.filter(key__in=keys).values("key", *MEDIA) if keys else []
    return {row["key"]: {name: row[name] for name in MEDIA} for row in rows}


def _translations(course: Course) -> dict[str, dict[str, list[str]]]:
    """What may be served. Published ones count as reviewed: publishing alone makes no document differ from the last."""
    said: dict[str, dict[str, list[str]]] = defaultdict(dict)
    rows = (
        Translation.objects.filter(segment__course=course, segment__retired=False)
        .exclude(state__in=_LEFT_OUT)
        .exclude(language=course.source_language)
        .order_by("language", "segment__order")
        .values_list("language", "segment__key", "text", "state", "source_hash")
    )
    for language, key, text, state, source_hash in rows:
        kept = TranslationState.REVIEWED if state == TranslationState.PUBLISHED else state
        said[language][key] = [text, str(kept), source_hash]
    return dict(said)
