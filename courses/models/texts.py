"""Segments, the units of translation, and what they say in other languages."""

import hashlib
from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Left
from django.utils.translation import gettext_lazy as _

from courses import counters
from courses.enums import LocalizationState, TextFormat, TranslationState
from courses.models.questions import Question
from courses.models.structure import KEY_LENGTH, Block, Course, Lesson, Module
from courses.querysets import LocalizationQuerySet, SegmentQuerySet
from wikilearn.core import languages

MEMORY = 300
"""Characters at the beginning of a text by which the translation memory finds similar ones."""
_OLD, _NEW, _BOTH = {"old": "old_rows"}, {"new": "new_rows"}, {"old": "old_rows", "new": "new_rows"}


def _after(name: str, operation: Any, func: str, rows: dict[str, str]) -> pgtrigger.Trigger:
    """A trigger that runs once after each statement and sees the rows that it changed."""
    return pgtrigger.Trigger(
        name=name,
        operation=operation,
        func=func,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        referencing=pgtrigger.Referencing(**rows),  # type: ignore[no-untyped-call]
    )


def text_hash(text: str) -> str:
    """SHA-256 of a text, in hexadecimal: how a translation remembers which source it was made from."""
    return hashlib.sha256(text.encode()).hexdigest()


class Segment(models.Model):
    """One text of a course in its source language.

    `key` is unique in the course and stable (`lesson/<key>/title`); `part` says what it is to its owner (`title`,
    `summary`, `text`, `alt`, `prompt`, `option.2`). The owner is the most specific of question, block, lesson, module;
    the course itself where there is none. `order` is that of reading, within the course. `imported_hash` tells an edit
    made here from one made at the origin. A translated segment whose element is removed is retired, not deleted: if the
    element comes back, so do its translations.
    """

    course = models.ForeignKey(Course, verbose_name=_("course"), on_delete=models.CASCADE, related_name="segments")
    module = models.ForeignKey(
        Module, verbose_name=_("module"), on_delete=models.CASCADE, related_name="segments", null=True, blank=True
    )
    lesson = models.ForeignKey(
        Lesson, verbose_name=_("lesson"), on_delete=models.CASCADE, related_name="segments", null=True, blank=True
    )
    block = models.ForeignKey(
        Block, verbose_name=_("block"), on_delete=models.CASCADE, related_name="segments", null=True, blank=True
    )
    question = models.ForeignKey(
        Question, verbose_name=_("question"), on_delete=models.CASCADE, related_name="segments", null=True, blank=True
    )
    key = models.CharField(_("key"), max_length=3 * KEY_LENGTH)
    part = models.CharField(_("part"), max_length=80)
    order = models.PositiveIntegerField(_("order"))
    source_text = models.TextField(_("text"))
    source_hash = models.CharField(_("hash of the text"), max_length=64, editable=False)
    format = models.CharField(_("format"), max_length=10, choices=TextFormat, default=TextFormat.PLAIN)
    imported_hash = models.CharField(_("hash of the text last imported"), max_length=64, blank=True, editable=False)
    retired = models.BooleanField(_("no longer in the course"), default=False, editable=False)

    objects = SegmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("segment")
        verbose_name_plural = _("segments")
        ordering: ClassVar[list[str]] = ["order", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["course", "key"], name="segment_key"),
            models.CheckConstraint(
                condition=Q(lesson__isnull=True) | Q(module__isnull=False), name="segment_in_module"
            ),
            models.CheckConstraint(condition=Q(block__isnull=True) | Q(lesson__isnull=False), name="segment_in_lesson"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["course", "order"], name="segment_reading_order"),
            models.Index(fields=["source_hash"], name="segment_same_text"),
            GinIndex(OpClass(Left("source_text", MEMORY), name="gin_trgm_ops"), name="segment_similar_text"),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            _after("counts_inserted", pgtrigger.Insert, counters.segments_changed(old=False, new=True), _NEW),
            _after("counts_updated", pgtrigger.Update, counters.segments_changed(old=True, new=True), _BOTH),
            _after("counts_deleted", pgtrigger.Delete, counters.segments_changed(old=True, new=False), _OLD),
            pgtrigger.Trigger(
                name="source_kept",
                when=pgtrigger.After,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__source_hash__df=pgtrigger.F("new__source_hash")),
                func=counters.source_kept(),
            ),
        ]

    def __str__(self) -> str:
        return self.key


