"""Transparency reports that were published: the log that later ones are checked against."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wikilearn.core.integrity import append_only
from wikilearn.people.models import Person


class TransparencyRelease(models.Model):
    """The report of a quarter as it was published, `revision` 1 first. Rows are only added, chained by hashes.

    `content` is public: rounded numbers, null where hidden. `counts` are the exact numbers with what was shown of them;
    they never leave the database, and are kept to check what is released later.
    """

    quarter = models.CharField(_("quarter"), max_length=6)
    revision = models.PositiveSmallIntegerField(_("revision"), default=1)
    released_at = models.DateTimeField(_("published"), default=timezone.now, editable=False)
    released_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("published by"), null=True, blank=True
    )
    fewest = models.PositiveSmallIntegerField(_("fewest cases in a number"))
    content = models.JSONField(_("content"))
    counts = models.JSONField(_("exact numbers"))
    note = models.CharField(_("why it was revised"), max_length=500, blank=True)
    previous_hash = models.CharField(_("hash of the release before"), max_length=64, blank=True)
    hash = models.CharField(_("hash"), max_length=64, unique=True)

    objects: ClassVar["models.Manager[TransparencyRelease]"] = models.Manager()

    class Meta:
        verbose_name = _("transparency report")
        verbose_name_plural = _("transparency reports")
        ordering: ClassVar[list[str]] = ["-quarter", "-revision"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["quarter", "revision"], name="transparency_release_once"),
            models.CheckConstraint(
                condition=Q(quarter__regex=r"^20[0-9]{2}Q[1-4]$"), name="transparency_quarter_is_one"
            ),
            models.CheckConstraint(condition=Q(fewest__gte=10), name="transparency_hides_few"),
            models.CheckConstraint(condition=Q(revision=1) | ~Q(note=""), name="transparency_revised_for_a_reason"),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = append_only()

    def __str__(self) -> str:
        return f"{self.quarter}.{self.revision}"

    def get_absolute_url(self) -> str:
        """Its public page."""
        return reverse("ucoc:transparency_report", args=[self.quarter])

    @property
    def reference(self) -> str:
        """How the audit log names it."""
        return f"transparency:{self.quarter}.{self.revision}"
