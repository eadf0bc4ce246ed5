"""What rights require, which refreshers take turns, and updates that holders are asked to take."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from certification.enums import Path
from certification.periods import VALIDITY_MONTHS, WINDOW_DAYS
from certification.querysets import DeltaRequestQuerySet, RequirementQuerySet
from courses.models import Course, Topic
from wikilearn.movement.models import Right


class SixMonthsAfter(Func):
    """The day six calendar months after a day."""

    template = "(%(expressions)s + interval '6 months')::date"
    output_field = models.DateField()


class _Days(Func):
    function = "DATERANGE"
    output_field = DateRangeField()


class Requirement(models.Model):
    """Holders of a right need certification in a topic; one version of that.

    A version counts on `in_force_from` ≤ day < `in_force_until`; a new version ends the one before, which is kept. A
    version that was taken back before it counted has both on the same day. The row of path `refresher` only says which
    course renews. `course` empty: any course of the topic on that path.
    """

    right = models.ForeignKey(Right, on_delete=models.PROTECT, related_name="requirements", verbose_name=_("right"))
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="requirements", verbose_name=_("topic"))
    path = models.CharField(_("path"), max_length=10, choices=Path, default=Path.FIRST)
    course = models.ForeignKey(
        Course, on_delete=models.PROTECT, related_name="requirements", verbose_name=_("course"), null=True, blank=True
    )
    in_force_from = models.DateField(_("in force from"))
    in_force_until = models.DateField(_("in force until"), null=True, blank=True, editable=False)
    transition_ends = models.DateField(
        _("end of transition"), help_text=_("At least six months after it comes into force.")
    )
    validity_months = models.PositiveSmallIntegerField(
        _("Validity in months"),
        default=VALIDITY_MONTHS,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
    )
    window_days = models.PositiveSmallIntegerField(
        _("Renewal window in days"),
        default=WINDOW_DAYS,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    objects = RequirementQuerySet.as_manager()

    class Meta:
        verbose_name = _("requirement")
        verbose_name_plural = _("requirements")
        ordering: ClassVar[list[str]] = ["right", "topic", "path", "in_force_from"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="requirement_path_is_known", condition=Q(path__in=Path.values)),
            models.CheckConstraint(
                name="requirement_transition_is_six_months",
                condition=Q(transition_ends__gte=SixMonthsAfter("in_force_from")),
                violation_error_message=_("The transition lasts at least six months."),
            ),
            models.CheckConstraint(
                name="requirement_ends_after_it_begins",
                condition=Q(in_force_until=None) | Q(in_force_until__gte=F("in_force_from")),
            ),
            models.CheckConstraint(
                name="requirement_terms_are_sensible",
                condition=Q(validity_months__range=(1, 120), window_days__range=(1, 365)),
            ),
            ExclusionConstraint(
                name="requirement_versions_do_not_overlap",
                expressions=[
                    ("right", RangeOperators.EQUAL),
                    ("topic", RangeOperators.EQUAL),
                    ("path", RangeOperators.EQUAL),
                    (_Days("in_force_from", "in_force_until", Value("[)")), RangeOperators.OVERLAPS),
                ],
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="versions_are_kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="versions_do_not_change", exclude=["in_force_until", "course"]),
        ]

    def __str__(self) -> str:
        return f"{self.right_id} {self.topic_id} {self.in_force_from}"

    @property
    def reference(self) -> str:
        """How the audit log names this version."""
        return f"requirement:{self.pk}"


class Refresher(models.Model):
    """A course that takes its turn when the certification in a topic is renewed (see `certification.rotation`)."""

    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="refreshers", verbose_name=_("topic"))
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="+", verbose_name=_("course"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("refresher in turn")
        verbose_name_plural = _("refreshers in turn")
        ordering: ClassVar[list[str]] = ["topic", "position", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["topic", "course"], name="refresher_once_in_a_topic"),
        ]

    def __str__(self) -> str:
        return f"{self.topic_id} {self.position} {self.course_id}"


class DeltaRequest(models.Model):
    """After a major revision, who is certified in a topic is asked to pass a short course by a date.

    It ends nobody's certification, and passing it renews none: a pass leaves a fact of kind `updated`.
    """

    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="delta_requests", verbose_name=_("topic"))
    course = models.ForeignKey(
        Course, on_delete=models.PROTECT, related_name="delta_requests", verbose_name=_("course")
    )
    due_on = models.DateField(_("to be passed by"))
    note = models.CharField(_("what has changed"), max_length=500)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    asked_at = models.DateTimeField(_("asked"), default=timezone.now, editable=False)
    told_at = models.DateTimeField(_("told"), null=True, blank=True, editable=False)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True, editable=False)

    objects = DeltaRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request to take an update")
        verbose_name_plural = _("requests to take an update")
        ordering: ClassVar[list[str]] = ["-asked_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["course"], name="delta_request_of_course"),
            models.CheckConstraint(
                name="delta_request_ends_after_it_begins", condition=Q(ended_at=None) | Q(ended_at__gte=F("asked_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic_id} {self.course_id} {self.due_on}"
