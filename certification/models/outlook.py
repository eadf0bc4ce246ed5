"""How the holders of rights stand today, and until when."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certification.enums import State
from certification.querysets import OutlookQuerySet, PlaceOutlookQuerySet
from wikilearn.movement.models import Holding, Right, Wiki


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


class PlaceOutlook(models.Model):
    """The outlooks of a right's holders, counted: on one wiki, of a global right (no wiki), or everywhere together.

    `months`: how many lapse in the month that begins on that day (`{"2026-03-01": 4}`). `free` need nothing. Whoever is
    not certified lacks a certification already. `below_on`: the month from which too few would be left, where the right
    has a least number of holders and enough are certified today.
    """

    right = models.ForeignKey(Right, on_delete=models.CASCADE, related_name="+", verbose_name=_("right"))
    wiki = models.ForeignKey(
        Wiki, on_delete=models.CASCADE, related_name="+", verbose_name=_("wiki"), null=True, blank=True
    )
    everywhere = models.BooleanField(_("everywhere"), default=False)
    holders = models.PositiveIntegerField(_("holders"))
    certified = models.PositiveIntegerField(_("certified"))
    free = models.PositiveIntegerField(_("need none"))
    months = models.JSONField(_("lapse by month"))
    below_on = models.DateField(_("too few from"), null=True, blank=True)

    objects = PlaceOutlookQuerySet.as_manager()

    class Meta:
        verbose_name = _("outlook of a place")
        verbose_name_plural = _("outlooks of places")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["right", "wiki", "everywhere"], name="place_outlook_one_each", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(everywhere=False) | Q(wiki=None, below_on=None), name="place_outlook_everywhere_has_no_wiki"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.right_id} {self.wiki_id or self.everywhere}"
