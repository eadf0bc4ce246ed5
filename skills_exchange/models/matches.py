"""Matches: somebody learns a skill from somebody, from the suggestion to the confirmation by both."""

import uuid
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skills_exchange.enums import HOLDS_A_PLACE, OPEN_STATES, Format, MatchOrigin, MatchState, RingState, RoundState
from skills_exchange.models.parties import Party
from skills_exchange.models.skills import Skill
from skills_exchange.querysets.matches import MatchQuerySet
from wikilearn.core.integrity import append_only

_HELD = ", ".join(f"'{state}'" for state in sorted(HOLDS_A_PLACE))

PLACES = f"""
    IF TG_OP <> 'INSERT' AND OLD.state IN ({_HELD})
       AND (TG_OP = 'DELETE' OR NEW.state NOT IN ({_HELD}) OR NEW.sharer_id <> OLD.sharer_id) THEN
        UPDATE skills_exchange_party SET active = active - 1 WHERE id = OLD.sharer_id;
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.state IN ({_HELD})
       AND (TG_OP = 'INSERT' OR OLD.state NOT IN ({_HELD}) OR NEW.sharer_id <> OLD.sharer_id) THEN
        UPDATE skills_exchange_party SET active = active + 1 WHERE id = NEW.sharer_id AND active < max_active;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'the sharer has no free place'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'match_sharer_has_a_place';
        END IF;
    END IF;
    RETURN NULL;
"""  # noqa: S608 - the states are our own
"""Reserves and frees a place of the sharer. Updates of one row queue up, so two people never get the last place."""


