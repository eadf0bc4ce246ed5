"""Around the sending of reports: used tickets, tokens of wikis, limits that people decided, ratings."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reporting.models.cases import Case
from reporting.querysets.limits import LimitQuerySet
from wikilearn.movement.models import Wiki
from wikilearn.people.models import Person


class SpentTicket(models.Model):
    """A ticket that paid for a report: whoever sends it again gets the same case.

    `box` is the receipt under a key that only the sender's page has; it goes as soon as they confirmed that they have
    written the receipt down, and after some minutes in any case.
    """

    digest = models.BinaryField(_("digest"), max_length=32, unique=True)
    spent_at = models.DateTimeField(_("used"), default=timezone.now, db_index=True)
    box = models.BinaryField(_("receipt, sealed for the sender's page"), null=True, blank=True)

    class Meta:
        verbose_name = _("used ticket")
        verbose_name_plural = _("used tickets")

    def __str__(self) -> str:
        return bytes(self.digest).hex()[:8]


class WikiToken(models.Model):
    """A secret that lets the software of one wiki send reports about that wiki. Only its SHA-256 is kept."""

    uid = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    wiki = models.ForeignKey(Wiki, on_delete=models.PROTECT, related_name="report_tokens", verbose_name=_("wiki"))
    digest = models.BinaryField(_("digest"), max_length=32, unique=True)
    created_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("made by"), null=True, blank=True
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("expires"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    class Meta:
        verbose_name = _("token of a wiki")
        verbose_name_plural = _("tokens of wikis")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="wiki_token_order", condition=Q(expires_at__gt=F("created_at"))),
        ]

    def __str__(self) -> str:
        return f"{self.wiki_id} {self.uid}"

    @property
    def reference(self) -> str:
        """How the audit log names this token."""
        return f"wiki_token:{self.uid}"


class ReportingLimit(models.Model):
    """Somebody decided that a person who sent many reports in bad faith waits longer between reports, until a day.

    It never stops a report: emergencies, reports without a name and the first report of a day go through. The person
    may appeal; somebody else decides that.
    """

    uid = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="reporting_limits", verbose_name=_("person")
    )
    reason = models.CharField(_("reason"), max_length=500, help_text=_("The person reads it."))
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("decided by"))
    decided_at = models.DateTimeField(_("decided"), default=timezone.now, editable=False)
    until = models.DateTimeField(_("until"))
    appeal = models.CharField(_("why the person asks for another look"), max_length=2000, blank=True)
    appealed_at = models.DateTimeField(_("appealed"), null=True, blank=True)
    answered_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("appeal decided by"), null=True, blank=True
    )
    answered_at = models.DateTimeField(_("appeal decided"), null=True, blank=True)
    lifted = models.BooleanField(_("lifted"), default=False)

    objects = LimitQuerySet.as_manager()

    class Meta:
        verbose_name = _("limit on reports")
        verbose_name_plural = _("limits on reports")
        ordering: ClassVar[list[str]] = ["-decided_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="reporting_limit_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(name="reporting_limit_ends", condition=Q(until__gt=F("decided_at"))),
            models.CheckConstraint(name="reporting_limit_not_of_oneself", condition=~Q(decided_by=F("person"))),
            models.CheckConstraint(
                name="reporting_limit_second_person",
                condition=Q(answered_by=None) | ~Q(answered_by=F("decided_by")) & ~Q(answered_by=F("person")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.uid)


class CaseRating(models.Model):
    """How a reporter found the way their report was handled, from 1 to 5. Words go into the sealed dialogue."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="rating", verbose_name=_("case"))
    stars = models.PositiveSmallIntegerField(_("from 1 to 5"))

    class Meta:
        verbose_name = _("rating of a case")
        verbose_name_plural = _("ratings of cases")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="case_rating_range", condition=Q(stars__range=(1, 5))),
        ]

    def __str__(self) -> str:
        return f"{self.stars}"
