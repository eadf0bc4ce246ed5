"""From course documents to rows, by stable keys.

What is as it was is not written, and what was edited here is not overwritten. Runs inside the caller's transaction,
with some ten queries a course, whatever its size.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.enums import CourseState, RevisionKind, TranslationState
from courses.errors import NotYours
from courses.exchange.about import CourseAbout
from courses.exchange.document import CourseDocument, Text
from courses.exchange.loss_report import Outcome, Report
from courses.exchange.media import import_media
from courses.models import Block, Course, Lesson, Module, Question, Segment, Translation
from courses.models.texts import text_hash
from wikilearn.movement.models import Organisation
from wikilearn.people.models import Person

Progress = Callable[[int, int], None]
"""Is told lessons done and lessons in all."""
BATCH = 1000
_MARKS = frozenset({"imported", "imported_hash", "order"})
"""Fields that say where a row is from: to take over a course that was written here is no change of it."""
_CURRENT = [TranslationState.TRANSLATED, TranslationState.REVIEWED, TranslationState.PUBLISHED]


def import_courses(
    documents: list[CourseDocument],
    *,
    organisation: Organisation,
    actor: Person,
    report: Report,
    progress: Progress,
    kind: RevisionKind = RevisionKind.MAJOR,
    overwrite: bool = False,
) -> list[Course]:
    """Create or update a course for each document; gives those that changed. `report.changes` says how much.

    `kind` says what a changed text means to its translations. `overwrite`: what was edited here gives way.
    """
    total = sum(document.lessons for document in documents)
    done = 0
    changed = []
    for document in documents:
        progress(done, total)
        course = _CourseImport(document, organisation, actor, report, kind, overwrite).run()
        if course is not None:
            changed.append(course)
        done += document.lessons
    progress(done, total)
    return changed


@dataclass(slots=True)
class _Wanted:
    """A segment as the document wants it, before its owners have rows."""

    key: str
    text: Text
    order: int
    owners: dict[str, Any] = field(default_factory=dict)


class _CourseImport:
    def __init__(
        self,
        document: CourseDocument,
        organisation: Organisation,
        actor: Person,
        report: Report,
        kind: RevisionKind,
        overwrite: bool,
    ) -> None:
        self.minor = kind == RevisionKind.MINOR
        self.overwrite = overwrite
        self.document = document
        self.organisation = organisation
        self.actor = actor
        self.report = report
        self.counts = {"created": 0, "changed": 0, "removed": 0}
        self.kept: dict[type[models.Model], set[Any]] = {}

    def run(self) -> Course | None:
        self.course = self._course()
        self._about()
        self._media()
        self.reviews = self.actor.has_perm("courses.review_localization", self.course)
        self.guarded = self.course.is_guarded
        self.lowered = 0
        modules = self._modules()
        lessons = self._lessons(modules)
        blocks = self._blocks(lessons)
        questions = self._questions(modules, blocks)
        wanted = {each.key: each for each in self._wanted(modules, lessons, blocks, questions)}
        segments = self._segments(wanted)
        self._translations(wanted, segments)
        if self.lowered:
            self.report.find(Outcome.CHANGED, self.course.slug, str(self.lowered), "state_lowered")
        self._remove(segments.keys() - wanted.keys(), segments, questions, blocks, lessons, modules)
        self.report.changes[self.course.slug] = dict(self.counts)
        if not any(self.counts.values()):
            return None
        if self.course.state in (CourseState.PUBLISHED, CourseState.IN_REVIEW):
            self.course.state = CourseState.DRAFT
        self.course.save()
        return self.course

    def _course(self) -> Course:
        document = self.document
        course = (
            Course.objects.select_for_update(no_key=True)
            .filter(organisation=self.organisation, origin=document.origin, external_key=document.key)
            .first()
        )
        if course is None and document.about is not None:
            course = Course.objects.filter(organisation=self.organisation, slug=document.slug).first()
        if course is not None and document.about is not None and not self.actor.has_perm("courses.edit_course", course):
            raise NotYours(_("You may not change this course."))
        if course is None:
            self.counts["created"] += 1
            return Course.objects.create(
                slug=_free_slug(document.slug, self.organisation),
                organisation=self.organisation,
                origin=document.origin,
                external_key=document.key,
                source_language=document.language,
                licence=document.licence,
                settings=document.settings,
            )
        if course.settings != document.settings:
            course.settings = document.settings
            self.counts["changed"] += 1
        return course

    def _about(self) -> None:
        if self.document.about is None:
            return
        about = CourseAbout(self.course, self.actor, self.report)
        self.counts["changed"] += about.write(self.document.about, self.document.people)

    def _media(self) -> None:
        """Files first: blocks name them, by another key where a file has got another content."""
        if not self.document.media:
            return
        named = import_media(self.course, self.document.media, self.actor, self.counts, self.report)
        for module in self.document.modules:
            for lesson in module.lessons:
                for block in lesson.blocks:
                    if (key := block.settings.get("media")) in named:
                        block.settings = block.settings | {"media": named[key]}

    def _modules(self) -> dict[str, Module]:
        wanted = {
            module.key: {"course": self.course, "key": module.key, "position": position, "settings": module.settings}
            for position, module in enumerate(self.document.modules)
        }
        return self._sync(Module, {module.key: module for module in self.course.modules.all()}, wanted)

    def _lessons(self, modules: dict[str, Module]) -> dict[str, Lesson]:
        wanted = {
            lesson.key: {
                "course": self.course,
                "module": modules[module.key],
                "key": lesson.key,
                "position": position,
                "minutes": lesson.minutes,
                "settings": lesson.settings,
            }
            for module in self.document.modules
            for position, lesson in enumerate(module.lessons)
        }
        return self._sync(Lesson, {lesson.key: lesson for lesson in self.course.lessons.all()}, wanted)

    def _blocks(self, lessons: dict[str, Lesson]) -> dict[tuple[str, str], Block]:
        rows = Block.objects.filter(lesson__course=self.course).select_related("lesson")
        wanted = {
            (lesson.key, block.key): {
                "lesson": lessons[lesson.key],
                "kind": block.kind,
                "key": block.key,
                "position": position,
                "settings": block.settings,
            }
            | ({} if block.core is None else {"core": block.core})
            for module in self.document.modules
            for lesson in module.lessons
            for position, block in enumerate(lesson.blocks)
        }
        return self._sync(Block, {(block.lesson.key, block.key): block for block in rows}, wanted)

    def _questions(self, modules: dict[str, Module], blocks: dict[tuple[str, str], Block]) -> dict[str, Question]:
        wanted: dict[str, dict[str, Any]] = {}
        shown = [
            (module, blocks[lesson.key, block.key], question)
            for module in self.document.modules
            for lesson in module.lessons
            for block in lesson.blocks
            for question in block.questions
        ]
        unshown = [(module, None, question) for module in self.document.modules for question in module.questions]
        for module, block, question in [*shown, *unshown]:
            wanted[question.key] = {
                "course": self.course,
                "module": modules[question.module or module.key],
                "block": block,
                "key": question.key,
                "kind": question.kind,
                "position": len(wanted) if question.position is None else question.position,
                "settings": question.settings,
                "answer": question.answer,
            }
        return self._sync(Question, {question.key: question for question in self.course.questions.all()}, wanted)

    def _wanted(
        self,
        modules: dict[str, Module],
        lessons: dict[str, Lesson],
        blocks: dict[tuple[str, str], Block],
        questions: dict[str, Question],
    ) -> Iterator[_Wanted]:
        """Every segment of the document in reading order."""
        number = 0
        for prefix, texts, owners in self._elements(modules, lessons, blocks, questions):
            for text in texts:
                yield _Wanted(f"{prefix}/{text.part}", text, number, owners)
                number += 1

    def _elements(
        self,
        modules: dict[str, Module],
        lessons: dict[str, Lesson],
        blocks: dict[tuple[str, str], Block],
        questions: dict[str, Question],
    ) -> Iterator[tuple[str, list[Text], dict[str, Any]]]:
        yield "course", self.document.texts, {}
        for module in self.document.modules:
            owners: dict[str, Any] = {"module": modules[module.key]}
            yield f"module/{module.key}", module.texts, owners
            for lesson in module.lessons:
                owners = {"module": modules[module.key], "lesson": lessons[lesson.key]}
                yield f"lesson/{lesson.key}", lesson.texts, owners
                for block in lesson.blocks:
                    in_block = owners | {"block": blocks[lesson.key, block.key]}
                    yield f"lesson/{lesson.key}/{block.key}", block.texts, in_block
                    for question in block.questions:
                        in_question = in_block | {"question": questions[question.key]}
                        yield f"question/{question.key}", question.texts, in_question
            for question in module.questions:
                owners = {"module": modules[module.key], "question": questions[question.key]}
                yield f"question/{question.key}", question.texts, owners

    def _segments(self, wanted: dict[str, _Wanted]) -> dict[str, Segment]:
        existing = {segment.key: segment for segment in self.course.segments.all()}
        fields: dict[str, dict[str, Any]] = {}
        outdated: list[Segment] = []
        respaced: list[Segment] = []
        for key, each in wanted.items():
            fields[key] = {
                "course": self.course,
                "module": each.owners.get("module"),
                "lesson": each.owners.get("lesson"),
                "block": each.owners.get("block"),
                "question": each.owners.get("question"),
                "key": key,
                "part": each.text.part,
                "order": each.order,
                "format": each.text.format,
                "retired": False,
            }
            segment, imported = existing.get(key), text_hash(each.text.source)
            if segment is not None and self._was_edited_here(segment, segment.source_hash, imported, key):
                continue
            fields[key] |= {"source_text": each.text.source, "source_hash": imported, "imported_hash": imported}
            if segment is not None and segment.source_hash != imported:
                same_words = segment.source_text.split() == each.text.source.split()
                (respaced if same_words or self.minor else outdated).append(segment)
        segments = self._sync(Segment, existing, fields)
        Translation.objects.filter(segment__in=outdated, state__in=_CURRENT).update(state=TranslationState.OUTDATED)
        now = Subquery(Segment.objects.filter(pk=OuterRef("segment_id")).values("source_hash")[:1])
        Translation.objects.filter(segment__in=respaced, state__in=_CURRENT).update(source_hash=now)
        return segments

    def _translations(self, wanted: dict[str, _Wanted], segments: dict[str, Segment]) -> None:
        existing = {
            (translation.segment_id, translation.language): translation
            for translation in Translation.objects.filter(segment__course=self.course)
        }
        now = timezone.now()
        fields: dict[tuple[int, str], dict[str, Any]] = {}
        for key, each in wanted.items():
            segment = segments[key]
            for language, text in each.text.translations.items():
                translation, imported = existing.get((segment.pk, language)), text_hash(text)
                stated = self._stated(each.text, language, segment, translation)
                if translation is not None and (
                    (translation.text == text and (stated is None or _stands(translation, stated)))
                    or self._was_edited_here(translation, text_hash(translation.text), imported, f"{key} [{language}]")
                ):
                    continue
                fields[segment.pk, language] = {
                    "segment": segment,
                    "language": language,
                    "text": text,
                    "state": TranslationState.TRANSLATED,
                    "source_hash": segment.source_hash,
                    "imported_hash": imported,
                    "translated_by": self.actor,
                    "translated_at": now,
                    "reviewed_by": None,
                    "reviewed_at": None,
                }
                if stated is not None:
                    fields[segment.pk, language] |= {"state": stated[0], "source_hash": stated[1]}
                    if stated[0] == TranslationState.REVIEWED:
                        fields[segment.pk, language] |= {"reviewed_by": self.actor, "reviewed_at": now}
        self._sync(Translation, existing, fields, marked=False)

    def _stated(self, text: Text, language: str, segment: Segment, here: Translation | None) -> tuple[str, str] | None:
        """State and hash that the archive gives a translation. Only reviewers bring reviewed texts along.

        Whoever imports a text counts as its translator: in a guarded course only what was reviewed here stays so.
        """
        if language not in text.states:
            return None
        state, source_hash = text.states[language]
        trusted = self.reviews and (not self.guarded or _is_reviewed(here, text.translations[language], source_hash))
        if state == TranslationState.REVIEWED and not trusted:
            self.lowered += 1
            state = TranslationState.TRANSLATED
        if state != TranslationState.OUTDATED and source_hash != segment.source_hash:
            state = TranslationState.OUTDATED
        return str(state), source_hash

    def _was_edited_here(self, row: Segment | Translation, now: str, imported: str, key: str) -> bool:
        """The text here is not the one last imported; says so where the archive has a new one too."""
        if self.overwrite:
            return False
        if not row.imported_hash or now in (row.imported_hash, imported):
            return False
        if imported != row.imported_hash:
            self.report.find(Outcome.DROPPED, self.course.slug, key, "edited_here")
        return True

    def _remove(
        self,
        gone: Iterable[str],
        segments: dict[str, Segment],
        questions: dict[str, Question],
        blocks: dict[tuple[str, str], Block],
        lessons: dict[str, Lesson],
        modules: dict[str, Module],
    ) -> None:
        """Take out what an earlier import made and this archive has no more; translated texts are retired."""
        ids = [segments[key].pk for key in gone if segments[key].imported_hash and not segments[key].retired]
        rows = Segment.objects.filter(pk__in=ids)
        translated = list(rows.filter(translations__isnull=False).distinct().values_list("pk", flat=True))
        Segment.objects.filter(pk__in=translated).update(
            retired=True, module=None, lesson=None, block=None, question=None
        )
        rows.exclude(pk__in=translated).delete()
        self.counts["removed"] += len(ids)
        for model, found in ((Question, questions), (Block, blocks), (Lesson, lessons), (Module, modules)):
            vanished = [row.pk for key, row in found.items() if row.imported and key not in self.kept[model]]
            model._default_manager.filter(pk__in=vanished).delete()
            self.counts["removed"] += len(vanished)

    def _sync(
        self,
        model: type[models.Model],
        existing: dict[Any, Any],
        wanted: dict[Any, dict[str, Any]],
        *,
        marked: bool = True,
    ) -> dict[Any, Any]:
        """Create what is missing, update what differs, touch nothing else; gives all rows by key."""
        rows = dict(existing)
        created, changed, unseen = [], [], 0
        names: set[str] = set()
        for key, fields in wanted.items():
            if marked and model is not Segment:
                fields["imported"] = True
            row = rows.get(key)
            if row is None:
                rows[key] = row = model(**fields)
                created.append(row)
            elif differing := [name for name, value in fields.items() if _value(row, name) != _plain(value)]:
                for name in differing:
                    setattr(row, name, fields[name])
                names.update(differing)
                changed.append(row)
                unseen += not set(differing) - _MARKS
        model._default_manager.bulk_create(created, batch_size=BATCH)
        if changed:
            model._default_manager.bulk_update(changed, sorted(names), batch_size=BATCH)
        self.counts["created"] += len(created)
        self.counts["changed"] += len(changed) - unseen
        self.kept[model] = set(wanted)
        return rows


def _is_reviewed(translation: Translation | None, text: str, source_hash: str) -> bool:
    """Whether just this text was reviewed here, for just this source."""
    return (
        translation is not None
        and translation.text == text
        and _stands(translation, (str(TranslationState.REVIEWED), source_hash))
    )


def _stands(translation: Translation, stated: tuple[str, str]) -> bool:
    """Whether the translation is where the archive says; a published one is a reviewed one."""
    state = TranslationState.REVIEWED if translation.state == TranslationState.PUBLISHED else translation.state
    return (str(state), translation.source_hash) == stated


def _value(row: models.Model, name: str) -> Any:
    return getattr(row, row._meta.get_field(name).attname)  # type: ignore[union-attr]


def _plain(value: Any) -> Any:
    return value.pk if isinstance(value, models.Model) else value


def _free_slug(wanted: str, organisation: Organisation) -> str:
    """The address that the course would like, or the nearest free one."""
    candidates = [wanted[:100], f"{wanted[:60]}-{organisation.slug[:38]}"]
    candidates += [f"{wanted[:55]}-{organisation.slug[:35]}-{number}" for number in range(2, 100)]
    taken = set(Course.objects.filter(slug__in=candidates).values_list("slug", flat=True))
    return next(slug for slug in candidates if slug not in taken)
