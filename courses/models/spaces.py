"""Spaces of third parties: organisations that host courses here for purposes of their own."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

TERMS = 1
"""The terms of use that are in force; who accepted earlier ones is asked again."""


class Space(models.Model):
    """The page of a third party, and whether it may publish. `held` are the revisions that a suspension took away.

    `held`: `{course id: revision id}`; they come back when the suspension ends.
    """

    organisation = models.OneToOneField(
        "movement.Organisation", verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="space"
    )
    about = models.TextField(_("about"), max_length=5000, blank=True)
    terms = models.PositiveSmallIntegerField(_("terms of use accepted"), default=0)
    terms_accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("accepted by"), on_delete=models.PROTECT, related_name="+", null=True
    )
    terms_accepted_at = models.DateTimeField(_("accepted at"), null=True)
    suspended_at = models.DateTimeField(_("suspended at"), null=True)
    suspended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("suspended by"), on_delete=models.PROTECT, related_name="+", null=True
    )
    suspension_reason = models.CharField(_("reason"), max_length=1000, blank=True)
    held = models.JSONField(_("courses taken away"), default=dict, blank=True)

    class Meta:
        verbose_name = _("space of a third party")
        verbose_name_plural = _("spaces of third parties")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(terms=0) | Q(terms_accepted_at__isnull=False), name="space_terms_accepted_when"
            ),
            models.CheckConstraint(
                condition=Q(suspended_at__isnull=True) | ~Q(suspension_reason=""), name="space_suspended_why"
            ),
        ]

    def __str__(self) -> str:
        return str(self.organisation)

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("courses:space", args=[self.organisation.slug])

    @property
    def terms_in_force(self) -> bool:
        """The terms that hold now are accepted."""
        return self.terms >= TERMS

    @property
    def suspended(self) -> bool:
        """Curators have taken its courses away."""
        return self.suspended_at is not None
