"""How the holders of rights stand today, and until when."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certification.enums import State
from certification.querysets import OutlookQuerySet
from wikilearn.movement.models import Holding


class Outlook(models.Model):
    """The standing for one running holding on `day`: a projection, so that many holders can be counted and sorted.

    `lapses_on` is the first day without, if nothing is done; none for those who lack it already or need nothing.
    `before` is the state until `changed_on`, empty for a holding that was new then.
    """

    holding = models.OneToOneField(
        Holding, on_delete=models.CASCADE, related_name="outlook", verbose_name=_("holding"), primary_key=True
    )
    state = models.CharField(_("standing"), max_length=16, choices=State)
    lapses_on = models.DateField(_("lapses on"), null=True, blank=True)
    before = models.CharField(_("standing before"), max_length=16, choices=State, blank=True)
    changed_on = models.DateField(_("changed on"))

    objects = OutlookQuerySet.as_manager()

    class Meta:
        verbose_name = _("outlook")
        verbose_name_plural = _("outlooks")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state"], name="outlook_by_state"),
            models.Index(fields=["lapses_on"], name="outlook_by_day"),
            models.Index(fields=["changed_on"], name="outlook_by_change"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="outlook_state_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.holding_id} {self.state}"
