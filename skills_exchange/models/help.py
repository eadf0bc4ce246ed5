"""The help desk: a question, who was asked, what was answered, and what was promised."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skills_exchange.enums_help import AskState, HelpAudience, HelpRoute, HelpState
from skills_exchange.models.matches import Match
from skills_exchange.models.parties import Party
from skills_exchange.models.resources import Resource
from skills_exchange.models.skills import Skill
from skills_exchange.querysets.help import HelpRequestQuerySet
from wikilearn.core import languages

WAITS = (HelpState.OPEN, HelpState.ANSWERED)


class HelpRequest(models.Model):
    """A question. Until `promised_by` there is an answer, or it goes on to somebody else, who is promised a time too.

    `audience` says who reads it while it is open. `may_be_published`: once solved, everybody reads question and answer,
    without the name of whoever asked. `asker` is empty once their account is erased.
    """

    uid = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    asker = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("asked by"),
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
    )
    title = models.CharField(_("question"), max_length=200)
    text = models.TextField(_("more about it"), max_length=5000, blank=True)
    language = models.CharField(_("language"), max_length=35, validators=[languages.validate_tag])
    skill = models.ForeignKey(
        Skill, verbose_name=_("skill"), on_delete=models.PROTECT, related_name="questions", null=True, blank=True
    )
    audience = models.CharField(_("who reads it"), max_length=8, choices=HelpAudience, default=HelpAudience.MEMBERS)
    may_be_published = models.BooleanField(_("others may read it once it is solved"), default=True)
    state = models.CharField(_("state"), max_length=10, choices=HelpState, default=HelpState.OPEN)
    route = models.CharField(_("with whom it is"), max_length=10, choices=HelpRoute, default=HelpRoute.QUEUE)
    organisation = models.ForeignKey(
        "movement.Organisation",
        verbose_name=_("affiliate that was asked"),
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
    )
    promised_by = models.DateTimeField(_("answer promised by"))
    resource = models.OneToOneField(
        Resource,
        verbose_name=_("kept in the library as"),
        on_delete=models.SET_NULL,
        related_name="question",
        null=True,
        blank=True,
    )
    asked_at = models.DateTimeField(_("asked"), default=timezone.now, editable=False)
    answered_at = models.DateTimeField(_("first answered"), null=True, blank=True)
    solved_at = models.DateTimeField(_("solved"), null=True, blank=True)

    objects = HelpRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("question to the help desk")
        verbose_name_plural = _("questions to the help desk")
        ordering: ClassVar[list[str]] = ["-asked_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(state__in=HelpState.values), name="help_state_is_known"),
            models.CheckConstraint(condition=Q(route__in=HelpRoute.values), name="help_route_is_known"),
            models.CheckConstraint(condition=Q(audience__in=HelpAudience.values), name="help_audience_is_known"),
            models.CheckConstraint(
                condition=~Q(state=HelpState.SOLVED) | Q(solved_at__isnull=False), name="help_solved_at_a_time"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["promised_by"], condition=Q(state=HelpState.OPEN), name="help_promised"),
            models.Index(fields=["language", "answered_at"], name="help_waits"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of the question."""
        return reverse("skills_exchange:help_request", args=[self.uid])

    @property
    def reference(self) -> str:
        """How the audit log names this question."""
        return f"help:{self.uid}"

    @property
    def spoken(self) -> languages.Language:
        """Its language."""
        return languages.get(self.language)

    @property
    def waits(self) -> bool:
        """It is neither solved nor withdrawn."""
        return self.state in WAITS

    @property
    def is_public(self) -> bool:
        """Everybody reads it."""
        return self.state == HelpState.SOLVED and self.may_be_published


class HelpAsk(models.Model):
    """A party that offers the skill was asked to answer; it says so until `until`, or somebody else is asked."""

    request = models.ForeignKey(HelpRequest, verbose_name=_("question"), on_delete=models.CASCADE, related_name="asks")
    party = models.ForeignKey(Party, verbose_name=_("helper"), on_delete=models.CASCADE, related_name="+")
    state = models.CharField(_("state"), max_length=8, choices=AskState, default=AskState.ASKED)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    until = models.DateTimeField(_("can be answered until"))

    class Meta:
        verbose_name = _("helper who was asked")
        verbose_name_plural = _("helpers who were asked")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["request", "party"], name="helper_asked_once"),
            models.UniqueConstraint(
                fields=["request"], condition=Q(state=AskState.TAKEN), name="question_taken_by_one"
            ),
            models.CheckConstraint(condition=Q(state__in=AskState.values), name="ask_state_is_known"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["until"], condition=Q(state__in=[AskState.ASKED, AskState.TAKEN]), name="ask_lapses"),
        ]

    def __str__(self) -> str:
        return self.state


class HelpAnswer(models.Model):
    """Something said on a question, by a helper or by whoever asked. `author` is empty once their account is erased."""

    request = models.ForeignKey(
        HelpRequest, verbose_name=_("question"), on_delete=models.CASCADE, related_name="answers"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("written by"),
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
    )
    text = models.TextField(_("text"), max_length=10_000)
    by_asker = models.BooleanField(_("by whoever asked"), default=False)
    accepted = models.BooleanField(_("solved it"), default=False)
    hidden = models.BooleanField(_("hidden by curators"), default=False)
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering: ClassVar[list[str]] = ["at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["request"], condition=Q(accepted=True), name="one_answer_solves"),
            models.CheckConstraint(condition=~Q(accepted=True, by_asker=True), name="helpers_solve"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class HelpExchange(models.Model):
    """What comes of a question beyond its answer: a helper offers to teach it, whoever asked learns it from them.

    Either the helper offered it (`offered_at`), without knowing who asked, or whoever asked made an exchange of it
    (`match`), or both. Only the two see it.
    """

    request = models.ForeignKey(
        HelpRequest, verbose_name=_("question"), on_delete=models.CASCADE, related_name="exchanges"
    )
    party = models.ForeignKey(Party, verbose_name=_("helper"), on_delete=models.CASCADE, related_name="+")
    offered_at = models.DateTimeField(_("offered"), null=True, blank=True)
    match = models.ForeignKey(
        Match, verbose_name=_("match"), on_delete=models.CASCADE, related_name="help_exchanges", null=True, blank=True
    )

    class Meta:
        verbose_name = _("exchange from a question")
        verbose_name_plural = _("exchanges from questions")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["request", "party"], name="help_exchange_once"),
            models.CheckConstraint(
                condition=Q(offered_at__isnull=False) | Q(match__isnull=False), name="help_exchange_is_wanted"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.party_id}"
