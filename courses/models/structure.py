"""Course, module, lesson, block: the working copy that authors change. Learners read what was compiled from a revision.

Titles and all other texts are segments (`courses.models.texts`): what communities write is rows, never columns.
Keys are stable across imports and revisions; a learner's place is a lesson key and a block key.
"""

from datetime import timedelta
from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.enums import Audience, BlockKind, CourseKind, CourseLevel, CoursePath, CourseState
from courses.querysets import CourseQuerySet
from wikilearn.core import languages

KEY_LENGTH = 200


class Course(models.Model):
    """One course in every language: its settings and the state of its working copy.

    `published_revision` is what learners get; it stays in place while the working copy is edited and reviewed again.
    `origin` and `external_key` say what an importer made it from, so that the next import finds it.
    """

    slug = models.SlugField(_("address"), max_length=100, unique=True)
    organisation = models.ForeignKey(
        "movement.Organisation", verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="courses"
    )
    topic = models.ForeignKey(
        "courses.Topic",
        verbose_name=_("topic"),
        on_delete=models.PROTECT,
        related_name="courses",
        null=True,
        blank=True,
    )
    path = models.CharField(_("path"), max_length=10, choices=CoursePath, default=CoursePath.FULL)
    level = models.CharField(_("level"), max_length=12, choices=CourseLevel, default=CourseLevel.BEGINNER)
    audiences = ArrayField(
        models.CharField(max_length=12, choices=Audience), verbose_name=_("audiences"), default=list, blank=True
    )
    source_language = models.CharField(
        _("source language"), max_length=35, default="en", validators=[languages.validate_tag]
    )
    licence = models.CharField(_("licence"), max_length=100, blank=True)
    sources = models.TextField(_("sources"), blank=True)

    prerequisites: Any = models.ManyToManyField(
        "self", verbose_name=_("to be taken before"), symmetrical=False, related_name="leads_to", blank=True
    )

    state = models.CharField(_("state"), max_length=10, choices=CourseState, default=CourseState.DRAFT)
    published_revision = models.ForeignKey(
        "courses.CourseRevision",
        verbose_name=_("published revision"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("submitted by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)

    questions_per_attempt = models.PositiveSmallIntegerField(
        _("questions per attempt"), default=10, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    pass_mark = models.PositiveSmallIntegerField(
        _("pass mark in percent"), default=80, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    attempts_before_pause = models.PositiveSmallIntegerField(
        _("attempts before a pause"), default=3, validators=[MinValueValidator(1), MaxValueValidator(20)]
    )
    pause = models.DurationField(_("length of the pause"), default=timedelta(hours=24))
    time_limit = models.DurationField(_("time limit"), null=True, blank=True)

    origin = models.CharField(_("imported from"), max_length=40, blank=True)
    external_key = models.CharField(_("key there"), max_length=KEY_LENGTH, blank=True)
    settings = models.JSONField(_("settings"), default=dict, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = CourseQuerySet.as_manager()

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        ordering: ClassVar[list[str]] = ["slug"]
        indexes: ClassVar[list[models.Index]] = [
            # The catalogue is cut into pages from this index alone.
            models.Index(
                fields=["-published_revision", "topic", "organisation", "id"],
                condition=Q(published_revision__isnull=False),
                name="course_catalogue",
            )
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["organisation", "origin", "external_key"],
                condition=~Q(origin=""),
                name="course_external_key",
            ),
            models.CheckConstraint(condition=Q(state__in=CourseState.values), name="course_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state=CourseState.PUBLISHED) | Q(published_revision__isnull=False),
                name="course_published_has_revision",
            ),
            models.CheckConstraint(
                condition=~Q(state=CourseState.WITHDRAWN) | Q(published_revision__isnull=True),
                name="course_withdrawn_has_none",
            ),
            models.CheckConstraint(condition=Q(pass_mark__range=(1, 100)), name="course_pass_mark_percent"),
            models.CheckConstraint(condition=Q(questions_per_attempt__gte=1), name="course_asks_something"),
            models.CheckConstraint(condition=Q(attempts_before_pause__gte=1), name="course_attempts_before_pause"),
            models.CheckConstraint(condition=Q(pause__gte=timedelta(0)), name="course_pause_not_negative"),
            models.CheckConstraint(
                condition=Q(time_limit__isnull=True) | Q(time_limit__gt=timedelta(0)), name="course_time_limit_positive"
            ),
        ]

        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Trigger(
                name="third_parties_serve_no_mandatory_topic",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("topic_id", "organisation_id"),  # type: ignore[no-untyped-call]
                func="""
                    IF EXISTS (SELECT 1 FROM courses_topic WHERE id = NEW.topic_id AND mandatory)
                        AND EXISTS (
                            SELECT 1 FROM movement_organisation WHERE id = NEW.organisation_id AND kind = 'third_party'
                        )
                    THEN
                        RAISE EXCEPTION 'a third party serves no mandatory topic'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'course_of_third_party_not_mandatory';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return self.slug

    @property
    def reference(self) -> str:
        """How the audit log names this course."""
        return f"course:{self.slug}"

    @property
    def kind(self) -> CourseKind:
        """What the course counts for."""
        if self.topic is not None and self.topic.mandatory:
            return CourseKind.MANDATORY
        if self.organisation.kind == "third_party":
            return CourseKind.THIRD_PARTY
        return CourseKind.COMPLEMENTARY

    @property
    def is_guarded(self) -> bool:
        """Mandatory or sensitive: a second person reviews it, and each of its translations."""
        return self.topic is not None and (self.topic.mandatory or self.topic.sensitive)


class Module(models.Model):
    """A part of a course with its own lessons and its own pool of questions."""

    course = models.ForeignKey(Course, verbose_name=_("course"), on_delete=models.CASCADE, related_name="modules")
    key = models.CharField(_("key"), max_length=KEY_LENGTH)
    position = models.PositiveIntegerField(_("position"))
    settings = models.JSONField(_("settings"), default=dict, blank=True)
    imported = models.BooleanField(_("made by an import"), default=False, editable=False)

    class Meta:
        verbose_name = _("module")
        verbose_name_plural = _("modules")
        ordering: ClassVar[list[str]] = ["position", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["course", "key"], name="module_key"),
        ]

    def __str__(self) -> str:
        return self.key


class Lesson(models.Model):
    """One page that a learner reads. `minutes` is how long that takes."""

    course = models.ForeignKey(Course, verbose_name=_("course"), on_delete=models.CASCADE, related_name="lessons")
    module = models.ForeignKey(Module, verbose_name=_("module"), on_delete=models.CASCADE, related_name="lessons")
    key = models.CharField(_("key"), max_length=KEY_LENGTH)
    position = models.PositiveIntegerField(_("position"))
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=1)
    settings = models.JSONField(_("settings"), default=dict, blank=True)
    imported = models.BooleanField(_("made by an import"), default=False, editable=False)

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")
        ordering: ClassVar[list[str]] = ["module__position", "position", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["course", "key"], name="lesson_key"),
        ]

    def __str__(self) -> str:
        return self.key


class Block(models.Model):
    """One piece of a lesson: a text, a picture, a quiz.

    `core`: an overlay may add to it, never hide or replace it. `settings` hold what is not text, by kind:
    addresses of media, the raw import of an opaque block.
    """

    lesson = models.ForeignKey(Lesson, verbose_name=_("lesson"), on_delete=models.CASCADE, related_name="blocks")
    kind = models.CharField(_("kind"), max_length=10, choices=BlockKind)
    key = models.CharField(_("key"), max_length=KEY_LENGTH)
    position = models.PositiveIntegerField(_("position"))
    settings = models.JSONField(_("settings"), default=dict, blank=True)
    core = models.BooleanField(_("core"), default=False)
    imported = models.BooleanField(_("made by an import"), default=False, editable=False)

    class Meta:
        verbose_name = _("block")
        verbose_name_plural = _("blocks")
        ordering: ClassVar[list[str]] = ["position", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["lesson", "key"], name="block_key"),
        ]

    def __str__(self) -> str:
        return self.key
