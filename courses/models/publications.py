"""Publishing, which a worker does."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.enums import PublicationState
from courses.models.revisions import CourseRevision
from courses.models.structure import KEY_LENGTH, Course


class Publication(models.Model):
    """One decision to publish a revision, and how far its pages are. Until it is done learners read the old ones."""

    uid = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    course = models.ForeignKey(Course, verbose_name=_("course"), on_delete=models.CASCADE, related_name="publications")
    revision = models.ForeignKey(
        CourseRevision, verbose_name=_("revision"), on_delete=models.PROTECT, related_name="publications"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("published by"), on_delete=models.PROTECT, related_name="+"
    )
    of_working_copy = models.BooleanField(
        _("the working copy, not an earlier revision again"), default=True, editable=False
    )
    state = models.CharField(
        _("state"), max_length=8, choices=PublicationState, default=PublicationState.QUEUED, db_index=True
    )
    created_at = models.DateTimeField(_("started"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(state=PublicationState.QUEUED, finished_at__isnull=True)
                | (~Q(state=PublicationState.QUEUED) & Q(finished_at__isnull=False)),
                name="publication_finished",
            ),
            models.UniqueConstraint(
                fields=["course"], condition=Q(state=PublicationState.QUEUED), name="publication_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course_id} {self.state}"


class CompiledCaptions(models.Model):
    """The captions of a video or a recording in one language, as WebVTT."""

    revision = models.ForeignKey(
        CourseRevision, verbose_name=_("revision"), on_delete=models.CASCADE, related_name="compiled_captions"
    )
    lesson_key = models.CharField(_("lesson"), max_length=KEY_LENGTH)
    block_key = models.CharField(_("block"), max_length=KEY_LENGTH)
    language = models.CharField(_("language"), max_length=35)
    text = models.TextField(_("WebVTT"))

    class Meta:
        verbose_name = _("compiled captions")
        verbose_name_plural = _("compiled captions")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["revision", "lesson_key", "block_key", "language"], name="compiled_captions_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.block_key} {self.language}"
