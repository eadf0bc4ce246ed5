"""What a person does with a course. It all belongs to the course, whatever the language."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.enums import AttemptState, Level
from courses.models.revisions import CourseRevision
from courses.models.structure import KEY_LENGTH, Course
from courses.querysets import AttemptQuerySet, EnrolmentQuerySet
from wikilearn.core.integrity import append_only


class Enrolment(models.Model):
    """A person takes a course. `lesson_key` and `block_key` are where they left off, in any language.
    `local_owner` is whose local version they read (`Overlay.owner_key`); empty for the shared course.

    Whoever leaves keeps the row, with `left_at`: progress and attempts are there again when they come back.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.PROTECT, related_name="enrolments"
    )
    course = models.ForeignKey(Course, verbose_name=_("course"), on_delete=models.PROTECT, related_name="enrolments")
    enrolled_at = models.DateTimeField(_("enrolled at"), default=timezone.now)
    language = models.CharField(_("language"), max_length=35, blank=True)
    lesson_key = models.CharField(_("lesson"), max_length=KEY_LENGTH, blank=True)
    block_key = models.CharField(_("block"), max_length=KEY_LENGTH, blank=True)
    local_owner = models.CharField(_("local version"), max_length=100, blank=True)
    visited_at = models.DateTimeField(_("last visited"), null=True, blank=True)
    left_at = models.DateTimeField(_("left"), null=True, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "course"], name="enrolment_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.course_id}"


class LessonRead(models.Model):
    """The person has read a lesson, first in this language."""

    enrolment = models.ForeignKey(
        Enrolment, verbose_name=_("enrolment"), on_delete=models.CASCADE, related_name="lessons_read"
    )
    lesson_key = models.CharField(_("lesson"), max_length=KEY_LENGTH)
    language = models.CharField(_("language"), max_length=35)
    read_at = models.DateTimeField(_("read at"), default=timezone.now)

    class Meta:
        verbose_name = _("lesson read")
        verbose_name_plural = _("lessons read")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["enrolment", "lesson_key"], name="lesson_read_once"),
        ]

    def __str__(self) -> str:
        return self.lesson_key


class Attempt(models.Model):
    """One sitting of the assessment, reproducible: `seed` draws the questions of `revision` again.

    `drawn`: `[{"key", "question_revision": id, "options": [ids in the order shown]}]`. `cycle` counts the completions
    before it: a refreshed certification is drawn other questions. `score` is in percent; `pass_mark` is what the course
    asked for when it started (absent in old ones).
    """

    enrolment = models.ForeignKey(
        Enrolment, verbose_name=_("enrolment"), on_delete=models.PROTECT, related_name="attempts"
    )
    revision = models.ForeignKey(
        CourseRevision, verbose_name=_("revision"), on_delete=models.PROTECT, related_name="attempts"
    )
    language = models.CharField(_("language"), max_length=35)
    seed = models.BigIntegerField(_("seed"))
    cycle = models.PositiveIntegerField(_("cycle"), default=0)
    pass_mark = models.PositiveSmallIntegerField(
        _("pass mark in percent"), null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    drawn = models.JSONField(_("questions drawn"))
    state = models.CharField(_("state"), max_length=10, choices=AttemptState, default=AttemptState.OPEN)
    started_at = models.DateTimeField(_("started at"), default=timezone.now)
    due_at = models.DateTimeField(_("due at"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    score = models.PositiveSmallIntegerField(
        _("score in percent"), null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    passed = models.BooleanField(_("passed"), null=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering: ClassVar[list[str]] = ["-started_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["enrolment"], condition=Q(state=AttemptState.OPEN), name="attempt_one_open"
            ),
            models.CheckConstraint(
                condition=Q(
                    state=AttemptState.SUBMITTED,
                    submitted_at__isnull=False,
                    score__isnull=False,
                    passed__isnull=False,
                )
                | Q(state__in=[AttemptState.OPEN, AttemptState.EXPIRED], submitted_at__isnull=True, score__isnull=True)
                & (Q(passed__isnull=True) | Q(passed=False)),
                name="attempt_submitted_has_score",
            ),
            models.CheckConstraint(condition=Q(score__isnull=True) | Q(score__lte=100), name="attempt_score_percent"),
            models.CheckConstraint(
                condition=Q(due_at__isnull=True) | Q(due_at__gt=models.F("started_at")), name="attempt_due_after_start"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["enrolment", "started_at"], name="attempt_history"),
            models.Index(fields=["due_at"], condition=Q(state=AttemptState.OPEN), name="attempt_due"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.started_at:%Y-%m-%d %H:%M}"


class AttemptAnswer(models.Model):
    """What was answered to one drawn question. `answer`: `{"chosen": […]}`, as `courses.assessment.kinds` has it.

    `credit` is how much of the point it earns, 0–100 rounded down; `correct` that it earns all of it.
    """

    attempt = models.ForeignKey(Attempt, verbose_name=_("attempt"), on_delete=models.CASCADE, related_name="answers")
    question_key = models.CharField(_("question"), max_length=KEY_LENGTH)
    answer = models.JSONField(_("answer"))
    correct = models.BooleanField(_("correct"))
    credit = models.PositiveSmallIntegerField(
        _("credit in percent"), null=True, blank=True, validators=[MaxValueValidator(100)]
    )

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["attempt", "question_key"], name="attempt_answer_once"),
        ]

    def __str__(self) -> str:
        return self.question_key


class Completion(models.Model):
    """A person has passed a course. Rows are only ever added; passing again adds another.

    `score` is in percent. `attempt` is absent where the course asks nothing and reading it is enough, and where the
    person completed it by attending all sessions of a `cohort`.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.PROTECT, related_name="completions"
    )
    course = models.ForeignKey(Course, verbose_name=_("course"), on_delete=models.PROTECT, related_name="completions")
    revision = models.ForeignKey(CourseRevision, verbose_name=_("revision"), on_delete=models.PROTECT, related_name="+")
    language = models.CharField(_("language"), max_length=35)
    score = models.PositiveSmallIntegerField(_("score in percent"))
    level = models.CharField(_("level"), max_length=12, choices=Level)
    passed_at = models.DateTimeField(_("passed at"), default=timezone.now)
    attempt = models.OneToOneField(
        Attempt, verbose_name=_("attempt"), on_delete=models.PROTECT, related_name="completion", null=True, blank=True
    )
    cohort = models.ForeignKey(
        "courses.Cohort",
        verbose_name=_("cohort"),
        on_delete=models.PROTECT,
        related_name="completions",
        null=True,
        blank=True,
    )

    class Meta:
        verbose_name = _("completion")
        verbose_name_plural = _("completions")
        ordering: ClassVar[list[str]] = ["-passed_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(score__lte=100), name="completion_score_percent"),
            models.UniqueConstraint(
                fields=["person", "cohort"], condition=Q(cohort__isnull=False), name="completion_once_per_cohort"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["person", "course", "-passed_at"], name="completion_of_person"),
            models.Index(fields=["course", "passed_at"], name="completion_of_course"),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = append_only()

    def __str__(self) -> str:
        return f"{self.person_id} {self.course_id} {self.passed_at:%Y-%m-%d}"
