"""What parties know, share and want to learn, and what shows it."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skills_exchange.enums import ClaimKind, ClaimSource, EvidenceKind, Format, SkillLevel, Visibility
from skills_exchange.models.parties import Party
from skills_exchange.models.skills import Skill
from skills_exchange.querysets.claims import SkillClaimQuerySet
from wikilearn.core import languages

VALID_MONTHS = 12
"""A claim counts so long without being confirmed again."""


class SkillClaim(models.Model):
    """A party knows, shares or wants a skill; it counts until `valid_until` (the last day) and is confirmed again.

    `languages`: those of this claim, all that the party speaks if empty. `formats`: any if empty. `verified` says that
    live evidence stands behind it (kept by the actions on evidence).
    """

    uid = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    party = models.ForeignKey(Party, verbose_name=_("participant"), on_delete=models.CASCADE, related_name="claims")
    skill = models.ForeignKey(Skill, verbose_name=_("skill"), on_delete=models.PROTECT, related_name="claims")
    kind = models.CharField(_("what"), max_length=8, choices=ClaimKind)
    level = models.PositiveSmallIntegerField(_("level"), choices=SkillLevel, default=SkillLevel.PRACTISED)
    formats = ArrayField(
        models.CharField(max_length=12, choices=Format), verbose_name=_("formats"), default=list, blank=True
    )
    languages = ArrayField(
        models.CharField(max_length=35, validators=[languages.validate_tag]),
        verbose_name=_("languages"),
        default=list,
        blank=True,
    )
    note = models.CharField(_("what exactly"), max_length=500, blank=True)
    visibility = models.CharField(_("who sees it"), max_length=8, choices=Visibility, default=Visibility.MEMBERS)
    source = models.CharField(_("where it came from"), max_length=12, choices=ClaimSource, default=ClaimSource.OWN)
    verified = models.BooleanField(_("verified"), default=False, editable=False)
    valid_until = models.DateField(_("counts until"))
    confirmed_at = models.DateTimeField(_("confirmed"), default=timezone.now)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    objects = SkillClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        ordering: ClassVar[list[str]] = ["kind", "-level", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["party", "skill", "kind"], name="claim_once"),
            models.CheckConstraint(condition=Q(kind__in=ClaimKind.values), name="claim_kind_is_known"),
            models.CheckConstraint(condition=Q(level__range=(1, 4)), name="claim_level_is_known"),
            models.CheckConstraint(condition=Q(visibility__in=Visibility.values), name="claim_visibility_is_known"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["skill", "kind", "valid_until"], name="claim_of_skill"),
            models.Index(fields=["valid_until"], name="claim_runs_out"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.skill_id}"


class Evidence(models.Model):
    """What shows that a claim is true: one row per thing, with where it can be checked and how long it counts.

    `source` names the thing among those of its kind (a certification's topic and person, a completion, an endorsing
    party, the identifier of a credential), so that the same thing counts once. Endorsements name `endorser`.
    """

    claim = models.ForeignKey(SkillClaim, verbose_name=_("claim"), on_delete=models.CASCADE, related_name="evidence")
    kind = models.CharField(_("kind"), max_length=16, choices=EvidenceKind)
    source = models.CharField(_("reference"), max_length=500)
    title = models.CharField(_("what it is"), max_length=300)
    url = models.URLField(_("where it can be checked"), max_length=500, blank=True)
    endorser = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("endorsed by"),
        on_delete=models.CASCADE,
        related_name="+",
        null=True,
        blank=True,
    )
    verified_at = models.DateTimeField(_("verified"), default=timezone.now)
    expires_on = models.DateField(_("counts until"), null=True, blank=True)

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering: ClassVar[list[str]] = ["-verified_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["claim", "kind", "source"], name="skill_evidence_once"),
            models.CheckConstraint(condition=Q(kind__in=EvidenceKind.values), name="skill_evidence_kind_is_known"),
            models.CheckConstraint(
                condition=~Q(kind=EvidenceKind.ENDORSEMENT) | Q(endorser__isnull=False),
                name="skill_endorsement_names_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.title
