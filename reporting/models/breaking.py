"""Glass that two officers broke: a recovery that could not wait, and who looked at it afterwards."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reporting.enums import BreakGlassFinding, BreakGlassReason
from reporting.models.recovery import Recovery
from wikilearn.people.models import Person


class BreakGlass(models.Model):
    """Two officers say that a recovery cannot wait. It stays when the recovery is gone, and somebody else reviews it.

    Reasons and finding are choices, not words: nothing of a case is written here.
    """

    uid = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    recovery = models.OneToOneField(
        Recovery, on_delete=models.SET_NULL, related_name="break_glass", verbose_name=_("recovery"), null=True
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("person"))
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("called urgent by"))
    asked_for = models.CharField(_("reason"), max_length=20, choices=BreakGlassReason)
    asked_at = models.DateTimeField(_("called urgent"), default=timezone.now)
    joined_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("second officer"), null=True, blank=True
    )
    joined_for = models.CharField(_("reason"), max_length=20, choices=BreakGlassReason, blank=True)
    opened_at = models.DateTimeField(_("the wait ended"), null=True, blank=True)
    reviewed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("reviewed by"), null=True, blank=True
    )
    reviewed_at = models.DateTimeField(_("reviewed"), null=True, blank=True)
    finding = models.CharField(_("finding"), max_length=20, choices=BreakGlassFinding, blank=True)

    class Meta:
        verbose_name = _("broken glass")
        verbose_name_plural = _("broken glasses")
        ordering: ClassVar[list[str]] = ["-asked_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="break_glass_takes_two",
                condition=Q(joined_by=None) | ~Q(joined_by=F("asked_by")),
            ),
            models.CheckConstraint(
                name="break_glass_not_for_oneself",
                condition=~Q(asked_by=F("person")) & (Q(joined_by=None) | ~Q(joined_by=F("person"))),
            ),
            models.CheckConstraint(
                name="break_glass_opened_by_the_second",
                condition=Q(joined_by=None, opened_at=None, joined_for="")
                | Q(joined_by__isnull=False, opened_at__isnull=False) & ~Q(joined_for=""),
            ),
            models.CheckConstraint(
                name="break_glass_reviewed_after_it",
                condition=Q(reviewed_by=None, reviewed_at=None, finding="")
                | Q(reviewed_by__isnull=False, reviewed_at__isnull=False, opened_at__isnull=False) & ~Q(finding=""),
            ),
            models.CheckConstraint(
                name="break_glass_reviewed_by_others",
                condition=Q(reviewed_by=None)
                | ~Q(reviewed_by=F("person")) & ~Q(reviewed_by=F("asked_by")) & ~Q(reviewed_by=F("joined_by")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.uid)

    @property
    def involved(self) -> set[int]:
        """Ids of the owner and the officers: none of them looks at it afterwards."""
        return {pk for pk in (self.person_id, self.asked_by_id, self.joined_by_id) if pk is not None}
