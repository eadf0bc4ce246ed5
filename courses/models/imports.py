"""Runs of importers."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.enums import ImportState, RevisionKind
from courses.querysets import ImportRunQuerySet


def upload_path(run: "ImportRun", filename: str) -> str:
    """Where the uploaded archive waits for the worker: a name of our own, never the sender's."""
    return f"imports/{run.uid}"


class ImportRun(models.Model):
    """One upload and what became of it. The file is deleted when the run has ended.

    `kind` says what a changed text means to its translations; with `overwrite` what was edited here gives way to the
    archive; a `trial` reports what an import would do, and does nothing. `report`: see `courses.exchange.loss_report`;
    `error` is the sentence that refused it.
    """

    uid = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(
        "movement.Organisation", verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="import_runs"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("uploaded by"), on_delete=models.PROTECT, related_name="import_runs"
    )
    file = models.FileField(_("file"), upload_to=upload_path, blank=True)
    filename = models.CharField(_("name of the file"), max_length=255)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    content_hash = models.CharField(_("hash of the file"), max_length=64)
    kind = models.CharField(_("kind of edit"), max_length=5, choices=RevisionKind, default=RevisionKind.MAJOR)
    overwrite = models.BooleanField(_("what was edited here gives way"), default=False)
    trial = models.BooleanField(_("only a try"), default=False)
    state = models.CharField(_("state"), max_length=8, choices=ImportState, default=ImportState.QUEUED)
    done = models.PositiveIntegerField(_("lessons done"), default=0)
    total = models.PositiveIntegerField(_("lessons in all"), default=0)
    changed = models.BooleanField(_("something changed"), null=True)
    report = models.JSONField(_("report"), default=dict)
    error = models.TextField(_("why it was refused"), blank=True)
    created_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(state__in=[ImportState.QUEUED, ImportState.RUNNING], finished_at__isnull=True)
                | Q(state__in=[ImportState.DONE, ImportState.REFUSED], finished_at__isnull=False),
                name="import_run_finished",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["state"],
                condition=Q(state__in=[ImportState.QUEUED, ImportState.RUNNING]),
                name="import_run_waiting",
            )
        ]

    def __str__(self) -> str:
        return self.filename
