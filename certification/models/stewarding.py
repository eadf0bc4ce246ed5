"""What stewards keep an eye on: recommendations, views that they saved, and places whose changes they follow."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from certification.enums import WITHOUT, RecommendationOutcome, State
from wikilearn.movement.models import Holding, Right, Wiki
from wikilearn.people.models import Person


class Recommendation(models.Model):
    """The holder of a right has lacked what it asks for since some time: people may want to look. It decides nothing.

    Open until `closed_on`. `note` is why a steward keeps the right as it is.
    """

    uid = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    holding = models.ForeignKey(
        Holding, on_delete=models.CASCADE, related_name="recommendations", verbose_name=_("holding")
    )
    state = models.CharField(_("standing"), max_length=16, choices=State)
    raised_on = models.DateField(_("raised on"))
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=8, choices=RecommendationOutcome, blank=True)
    note = models.TextField(_("reason"), max_length=1000, blank=True)
    noted_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("noted by"), null=True, blank=True
    )

    class Meta:
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")
        ordering: ClassVar[list[str]] = ["-raised_on", "-pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["-raised_on", "-id"], name="recommendation_by_day"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["holding"], condition=Q(closed_on__isnull=True), name="recommendation_open_once"
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True, outcome="")
                | Q(closed_on__isnull=False, outcome__in=RecommendationOutcome.values),
                name="recommendation_closed_has_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=RecommendationOutcome.KEPT) | (~Q(note="") & Q(noted_by__isnull=False)),
                name="recommendation_kept_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("raised_on")),
                name="recommendation_closed_after_raised",
            ),
            models.CheckConstraint(condition=Q(state__in=sorted(WITHOUT)), name="recommendation_state_is_without"),
        ]

    def __str__(self) -> str:
        return f"{self.holding_id} {self.raised_on}"


class SavedView(models.Model):
    """A steward's page with its filters, under a name of one's own."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="saved_views", verbose_name=_("person"))
    name = models.CharField(_("name"), max_length=80)
    path = models.CharField(_("page"), max_length=300)
    query = models.CharField(_("filters"), max_length=1000, blank=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering: ClassVar[list[str]] = ["name", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "name"], name="saved_view_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Following(models.Model):
    """Somebody wants to hear of changes among the holders on a wiki, or of a right; told up to `told_until`."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="followings", verbose_name=_("person"))
    wiki = models.ForeignKey(
        Wiki, on_delete=models.CASCADE, related_name="+", verbose_name=_("wiki"), null=True, blank=True
    )
    right = models.ForeignKey(
        Right, on_delete=models.CASCADE, related_name="+", verbose_name=_("right"), null=True, blank=True
    )
    told_until = models.DateField(_("told until"))

    class Meta:
        verbose_name = _("following")
        verbose_name_plural = _("followings")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(wiki__isnull=True, right__isnull=False) | Q(wiki__isnull=False, right__isnull=True),
                name="following_one_wiki_or_right",
            ),
            models.UniqueConstraint(fields=["person", "wiki", "right"], nulls_distinct=False, name="following_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.wiki_id or '*'} {self.right_id or '*'}"
