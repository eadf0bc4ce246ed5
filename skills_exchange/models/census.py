"""The census: once a round affiliates say who they are, what they can do, and what they need. And calls for helpers."""

import uuid
from datetime import date
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skills_exchange.enums_census import AnswerState, Hindrance
from skills_exchange.models.skills import Skill
from wikilearn.core import languages as tongues

MOST_PEOPLE = 100_000


class CensusRound(models.Model):
    """The census of a year, from – until (the last day). Results are published when it is over."""

    year = models.PositiveSmallIntegerField(
        _("year"), unique=True, validators=[MinValueValidator(2020), MaxValueValidator(2100)]
    )
    opens_on = models.DateField(_("opens"))
    closes_on = models.DateField(_("last day"))
    reminded_at = models.DateTimeField(_("reminded"), null=True, editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("census")
        verbose_name_plural = _("censuses")
        ordering: ClassVar[list[str]] = ["-year"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="census_days_in_order"),
            models.CheckConstraint(condition=Q(year__range=(2020, 2100)), name="census_year_is_sensible"),
        ]

    def __str__(self) -> str:
        return str(self.year)

    def get_absolute_url(self) -> str:
        """Its page, with the results once it is over."""
        return reverse("skills_exchange:census_results", args=[self.year])

    @property
    def reference(self) -> str:
        """How the audit log names it."""
        return f"census:{self.year}"

    def is_open(self, on: date) -> bool:
        """Whether it takes answers on that day."""
        return self.opens_on <= on <= self.closes_on

    def is_over(self, on: date) -> bool:
        """Whether its last day has passed."""
        return on > self.closes_on


class CensusAnswer(models.Model):
    """What an affiliate says in a census."""

    round = models.ForeignKey(CensusRound, verbose_name=_("census"), on_delete=models.PROTECT, related_name="answers")
    organisation = models.ForeignKey(
        "movement.Organisation", verbose_name=_("organisation"), on_delete=models.CASCADE, related_name="census_answers"
    )
    state = models.CharField(_("state"), max_length=9, choices=AnswerState, default=AnswerState.DRAFT)
    staff = models.PositiveIntegerField(
        _("paid staff"), null=True, blank=True, validators=[MaxValueValidator(MOST_PEOPLE)]
    )
    volunteers = models.PositiveIntegerField(
        _("active volunteers"), null=True, blank=True, validators=[MaxValueValidator(MOST_PEOPLE)]
    )
    languages = ArrayField(
        models.CharField(max_length=35, validators=[tongues.validate_tag]),
        verbose_name=_("languages"),
        default=list,
        blank=True,
    )
    hinders = ArrayField(
        models.CharField(max_length=10, choices=Hindrance), verbose_name=_("what hinders"), default=list, blank=True
    )
    remarks = models.TextField(_("remarks"), max_length=3000, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("last changed by"),
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        editable=False,
    )
    changed_at = models.DateTimeField(_("changed"), default=timezone.now, editable=False)
    submitted_at = models.DateTimeField(_("submitted"), null=True, editable=False)

    class Meta:
        verbose_name = _("answers to a census")
        verbose_name_plural = _("answers to censuses")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["round", "organisation"], name="census_answer_once"),
            models.CheckConstraint(condition=Q(state__in=AnswerState.values), name="census_answer_state_is_known"),
            models.CheckConstraint(
                condition=Q(state=AnswerState.DRAFT, submitted_at=None)
                | Q(
                    state=AnswerState.SUBMITTED,
                    submitted_at__isnull=False,
                    staff__isnull=False,
                    volunteers__isnull=False,
                ),
                name="census_submitted_is_complete",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.organisation_id}"

    @property
    def is_submitted(self) -> bool:
        """It counts."""
        return self.state == AnswerState.SUBMITTED


class CensusLine(models.Model):
    """So many people of an affiliate have a skill, so many need it."""

    answer = models.ForeignKey(CensusAnswer, verbose_name=_("answers"), on_delete=models.CASCADE, related_name="lines")
    skill = models.ForeignKey(Skill, verbose_name=_("skill"), on_delete=models.PROTECT, related_name="+")
    has = models.PositiveIntegerField(_("people who have it"), default=0)
    needs = models.PositiveIntegerField(_("people who need it"), default=0)

    class Meta:
        verbose_name = _("skill in a census")
        verbose_name_plural = _("skills in censuses")
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["answer", "skill"], name="census_line_once"),
            models.CheckConstraint(
                condition=(Q(has__gte=1) | Q(needs__gte=1)) & Q(has__lte=MOST_PEOPLE, needs__lte=MOST_PEOPLE),
                name="census_line_counts_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.answer_id} {self.skill_id}"


class HelperCall(models.Model):
    """Those who know a skill were asked to share it; once for a skill and a language in a while."""

    uid = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    skill = models.ForeignKey(Skill, verbose_name=_("skill"), on_delete=models.CASCADE, related_name="helper_calls")
    language = models.CharField(_("language"), max_length=35, validators=[tongues.validate_tag])
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.SET_NULL, related_name="+", null=True
    )
    told = models.PositiveSmallIntegerField(_("how many were asked"))
    called_at = models.DateTimeField(_("called"), default=timezone.now)

    class Meta:
        verbose_name = _("call for helpers")
        verbose_name_plural = _("calls for helpers")
        ordering: ClassVar[list[str]] = ["-called_at"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["skill", "language", "-called_at"], name="helper_call_of_skill"),
        ]

    def __str__(self) -> str:
        return f"{self.skill_id} {self.language}"
