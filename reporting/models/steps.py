"""The way of a case: which bodies it can reach, and what happened to it."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reporting.models.cases import Case
from reporting.states import StepKind
from ucoc.models import EnforcementBody
from wikilearn.core.integrity import append_only
from wikilearn.people.models import Person


class RouteStop(models.Model):
    """One body on the way of a case, as the jurisdiction table said when it came in; 0 is responsible first."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="route", verbose_name=_("case"))
    position = models.PositiveSmallIntegerField(_("position"))
    body = models.ForeignKey(EnforcementBody, on_delete=models.PROTECT, related_name="+", verbose_name=_("body"))
    acknowledge_within = models.PositiveIntegerField(_("acknowledge within (hours)"))
    decide_within = models.PositiveIntegerField(_("decide within (days)"))

    class Meta:
        verbose_name = _("stop on the route")
        verbose_name_plural = _("stops on the route")
        ordering: ClassVar[list[str]] = ["position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "position"], name="route_stop_once"),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.body_id}"


class CaseStep(models.Model):
    """Something happened to a case. Rows are only ever added; they say neither who nor about whom.

    The case is no foreign key: the steps outlive it, as figures.
    """

    case = models.UUIDField(_("case"), db_index=True)
    kind = models.CharField(_("kind"), max_length=20, choices=StepKind)
    at = models.DateTimeField(_("time"), default=timezone.now)
    body = models.ForeignKey(EnforcementBody, on_delete=models.PROTECT, related_name="+", verbose_name=_("body"))

    class Meta:
        verbose_name = _("step of a case")
        verbose_name_plural = _("steps of cases")
        ordering: ClassVar[list[str]] = ["at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(kind__in=StepKind.values), name="case_step_kind_is_known"),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = append_only()

    def __str__(self) -> str:
        return f"{self.case} {self.kind}"


class ForwardPass(models.Model):
    """A handler may pass this case on to that body, once: items are copied under a new key, the identity is not."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="passes", verbose_name=_("case"))
    body = models.ForeignKey(EnforcementBody, on_delete=models.PROTECT, related_name="+", verbose_name=_("to"))
    kind = models.CharField(_("kind"), max_length=20, choices=StepKind)
    given_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("authorised by")
    )
    given_at = models.DateTimeField(_("authorised"), default=timezone.now)
    expires_at = models.DateTimeField(_("expires"))
    spent_at = models.DateTimeField(_("spent"), null=True, blank=True)
    became = models.OneToOneField(
        Case, on_delete=models.SET_NULL, null=True, blank=True, related_name="came_by", verbose_name=_("new case")
    )

    class Meta:
        verbose_name = _("authorisation to pass on")
        verbose_name_plural = _("authorisations to pass on")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(spent_at__isnull=False) | Q(became=None), name="forward_pass_unspent_made_nothing"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"
