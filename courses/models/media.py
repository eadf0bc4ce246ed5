"""Pictures, recordings and files of a course."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.models.structure import KEY_LENGTH, Course


def media_path(media: "Media", filename: str) -> str:
    """Where the content lies: a name of our own, never the sender's. Equal content of a course is one file."""
    return f"media/{media.course_id}/{media.sha256}"


class Media(models.Model):
    """One file of a course. What lies under a key never changes: a new file gets a new key.

    Blocks name it in their settings (`{"media": key}`), revisions in their document; nothing that a revision names is
    ever deleted. `licence`, `author` and `source` are what must be said wherever it is shown.
    """

    course = models.ForeignKey(Course, verbose_name=_("course"), on_delete=models.CASCADE, related_name="media")
    key = models.CharField(_("key"), max_length=KEY_LENGTH)
    file = models.FileField(_("file"), upload_to=media_path)
    filename = models.CharField(_("name of the file"), max_length=255)
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("hash of the file"), max_length=64)
    width = models.PositiveIntegerField(_("width"), null=True, blank=True)
    height = models.PositiveIntegerField(_("height"), null=True, blank=True)
    licence = models.CharField(_("licence"), max_length=100, blank=True)
    author = models.CharField(_("author"), max_length=200, blank=True)
    source = models.CharField(_("source"), max_length=500, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("uploaded by"), on_delete=models.PROTECT, related_name="+", null=True
    )
    uploaded_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)

    class Meta:
        verbose_name = _("media file")
        verbose_name_plural = _("media files")
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["course", "key"], name="media_key"),
            models.CheckConstraint(
                condition=Q(width__isnull=True, height__isnull=True) | Q(width__gt=0, height__gt=0),
                name="media_dimensions",
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(
                name="content_stays",
                operation=pgtrigger.UpdateOf("course_id", "key", "file", "content_type", "size", "sha256"),  # type: ignore[no-untyped-call]
            )
        ]

    def __str__(self) -> str:
        return self.key
