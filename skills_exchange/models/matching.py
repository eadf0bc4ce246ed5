"""What matching goes by and keeps: posting lists, public weights, parity, what was shown, proposals."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skills_exchange.enums import Format, ParityKind
from skills_exchange.models.claims import SkillClaim
from skills_exchange.models.matches import MatchRound
from skills_exchange.models.parties import Party
from skills_exchange.models.skills import Skill
from wikilearn.core.integrity import append_only


class OfferPosting(models.Model):
    """A projection: an offer in one language, with what of its score is the same for everybody (`prior`).

    Triggers keep it (migration `posting_lists_weights_parity_proposals`), from the view `skills_exchange_postings_now`,
    and a nightly task makes it anew. `language` is without country and script, because people talk; `tag` is what the
    sharer named, in which they speak it best. `formats` are bits. `free` says that the party has a place and can be
    found. Days (away, claims that run out) are asked when it is read.
    """

    claim = models.ForeignKey(SkillClaim, on_delete=models.CASCADE, related_name="postings")
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="+")
    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="+", db_index=False)
    language = models.CharField(max_length=35)
    tag = models.CharField(max_length=35)
    speaks = models.PositiveSmallIntegerField()
    level = models.PositiveSmallIntegerField()
    formats = models.PositiveSmallIntegerField()
    verified = models.BooleanField()
    valid_until = models.DateField()
    prior = models.FloatField()
    free = models.BooleanField()

    class Meta:
        verbose_name = _("offer in a language")
        verbose_name_plural = _("offers in languages")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["claim", "language"], name="posting_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index("skill", "language", models.F("prior").desc(), condition=Q(free=True), name="posting_list"),
        ]

    def __str__(self) -> str:
        return f"{self.skill_id} {self.language} {self.party_id}"


class MatchingWeights(models.Model):
    """The public numbers of matching from a moment on; only ever added, the newest row is in force."""

    values = models.JSONField(_("numbers"))
    reason = models.CharField(_("reason"), max_length=500, validators=[MinLengthValidator(5)])
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+", null=True
    )
    since = models.DateTimeField(_("since"), default=timezone.now)

    class Meta:
        verbose_name = _("weights of matching")
        verbose_name_plural = _("weights of matching")
        ordering: ClassVar[list[str]] = ["-id"]
        triggers: ClassVar[list[pgtrigger.Trigger]] = append_only()

    def __str__(self) -> str:
        return f"{self.since:%Y-%m-%d}"


class ParityEntry(models.Model):
    """People of this territory, or who speak this language as their own, count as under-represented in matching.

    The list is public, with the reason; `Party.underrepresented` follows it by triggers. `code`: ISO 3166-1 or a BCP 47
    language without country and script.
    """

    kind = models.CharField(_("kind"), max_length=9, choices=ParityKind)
    code = models.CharField(_("code"), max_length=35)
    reason = models.CharField(_("why"), max_length=500)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+", null=True
    )
    since = models.DateTimeField(_("since"), default=timezone.now)

    class Meta:
        verbose_name = _("under-represented community")
        verbose_name_plural = _("under-represented communities")
        ordering: ClassVar[list[str]] = ["kind", "code"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kind", "code"], name="parity_entry_once"),
            models.CheckConstraint(condition=Q(kind__in=ParityKind.values), name="parity_kind_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"

    @property
    def reference(self) -> str:
        """How the audit log names it."""
        return f"parity:{self.kind}:{self.code}"


class SuggestionDay(models.Model):
    """Whom a learner was shown for a skill on a day: for `Party.exposure`, and for what `sharers` may know of a want.

    A day counts once for each of them, so that nobody is pushed down by somebody's reloading, or by fitting many wants.
    Kept as long as it counts, then deleted.
    """

    learner = models.ForeignKey(Party, verbose_name=_("learner"), on_delete=models.CASCADE, related_name="+")
    skill = models.ForeignKey(Skill, verbose_name=_("skill"), on_delete=models.CASCADE, related_name="+")
    day = models.DateField(_("day"), db_index=True)
    sharers = ArrayField(models.BigIntegerField(), verbose_name=_("who was shown"), default=list)

    class Meta:
        verbose_name = _("suggestions of a day")
        verbose_name_plural = _("suggestions of days")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["learner", "day", "skill"], name="suggestions_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} {self.day}"


class RoundProposal(models.Model):
    """What a round that has run proposes, until it is published; `ring` numbers the rings of the round from 1."""

    round = models.ForeignKey(MatchRound, on_delete=models.CASCADE, related_name="proposals", verbose_name=_("round"))
    learner = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="+", verbose_name=_("learner"))
    sharer = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="+", verbose_name=_("sharer"))
    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="+", verbose_name=_("skill"))
    language = models.CharField(_("language"), max_length=35)
    format = models.CharField(_("format"), max_length=12, choices=Format)
    score = models.FloatField(_("score"))
    parts = models.JSONField(_("parts of the score"), default=dict)
    ring = models.PositiveIntegerField(_("ring"), null=True, blank=True)

    class Meta:
        verbose_name = _("proposal of a round")
        verbose_name_plural = _("proposals of rounds")
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["round", "learner", "sharer", "skill"], name="proposal_once"),
            models.CheckConstraint(condition=~Q(learner=models.F("sharer")), name="proposal_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} {self.sharer_id} {self.skill_id}"
