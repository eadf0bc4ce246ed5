"""Where skills are, where they are missing, and what came of the exchange: figures, kept by day and by quarter."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skills_exchange.models.skills import Skill


class GapCell(models.Model):
    """On a day, for a skill (with all below it), in a language, at a place: who shares it, and who wants it.

    `language` empty: any. `place`: an ISO 3166-1 territory (`KE`), a UN M49 region (`014`), or empty: anywhere; a party
    counts once in each cell, and in every language and place that it has. `free_hours`: hours a week of those who have
    a free place and are not away. `wanted_hours`: at most two hours a week for each who wants to learn. The figures are
    whole; what is published goes through `skills_exchange.queries.gaps`.
    """

    day = models.DateField(_("day"))
    skill = models.ForeignKey(Skill, verbose_name=_("skill"), on_delete=models.CASCADE, related_name="+")
    language = models.CharField(_("language"), max_length=35, blank=True)
    place = models.CharField(_("place"), max_length=3, blank=True)
    helpers = models.PositiveIntegerField(_("share it"))
    verified = models.PositiveIntegerField(_("share it, verified"))
    seekers = models.PositiveIntegerField(_("want to learn it"))
    free_hours = models.PositiveIntegerField(_("free hours a week"))
    wanted_hours = models.PositiveIntegerField(_("wanted hours a week"))

    class Meta:
        verbose_name = _("cell of the map of skills")
        verbose_name_plural = _("cells of the map of skills")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["skill", "day", "language", "place"], name="gap_cell_once"),
            models.CheckConstraint(condition=models.Q(verified__lte=models.F("helpers")), name="gap_verified_share"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["day", "place", "language"], name="gap_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.skill_id} {self.language} {self.place}"


class IndicatorQuarter(models.Model):
    """What a quarter changed, as it was published; written once after the quarter has ended, never changed."""

    first = models.DateField(_("first day"), unique=True)
    figures = models.JSONField(_("figures"))
    frozen_at = models.DateTimeField(_("written"), default=timezone.now)

    class Meta:
        verbose_name = _("quarter of the indicators")
        verbose_name_plural = _("quarters of the indicators")
        ordering: ClassVar[list[str]] = ["-first"]

    def __str__(self) -> str:
        return str(self.first)
