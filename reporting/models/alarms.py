"""Emergencies: who is on call, and what rings until somebody acknowledges it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reporting.models.cases import Case
from ucoc.models import EnforcementBody
from wikilearn.people.models import Person


class OnCall(models.Model):
    """A member of a body answers emergencies from – until; the lowest `rung` is alarmed first."""

    body = models.ForeignKey(EnforcementBody, on_delete=models.CASCADE, related_name="+", verbose_name=_("body"))
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", verbose_name=_("person"))
    since = models.DateTimeField(_("from"))
    until = models.DateTimeField(_("until"))
    rung = models.PositiveSmallIntegerField(_("is alarmed as number"), default=0)

    class Meta:
        verbose_name = _("time on call")
        verbose_name_plural = _("times on call")
        ordering: ClassVar[list[str]] = ["since", "rung"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="on_call_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return f"{self.body_id} {self.since:%Y-%m-%d %H:%M}"


class Alarm(models.Model):
    """An emergency rings until it is acknowledged. `rung`: how far it has climbed among those on call."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="alarm", verbose_name=_("case"))
    raised_at = models.DateTimeField(_("raised"), default=timezone.now)
    next_at = models.DateTimeField(_("rings again"), default=timezone.now)
    rings = models.PositiveIntegerField(_("times rung"), default=0)
    rung = models.PositiveSmallIntegerField(_("rung"), default=0)
    acknowledged_at = models.DateTimeField(_("acknowledged"), null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("acknowledged by")
    )

    class Meta:
        verbose_name = _("alarm")
        verbose_name_plural = _("alarms")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["next_at"], condition=Q(acknowledged_at=None), name="alarm_ringing"),
        ]

    def __str__(self) -> str:
        return f"{self.raised_at:%Y-%m-%d %H:%M}"


class Telling(models.Model):
    """Somebody is to be told, at a moment drawn by chance, that there is something; one row however much there is."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+", verbose_name=_("person"))
    due_at = models.DateTimeField(_("due"), db_index=True)

    class Meta:
        verbose_name = _("telling")
        verbose_name_plural = _("tellings")

    def __str__(self) -> str:
        return f"{self.due_at:%Y-%m-%d %H:%M}"
