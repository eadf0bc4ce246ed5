"""A case that must not be destroyed for now."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reporting.models.cases import Case
from wikilearn.people.models import Person


class LegalHold(models.Model):
    """Two people keep a case beyond its time, and two people let it go. Ended, never deleted."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="holds", verbose_name=_("case"))
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    confirmed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("confirmed by"), null=True, blank=True
    )
    lifting_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("wants to lift"), null=True, blank=True
    )
    lifted_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("lifted by"), null=True, blank=True
    )
    lifted_at = models.DateTimeField(_("lifted"), null=True, blank=True)

    class Meta:
        verbose_name = _("legal hold")
        verbose_name_plural = _("legal holds")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case"], condition=Q(lifted_at=None), name="hold_once"),
            models.CheckConstraint(name="hold_by_two", condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("asked_by"))),
            models.CheckConstraint(
                name="hold_lifted_by_two", condition=Q(lifted_by=None) | ~Q(lifted_by=F("lifting_by"))
            ),
        ]

    def __str__(self) -> str:
        return str(self.case_id)