class Localization(models.Model):
    """A course in one more language, with counters that triggers keep up to date (`courses.counters`).

    `total` counts the segments that want a translation; `translated` those that have one whatever its state, `reviewed`
    the reviewed and published, `published` the published, `outdated` those whose source has changed since. `wanted` is
    how many learners of the course prefer the language (`courses.actions.counting.recount_demand`).
    """

    course = models.ForeignKey(Course, verbose_name=_("course"), on_delete=models.CASCADE, related_name="localizations")
    language = models.CharField(_("language"), max_length=35, validators=[languages.validate_tag])
    state = models.CharField(_("state"), max_length=10, choices=LocalizationState, default=LocalizationState.DRAFT)
    total = models.PositiveIntegerField(_("segments"), default=0)
    translated = models.PositiveIntegerField(_("translated"), default=0)
    reviewed = models.PositiveIntegerField(_("reviewed"), default=0)
    published = models.PositiveIntegerField(_("published"), default=0)
    outdated = models.PositiveIntegerField(_("outdated"), default=0)
    wanted = models.PositiveIntegerField(_("people who want it"), default=0)

    objects = LocalizationQuerySet.as_manager()

    class Meta:
        verbose_name = _("localization")
        verbose_name_plural = _("localizations")
        ordering: ClassVar[list[str]] = ["language"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["course", "language"], name="localization_once"),
            models.CheckConstraint(condition=Q(translated__lte=models.F("total")), name="localization_translated"),
            models.CheckConstraint(
                condition=Q(reviewed__lte=models.F("translated"), outdated__lte=models.F("translated")),
                name="localization_counts",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["language"], name="localization_language")]

    def __str__(self) -> str:
        return f"{self.course_id} {self.language}"

    @property
    def percent(self) -> int:
        """How much of the course is translated, 0–100; 100 only when all of it is."""
        return 100 * self.translated // self.total if self.total else 0


class Translation(models.Model):
    """What a segment says in another language. `source_hash` is that of the source it was made from."""

    segment = models.ForeignKey(
        Segment, verbose_name=_("segment"), on_delete=models.CASCADE, related_name="translations"
    )
    language = models.CharField(_("language"), max_length=35, validators=[languages.validate_tag])
    text = models.TextField(_("text"))
    state = models.CharField(_("state"), max_length=10, choices=TranslationState, default=TranslationState.DRAFT)
    source_hash = models.CharField(_("hash of the source"), max_length=64)
    translated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("translated by"), on_delete=models.PROTECT, related_name="+", null=True
    )
    translated_at = models.DateTimeField(_("translated at"), null=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("reviewed by"), on_delete=models.PROTECT, related_name="+", null=True
    )
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True)
    imported_hash = models.CharField(_("hash of the text last imported"), max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = _("translation")
        verbose_name_plural = _("translations")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["segment", "language"], name="translation_once"),
            models.CheckConstraint(condition=Q(state__in=TranslationState.values), name="translation_state_is_known"),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True) | Q(reviewed_at__isnull=False), name="translation_review_dated"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["language", "state"], name="translation_work"),
            models.Index(
                fields=["translated_at", "segment"],
                condition=Q(state=TranslationState.TRANSLATED),
                name="translation_to_review",
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            _after("counts_inserted", pgtrigger.Insert, counters.translations_changed(old=False, new=True), _NEW),
            _after("counts_updated", pgtrigger.Update, counters.translations_changed(old=True, new=True), _BOTH),
            _after("counts_deleted", pgtrigger.Delete, counters.translations_changed(old=True, new=False), _OLD),
            _after("steps_inserted", pgtrigger.Insert, counters.step_taken(old=False), _NEW),
            _after("steps_updated", pgtrigger.Update, counters.step_taken(old=True), _BOTH),
        ]

    def __str__(self) -> str:
        return f"{self.segment_id} {self.language}"
