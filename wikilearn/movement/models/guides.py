"""What people should know of a right before they seek it or meet somebody who has it, and how that has changed."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wikilearn.core.integrity import append_only
from wikilearn.movement.models.records import Right
from wikilearn.people.models import Person


class RightGuide(models.Model):
    """The directory's page of a right, in every language. Apart from `Right`, so that lists of rights stay light."""

    right = models.OneToOneField(
        Right, on_delete=models.CASCADE, related_name="guide", verbose_name=_("right"), primary_key=True
    )
    powers = models.TextField(_("what it may do"), max_length=2000, blank=True)
    duties = models.TextField(_("what its holders answer for, and to whom"), max_length=2000, blank=True)
    term = models.TextField(_("how long a term is"), max_length=2000, blank=True)
    selection = models.TextField(_("how one gets it"), max_length=2000, blank=True)
    policy = models.URLField(_("policy"), blank=True, help_text=_("Address of the rules that the movement has set."))

    objects: ClassVar["models.Manager[RightGuide]"] = models.Manager()

    class Meta:
        verbose_name = _("guide to a right")
        verbose_name_plural = _("guides to rights")

    def __str__(self) -> str:
        return f"{self.right_id}"


class RightChange(models.Model):
    """Somebody changed what is on record about a right. `changes`: name of the field → [before, after]; append-only."""

    right = models.ForeignKey(Right, on_delete=models.PROTECT, related_name="changes", verbose_name=_("right"))
    at = models.DateTimeField(_("when"), default=timezone.now)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("by"))
    reason = models.CharField(_("reason"), max_length=300)
    changes = models.JSONField(_("changes"))

    class Meta:
        verbose_name = _("change of a right")
        verbose_name_plural = _("changes of rights")
        ordering: ClassVar[list[str]] = ["-pk"]
        triggers: ClassVar[list[pgtrigger.Trigger]] = append_only()

    def __str__(self) -> str:
        return f"{self.right_id} {self.at:%Y-%m-%d}"