class MatchRound(models.Model):
    """One run of fair matching over many people, so stored that anyone can run it again with the same result.

    `parameters`, `seed` and `metrics` are public; `pool` narrows who takes part (a programme, a territory, skills).
    """

    uid = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(_("name"), max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=200)
    organisation = models.ForeignKey(
        "movement.Organisation",
        verbose_name=_("organised by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    organiser = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("organiser"), on_delete=models.SET_NULL, related_name="+", null=True
    )
    parameters = models.JSONField(_("parameters"), default=dict)
    pool = models.JSONField(_("who takes part"), default=dict, blank=True)
    seed = models.PositiveIntegerField(_("seed"))
    state = models.CharField(_("state"), max_length=10, choices=RoundState, default=RoundState.DRAFT)
    metrics = models.JSONField(_("figures"), default=dict, blank=True)
    error = models.CharField(_("why it failed"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    ran_at = models.DateTimeField(_("ran"), null=True, blank=True)

    class Meta:
        verbose_name = _("round of matching")
        verbose_name_plural = _("rounds of matching")
        ordering: ClassVar[list[str]] = ["-created_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(state__in=RoundState.values), name="round_state_is_known"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of the round."""
        return reverse("skills_exchange:round", args=[self.slug])

    @property
    def reference(self) -> str:
        """How the audit log names this round."""
        return f"round:{self.slug}"


class Ring(models.Model):
    """Two or three people who each learn from the next; it comes about when all agree before it expires."""

    uid = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    round = models.ForeignKey(
        MatchRound, verbose_name=_("round"), on_delete=models.CASCADE, related_name="rings", null=True, blank=True
    )
    size = models.PositiveSmallIntegerField(_("people"))
    state = models.CharField(_("state"), max_length=8, choices=RingState, default=RingState.OFFERED)
    expires_at = models.DateTimeField(_("offered until"))
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("ring of mutual help")
        verbose_name_plural = _("rings of mutual help")
        ordering: ClassVar[list[str]] = ["-created_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(size__range=(2, 3)), name="ring_of_two_or_three"),
            models.CheckConstraint(condition=Q(state__in=RingState.values), name="ring_state_is_known"),
        ]

    def __str__(self) -> str:
        return str(self.uid)


class Match(models.Model):
    """The learner learns the skill from the sharer.

    `score` and `parts` (name → its share of the score) are those of the moment of the suggestion. Both have to agree
    before it is accepted: who asks or offers has agreed by that. Whoever has not agreed can do so until `expires_at`.
    """

    uid = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(Party, verbose_name=_("learner"), on_delete=models.CASCADE, related_name="learning")
    sharer = models.ForeignKey(Party, verbose_name=_("sharer"), on_delete=models.CASCADE, related_name="sharing")
    skill = models.ForeignKey(Skill, verbose_name=_("skill"), on_delete=models.PROTECT, related_name="matches")
    language = models.CharField(_("language"), max_length=35)
    format = models.CharField(_("format"), max_length=12, choices=Format)
    origin = models.CharField(_("how it came about"), max_length=10, choices=MatchOrigin)
    state = models.CharField(_("state"), max_length=10, choices=MatchState)
    score = models.FloatField(_("score"), default=0)
    parts = models.JSONField(_("parts of the score"), default=dict, blank=True)
    ring = models.ForeignKey(
        Ring, verbose_name=_("ring"), on_delete=models.CASCADE, related_name="matches", null=True, blank=True
    )
    round = models.ForeignKey(
        MatchRound, verbose_name=_("round"), on_delete=models.SET_NULL, related_name="matches", null=True, blank=True
    )
    message = models.TextField(_("message"), max_length=2000, blank=True)
    learner_agreed_at = models.DateTimeField(_("the learner agreed"), null=True, blank=True)
    sharer_agreed_at = models.DateTimeField(_("the sharer agreed"), null=True, blank=True)
    learner_confirmed_at = models.DateTimeField(_("the learner confirmed"), null=True, blank=True)
    sharer_confirmed_at = models.DateTimeField(_("the sharer confirmed"), null=True, blank=True)
    expires_at = models.DateTimeField(_("can be answered until"))
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now, editable=False)

    objects = MatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("match")
        verbose_name_plural = _("matches")
        ordering: ClassVar[list[str]] = ["-changed_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(state__in=MatchState.values), name="match_state_is_known"),
            models.CheckConstraint(condition=Q(origin__in=MatchOrigin.values), name="match_origin_is_known"),
            models.CheckConstraint(condition=~Q(learner=F("sharer")), name="match_of_two"),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(HOLDS_A_PLACE))
                | Q(learner_agreed_at__isnull=False, sharer_agreed_at__isnull=False),
                name="match_accepted_by_both",
            ),
            models.CheckConstraint(
                condition=~Q(state=MatchState.CONFIRMED)
                | Q(learner_confirmed_at__isnull=False, sharer_confirmed_at__isnull=False),
                name="match_confirmed_by_both",
            ),
            models.UniqueConstraint(
                fields=["learner", "sharer", "skill"],
                condition=Q(state__in=sorted(OPEN_STATES)),
                name="match_open_once",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["expires_at"],
                condition=Q(state__in=[MatchState.SUGGESTED, MatchState.REQUESTED]),
                name="match_expires",
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Trigger(
                name="keep_places",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=PLACES,
            ),
        ]

    def __str__(self) -> str:
        return str(self.uid)

    def get_absolute_url(self) -> str:
        """The page of the match, for its two sides."""
        return reverse("skills_exchange:match", args=[self.uid])

    @property
    def reference(self) -> str:
        """How the audit log names this match."""
        return f"match:{self.uid}"


class MatchStep(models.Model):
    """One change of the state of a match; only ever added."""

    match = models.ForeignKey(
        Match, verbose_name=_("match"), on_delete=models.DO_NOTHING, db_constraint=False, related_name="steps"
    )
    state = models.CharField(_("state"), max_length=10, choices=MatchState)
    by_learner = models.BooleanField(_("by the learner"), null=True)
    reason = models.CharField(_("reason"), max_length=20, blank=True)
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("step of a match")
        verbose_name_plural = _("steps of matches")
        ordering: ClassVar[list[str]] = ["at", "id"]
        triggers: ClassVar[list[pgtrigger.Trigger]] = append_only()

    def __str__(self) -> str:
        return self.state


class NotForMe(models.Model):
    """A learner does not want to be suggested this party for this skill again, and may say why."""

    learner = models.ForeignKey(Party, verbose_name=_("learner"), on_delete=models.CASCADE, related_name="+")
    sharer = models.ForeignKey(Party, verbose_name=_("sharer"), on_delete=models.CASCADE, related_name="+")
    skill = models.ForeignKey(Skill, verbose_name=_("skill"), on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(_("reason"), max_length=20, blank=True)
    created_at = models.DateTimeField(_("at"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("dismissed suggestion")
        verbose_name_plural = _("dismissed suggestions")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["learner", "sharer", "skill"], name="dismissed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} {self.sharer_id}"
