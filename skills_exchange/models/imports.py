"""Answers of Let's Connect on their way into profiles."""

from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wikilearn.people.models import Person


def _tomorrow() -> datetime:
    return timezone.now() + timedelta(days=1)


class AnswersImport(models.Model):
    """A table of answers that somebody is bringing in, kept only while they go from step to step.

    `columns`: what a column holds → its number; `choices`: a skill as the table names it → slug, empty to leave it out.
    """

    by = models.OneToOneField(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.CASCADE, related_name="+"
    )
    organisation = models.ForeignKey(
        "movement.Organisation",
        verbose_name=_("for the people of"),
        on_delete=models.CASCADE,
        related_name="+",
        null=True,
        blank=True,
    )
    rows = models.JSONField(_("rows"))
    columns = models.JSONField(_("columns"), default=dict, blank=True)
    choices = models.JSONField(_("choices"), default=dict, blank=True)
    forget_at = models.DateTimeField(_("is deleted"), default=_tomorrow)

    class Meta:
        verbose_name = _("import of answers")
        verbose_name_plural = _("imports of answers")

    def __str__(self) -> str:
        return str(self.pk)


class WaitingAnswersQuerySet(models.QuerySet["WaitingAnswers"]):
    """Answers that wait."""

    def of(self, person: Person) -> Self:
        """Those of the Wikimedia account of a person; a name alone proves nothing."""
        return self.filter(username=person.username) if person.central_id is not None else self.none()


class WaitingAnswers(models.Model):
    """What an organisation was told by somebody, who decides whether it becomes part of their profile.

    Nothing of it is shown to anybody else. `digest` tells the same answers when they come again.
    """

    username = models.CharField(_("username"), max_length=255, db_index=True)
    organisation = models.ForeignKey(
        "movement.Organisation", verbose_name=_("brought by"), on_delete=models.CASCADE, related_name="+"
    )
    answers = models.JSONField(_("answers"))
    digest = models.CharField(_("digest"), max_length=64)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    answered_at = models.DateTimeField(_("decided"), null=True, blank=True)

    objects = WaitingAnswersQuerySet.as_manager()

    class Meta:
        verbose_name = _("answers that wait")
        verbose_name_plural = _("answers that wait")
        ordering: ClassVar[list[str]] = ["-created_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["username", "digest"], name="waiting_answers_once"),
            models.CheckConstraint(condition=Q(answered_at=None) | Q(answers={}), name="decided_answers_are_forgotten"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
