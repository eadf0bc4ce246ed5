"""Bodies that keep the daily head of the audit log somewhere else."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ucoc.models import EnforcementBody
from wikilearn.audit.models import Head
from wikilearn.core.integrity import append_only
from wikilearn.people.models import Person


class HeadReceipt(models.Model):
    """A body says that it has written the head of a day down outside of the site. Rows are only ever added.

    `event` and `hash` are what it has there, where that is another head than the site's: somebody is wrong.
    """

    head = models.ForeignKey(Head, on_delete=models.PROTECT, related_name="receipts", verbose_name=_("head"))
    body = models.ForeignKey(
        EnforcementBody, on_delete=models.PROTECT, related_name="+", verbose_name=_("enforcement body")
    )
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("confirmed by"))
    at = models.DateTimeField(_("time"), default=timezone.now, editable=False)
    event = models.BigIntegerField(_("number of the last event"), null=True, blank=True)
    hash = models.BinaryField(_("hash"), max_length=32, null=True, blank=True)

    class Meta:
        verbose_name = _("receipt of a head")
        verbose_name_plural = _("receipts of heads")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["head", "body"], condition=Q(hash=None), name="head_receipt_once"),
            models.UniqueConstraint(
                fields=["head", "body"], condition=Q(hash__isnull=False), name="head_receipt_differs_once"
            ),
            models.CheckConstraint(
                name="head_receipt_whole",
                condition=Q(event=None, hash=None) | Q(event__isnull=False, hash__isnull=False),
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = append_only()

    def __str__(self) -> str:
        return f"{self.head_id} {self.body_id}"

    @property
    def differs(self) -> bool:
        """What the body has is another head than the site's."""
        return self.hash is not None
