"""The log itself."""

from typing import ClassVar

import pgtrigger
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wikilearn.audit.querysets import EventQuerySet
from wikilearn.core.integrity import append_only


class Head(models.Model):
    """Where the log ended when it was looked at on a day: whoever keeps it elsewhere can show that nothing was changed.

    Rows are only ever added, and one a day. `event` is the number of the last event then, `hash` its hash.
    """

    day = models.DateField(_("day"), unique=True)
    event = models.BigIntegerField(_("number of the last event"))
    hash = models.BinaryField(_("hash"), max_length=32)
    at = models.DateTimeField(_("time"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("head of the log")
        verbose_name_plural = _("heads of the log")
        ordering: ClassVar[list[str]] = ["-day"]
        triggers: ClassVar[list[pgtrigger.Trigger]] = append_only()

    def __str__(self) -> str:
        return f"{self.day} {self.event} {self.hex}"

    @property
    def hex(self) -> str:
        """The hash as people write it down."""
        return bytes(self.hash).hex()


class Event(models.Model):
    """One thing that happened. Rows are only ever added; each carries the hash of the one before it."""

    at = models.DateTimeField(_("time"), default=timezone.now, editable=False)
    actor = models.CharField(_("who"), max_length=100)
    action = models.CharField(_("what"), max_length=100)
    target = models.CharField(_("on what"), max_length=200)
    details = models.JSONField(_("details"), default=dict)
    previous_hash = models.BinaryField(_("hash of the event before"), max_length=32)
    hash = models.BinaryField(_("hash"), max_length=32, unique=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering: ClassVar[list[str]] = ["id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index("actor", "id", name="event_actor"),
            models.Index("target", "id", name="event_target"),
            models.Index(OpClass("action", name="varchar_pattern_ops"), "id", name="event_action"),
            models.Index("at", name="event_at"),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = append_only()

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor} {self.action} {self.target}"
