"""More time for those who need it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.enums import ExtraTimeReason


class ExtraTime(models.Model):
    """A person gets `percent` more time, in the courses of one organisation, or (none named) in all of them.

    Private: seen by the person, by the coordinators of that organisation and by curators. `reason` is all that is kept
    about why. What was ended keeps neither reason nor size.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.PROTECT, related_name="extra_time"
    )
    organisation = models.ForeignKey(
        "movement.Organisation",
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    percent = models.PositiveSmallIntegerField(_("more time in percent"), null=True)
    reason = models.CharField(_("reason"), max_length=12, choices=ExtraTimeReason, blank=True)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("granted by"), on_delete=models.PROTECT, related_name="+"
    )
    granted_at = models.DateTimeField(_("granted at"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class Meta:
        verbose_name = _("extra time")
        verbose_name_plural = _("extra time")
        ordering: ClassVar[list[str]] = ["-granted_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["person", "organisation"],
                condition=Q(ended_at__isnull=True),
                nulls_distinct=False,
                name="extra_time_once",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, percent__range=(5, 300))
                | Q(ended_at__isnull=False, percent__isnull=True, reason=""),
                name="extra_time_size",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} +{self.percent} %"
