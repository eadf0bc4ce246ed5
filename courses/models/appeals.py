"""What learners say about questions, and what comes of it."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.enums import AppealState, Remedy
from courses.models.learning import Attempt
from courses.models.questions import QuestionRevision
from courses.models.structure import KEY_LENGTH, Course
from wikilearn.core.integrity import append_only


class QuestionAppeal(models.Model):
    """“This question is wrong”, from the result of an attempt to the authors, who are not told from whom.

    `remedy` says what an accepted appeal means to attempts that saw the same question; `regraded_at` when all of them
    have been graded again.
    """

    attempt = models.ForeignKey(Attempt, verbose_name=_("attempt"), on_delete=models.PROTECT, related_name="appeals")
    course = models.ForeignKey(Course, verbose_name=_("course"), on_delete=models.PROTECT, related_name="appeals")
    question_key = models.CharField(_("question"), max_length=KEY_LENGTH)
    question_revision = models.ForeignKey(
        QuestionRevision, verbose_name=_("question revision"), on_delete=models.PROTECT, related_name="appeals"
    )
    reason = models.TextField(_("what is wrong"), max_length=2000)
    given = models.JSONField(_("answer that was given"), default=list)
    state = models.CharField(_("state"), max_length=10, choices=AppealState, default=AppealState.OPEN)
    remedy = models.CharField(_("remedy"), max_length=10, choices=Remedy, default=Remedy.NONE)
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("answered by"), on_delete=models.PROTECT, related_name="+", null=True
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    regraded_at = models.DateTimeField(_("regraded at"), null=True, blank=True)

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        ordering: ClassVar[list[str]] = ["created_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["attempt", "question_key"], name="appeal_once"),
            models.CheckConstraint(
                condition=Q(state=AppealState.OPEN, answered_at__isnull=True)
                | Q(~Q(state=AppealState.OPEN), answered_at__isnull=False),
                name="appeal_answered_is_dated",
            ),
            models.CheckConstraint(
                condition=Q(state=AppealState.ACCEPTED) | Q(remedy=Remedy.NONE), name="appeal_remedy_needs_acceptance"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["course", "state", "created_at"], name="appeal_queue"),
            models.Index(fields=["question_revision"], condition=~Q(remedy=Remedy.NONE), name="appeal_remedies"),
        ]

    def __str__(self) -> str:
        return f"{self.question_key} {self.state}"


class Regrade(models.Model):
    """An attempt that an accepted appeal has raised. Scores only ever rise."""

    appeal = models.ForeignKey(
        QuestionAppeal, verbose_name=_("appeal"), on_delete=models.PROTECT, related_name="regrades"
    )
    attempt = models.ForeignKey(Attempt, verbose_name=_("attempt"), on_delete=models.PROTECT, related_name="regrades")
    score_before = models.PositiveSmallIntegerField(_("score before"))
    score_after = models.PositiveSmallIntegerField(_("score after"))
    passes_now = models.BooleanField(_("passes by it"))
    at = models.DateTimeField(_("time"), default=timezone.now)

    class Meta:
        verbose_name = _("regrade")
        verbose_name_plural = _("regrades")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["appeal", "attempt"], name="regrade_once"),
            models.CheckConstraint(condition=Q(score_after__gte=models.F("score_before")), name="regrade_never_lowers"),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = append_only()

    def __str__(self) -> str:
        return f"{self.attempt_id}: {self.score_before} → {self.score_after}"
