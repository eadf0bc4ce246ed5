"""Steps of cases that are counted, the published thresholds, and files about bodies that fall short."""

import uuid
from typing import ClassVar

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ucoc.enums import CaseStepKind, Conduct, Criterion, FailureState, Severity
from ucoc.models.bodies import EnforcementBody
from ucoc.models.routing import stamps
from ucoc.querysets.bodies import BodyFailureQuerySet
from wikilearn.core.integrity import append_only
from wikilearn.movement.models import Wiki
from wikilearn.people.models import Person


class CaseStep(models.Model):
    """A case took a step in a body: no content, no people. Rows are only ever added."""

    case = models.UUIDField(_("case"), db_index=True)
    body = models.ForeignKey(
        EnforcementBody, on_delete=models.PROTECT, related_name="case_steps", verbose_name=_("enforcement body")
    )
    step = models.CharField(_("step"), max_length=24, choices=CaseStepKind)
    on = models.DateField(_("on"))
    at = models.DateTimeField(_("at"))
    conduct = models.CharField(_("conduct"), max_length=24, choices=Conduct)
    severity = models.CharField(_("severity"), max_length=12, choices=Severity)
    wiki = models.ForeignKey(
        Wiki, on_delete=models.PROTECT, related_name="+", verbose_name=_("wiki"), null=True, blank=True
    )

    class Meta:
        verbose_name = _("step of a case")
        verbose_name_plural = _("steps of cases")
        ordering: ClassVar[list[str]] = ["at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(step__in=CaseStepKind.values), name="case_step_is_known"),
            models.CheckConstraint(condition=Q(conduct__in=Conduct.values), name="case_step_conduct_is_known"),
            models.CheckConstraint(condition=Q(severity__in=Severity.values), name="case_step_severity_is_known"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["body", "on"], name="case_step_of_body"),
            models.Index(fields=["on", "step"], name="case_step_by_day"),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = append_only()

    def __str__(self) -> str:
        return f"{self.step} {self.on}"


class Thresholds(models.Model):
    """From when on a body counts as falling short; a version, proposed by one person and approved by another.

    Shares are percent of the cases that a body got within `window_days`. No criterion is ever met by fewer than
    `minimum_cases` cases, and that is never fewer than three.
    """

    number = models.PositiveIntegerField(_("version"), unique=True)
    in_force_from = models.DateField(_("in force from"), unique=True)
    window_days = models.PositiveSmallIntegerField(
        _("days looked at"), default=180, validators=[MinValueValidator(30), MaxValueValidator(730)]
    )
    minimum_cases = models.PositiveSmallIntegerField(
        _("fewest cases"), default=5, validators=[MinValueValidator(3), MaxValueValidator(1000)]
    )
    unacknowledged = models.PositiveSmallIntegerField(_("not acknowledged in time, percent"), default=30)
    overdue = models.PositiveSmallIntegerField(_("not decided in time, percent"), default=30)
    all_recused = models.PositiveSmallIntegerField(_("nobody free to take it, percent"), default=40)
    overturned = models.PositiveSmallIntegerField(_("overturned or changed on appeal, percent"), default=50)
    proposed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("proposed by"), null=True, blank=True
    )
    proposed_at = models.DateTimeField(_("proposed"), default=timezone.now, editable=False)
    approved_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("approved by"), null=True, blank=True
    )
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)

    objects: ClassVar["models.Manager[Thresholds]"] = models.Manager()

    class Meta:
        verbose_name = _("thresholds")
        verbose_name_plural = _("thresholds")
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(approved_by=None) | Q(proposed_by=None) | ~Q(approved_by=F("proposed_by")),
                name="thresholds_take_two_people",
            ),
            models.CheckConstraint(
                condition=Q(approved_at=None) | Q(number=1) | Q(approved_by__isnull=False, proposed_by__isnull=False),
                name="thresholds_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(
                    window_days__range=(30, 730),
                    minimum_cases__range=(3, 1000),
                    unacknowledged__range=(1, 100),
                    overdue__range=(1, 100),
                    all_recused__range=(1, 100),
                    overturned__range=(1, 100),
                ),
                name="thresholds_are_sensible",
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(
                name="approved_stays",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__approved_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)

    @property
    def reference(self) -> str:
        """How the audit log names this version."""
        return f"thresholds:{self.number}"


class BodyFailure(models.Model):
    """A body passed a published threshold: a file for the U4C, drafted from figures alone.

    While it is not closed, new cases go past the body. `figures` are those of the day on which it was opened.
    """

    uid = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    body = models.ForeignKey(
        EnforcementBody, on_delete=models.PROTECT, related_name="failures", verbose_name=_("enforcement body")
    )
    thresholds = models.ForeignKey(Thresholds, on_delete=models.PROTECT, related_name="+", verbose_name=_("thresholds"))
    criteria = ArrayField(models.CharField(max_length=16, choices=Criterion), verbose_name=_("criteria"))
    figures = models.JSONField(_("figures"))
    cases = models.PositiveIntegerField(_("cases"))
    opened_on = models.DateField(_("opened"))
    state = models.CharField(_("state"), max_length=10, choices=FailureState, default=FailureState.OPEN)
    sent_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("sent by"), null=True, blank=True
    )
    sent_at = models.DateTimeField(_("sent to the U4C"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    closed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("closed by"), null=True, blank=True
    )
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    closed_reason = models.CharField(_("why it was closed"), max_length=1000, blank=True)

    objects = BodyFailureQuerySet.as_manager()

    class Meta:
        verbose_name = _("file about a body")
        verbose_name_plural = _("files about bodies")
        ordering: ClassVar[list[str]] = ["-opened_on", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(state__in=FailureState.values), name="failure_state_is_known"),
            models.CheckConstraint(
                condition=Q(criteria__contained_by=Criterion.values, criteria__len__gt=0),
                name="failure_criteria_are_known",
            ),
            models.CheckConstraint(condition=Q(cases__gte=3), name="failure_never_from_one_case"),
            models.CheckConstraint(
                condition=~Q(state=FailureState.CLOSED)
                | Q(closed_by__isnull=False, closed_at__isnull=False) & ~Q(closed_reason=""),
                name="failure_closed_for_a_reason",
            ),
            models.UniqueConstraint(
                fields=["body"], condition=~Q(state=FailureState.CLOSED), name="failure_one_open_per_body"
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [stamps()]

    def __str__(self) -> str:
        return f"{self.body_id} {self.opened_on}"

    def get_absolute_url(self) -> str:
        """The page of the file."""
        return reverse("ucoc:failure", args=[self.uid])

    @property
    def reference(self) -> str:
        """How the audit log names this file."""
        return f"body_failure:{self.uid}"
