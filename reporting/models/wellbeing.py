"""How much somebody has read that may weigh on them: a number for each day, and of nothing what it was."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wikilearn.people.models import Person


class Exposure(models.Model):
    """So many texts and files of others a person opened on a day (UTC). No case, no kind, no hour."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", verbose_name=_("person"))
    day = models.DateField(_("day"), db_index=True)
    opened = models.PositiveIntegerField(_("opened"))

    class Meta:
        verbose_name = _("texts opened on a day")
        verbose_name_plural = _("texts opened on days")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "day"], name="exposure_once_a_day"),
            models.CheckConstraint(condition=Q(opened__gte=1), name="exposure_counts_something"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.opened}"
