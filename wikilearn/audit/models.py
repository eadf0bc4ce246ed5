"""The log itself."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wikilearn.core.integrity import append_only


class Event(models.Model):
    """One thing that happened. Rows are only ever added; each carries the hash of the one before it."""

    at = models.DateTimeField(_("time"), default=timezone.now, editable=False)
    actor = models.CharField(_("who"), max_length=100, db_index=True)
    action = models.CharField(_("what"), max_length=100, db_index=True)
    target = models.CharField(_("on what"), max_length=200, db_index=True)
    details = models.JSONField(_("details"), default=dict)
    previous_hash = models.BinaryField(_("hash of the event before"), max_length=32)
    hash = models.BinaryField(_("hash"), max_length=32, unique=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering: ClassVar[list[str]] = ["id"]
        triggers: ClassVar[list[pgtrigger.Trigger]] = append_only()

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor} {self.action} {self.target}"
