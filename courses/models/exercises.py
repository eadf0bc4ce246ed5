"""What learners do in practice."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.enums import ExerciseState, Finding
from courses.models.learning import Enrolment
from courses.models.structure import KEY_LENGTH


class ExerciseWork(models.Model):
    """A person's work on an exercise of a lesson.

    `report` is what they handed in, `comment` what the reviewer says to it. Of an exercise on a wiki `finding` says
    what asking it has given, `revision_id` which edit it was; `next_check_at` is when a wiki that did not answer is
    asked again, after `tries` times.
    """

    enrolment = models.ForeignKey(
        Enrolment, verbose_name=_("enrolment"), on_delete=models.CASCADE, related_name="exercises"
    )
    lesson_key = models.CharField(_("lesson"), max_length=KEY_LENGTH)
    block_key = models.CharField(_("block"), max_length=KEY_LENGTH)
    state = models.CharField(_("state"), max_length=10, choices=ExerciseState, default=ExerciseState.BEGUN)
    began_at = models.DateTimeField(_("began at"), default=timezone.now)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    report = models.TextField(_("what was handed in"), blank=True, max_length=5000)
    handed_in_at = models.DateTimeField(_("handed in at"), null=True, blank=True)
    comment = models.TextField(_("comment"), blank=True, max_length=2000)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("reviewed by"), on_delete=models.PROTECT, related_name="+", null=True
    )
    finding = models.CharField(_("finding"), max_length=12, choices=Finding, blank=True)
    checked_at = models.DateTimeField(_("checked at"), null=True, blank=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    next_check_at = models.DateTimeField(_("next check"), null=True, blank=True)
    revision_id = models.BigIntegerField(_("edit"), null=True, blank=True)

    class Meta:
        verbose_name = _("exercise work")
        verbose_name_plural = _("exercise works")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["enrolment", "lesson_key", "block_key"], name="exercise_work_once"),
            models.CheckConstraint(
                condition=Q(state=ExerciseState.DONE, done_at__isnull=False)
                | Q(~Q(state=ExerciseState.DONE), done_at__isnull=True),
                name="exercise_done_is_dated",
            ),
            models.CheckConstraint(
                condition=Q(state=ExerciseState.CHECKING, next_check_at__isnull=False)
                | Q(~Q(state=ExerciseState.CHECKING), next_check_at__isnull=True),
                name="exercise_checking_is_due",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["next_check_at"], condition=Q(state=ExerciseState.CHECKING), name="exercise_check_due"
            ),
            models.Index(
                fields=["handed_in_at"], condition=Q(state=ExerciseState.HANDED_IN), name="exercise_review_queue"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lesson_key}/{self.block_key} {self.state}"
