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
from skills_exchange.querysets.claims import EvidenceQuerySet, SkillClaimQuerySet
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
    reminded_for = models.DateField(_("reminded of the end on"), null=True, blank=True, editable=False)
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

    `source` names the thing among those of its kind (a topic, a course, an endorsing person, the identifier of a
    credential), so that the same thing counts once. Endorsements name `endorser` and may say why in `note`; they never
    count as verification. A badge of another issuer `counts` while its `issuer` is trusted. What its owner has `hidden`
    neither shows nor counts.
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
    note = models.CharField(_("in their words"), max_length=300, blank=True)
    issuer = models.CharField(_("issuer"), max_length=300, blank=True)
    counts = models.BooleanField(_("counts as verification"), default=True)
    hidden = models.BooleanField(_("hidden by its owner"), default=False)
    verified_at = models.DateTimeField(_("verified"), default=timezone.now)
    expires_on = models.DateField(_("counts until"), null=True, blank=True)

    objects = EvidenceQuerySet.as_manager()

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
            models.CheckConstraint(
                condition=~Q(kind=EvidenceKind.ENDORSEMENT) | Q(counts=False), name="skill_endorsement_verifies_nothing"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class TrustedIssuer(models.Model):
    """An issuer elsewhere whose Open Badges count as verification here, by the judgement of the curators.

    Anybody can sign a badge with a key of their own; only this list makes a signature say something.
    """

    did = models.CharField(
        _("identifier (DID)"), max_length=300, unique=True, help_text=_("As in the badges that it signs: did:key:…")
    )
    name = models.CharField(_("name"), max_length=200)
    reason = models.CharField(_("why it is trusted"), max_length=500)
    active = models.BooleanField(_("trusted now"), default=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("trusted issuer")
        verbose_name_plural = _("trusted issuers")
        ordering: ClassVar[list[str]] = ["name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(did__startswith="did:"), name="trusted_issuer_is_a_did"),
        ]

    def __str__(self) -> str:
        return self.name
