"""What happens once two have agreed: sessions, what both say of it, thanks, messages, and what hours earned."""

import uuid
from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skills_exchange.enums import Learned, SessionState, Uses
from skills_exchange.models.matches import Match
from skills_exchange.models.parties import Party
from skills_exchange.models.skills import Skill
from skills_exchange.querysets.exchanges import MessageQuerySet, SessionQuerySet

LONGEST = timedelta(hours=8)
"""Of one session."""
MOST_MINUTES = 100 * 60
"""Of one exchange."""


class ExchangeSession(models.Model):
    """One meeting of the two sides, from – until in UTC.

    A side (`by_learner`) proposes one or more times with the same `proposal`; the other agrees to one, and the rest go.
    A proposal with `moves` is a new time for a session that was agreed: it becomes the time of that one. `sequence`
    counts changes, as calendars want it (RFC 5545). `minutes`: how long it was, once it was held.
    """

    uid = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    match = models.ForeignKey(Match, verbose_name=_("match"), on_delete=models.CASCADE, related_name="sessions")
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    state = models.CharField(_("state"), max_length=9, choices=SessionState, default=SessionState.PROPOSED)
    by_learner = models.BooleanField(_("proposed by the learner"))
    proposal = models.UUIDField(_("proposal"), default=uuid.uuid4)
    moves = models.ForeignKey(
        "self", verbose_name=_("moves"), on_delete=models.CASCADE, related_name="moves_to", null=True, blank=True
    )
    place = models.CharField(_("place"), max_length=300, blank=True)
    link = models.URLField(_("video link"), max_length=500, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)
    sequence = models.PositiveIntegerField(_("number of changes"), default=0)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now)
    reminded_day_at = models.DateTimeField(_("reminded a day before"), null=True, blank=True, editable=False)
    reminded_hour_at = models.DateTimeField(_("reminded an hour before"), null=True, blank=True, editable=False)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session of an exchange")
        verbose_name_plural = _("sessions of exchanges")
        ordering: ClassVar[list[str]] = ["starts_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(state__in=SessionState.values), name="exchange_session_state_is_known"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at"), ends_at__lte=F("starts_at") + LONGEST),
                name="exchange_session_length",
            ),
            models.CheckConstraint(
                condition=Q(state=SessionState.HELD, minutes__range=(1, MOST_MINUTES))
                | ~Q(state=SessionState.HELD) & Q(minutes=None),
                name="exchange_session_held_has_minutes",
            ),
            models.CheckConstraint(
                condition=Q(moves=None) | Q(state=SessionState.PROPOSED), name="exchange_session_moves_as_proposal"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["match", "starts_at"], name="exchange_session_of_match"),
            models.Index(
                fields=["starts_at"], condition=Q(state=SessionState.AGREED), name="exchange_session_upcoming"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.match_id} {self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def reference(self) -> str:
        """How the audit log names this session."""
        return f"exchange_session:{self.uid}"

    @property
    def is_over(self) -> bool:
        """Its end has passed."""
        return self.ends_at <= timezone.now()

    @property
    def length(self) -> timedelta:
        """How long it is planned to be."""
        return self.ends_at - self.starts_at


class Exchange(models.Model):
    """What came of a match: made when a side says that it is done.

    `learner_minutes` and `sharer_minutes` are what each side says it took; `minutes`, the lesser of the two, counts
    once both have confirmed. `follow_up_at`: when the learner is asked whether they use it.
    """

    match = models.OneToOneField(Match, verbose_name=_("match"), on_delete=models.CASCADE, related_name="exchange")
    learner_minutes = models.PositiveSmallIntegerField(_("minutes, says the learner"), null=True, blank=True)
    sharer_minutes = models.PositiveSmallIntegerField(_("minutes, says the sharer"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("confirmed minutes"), null=True, blank=True)
    done_at = models.DateTimeField(_("done"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    follow_up_at = models.DateTimeField(_("to be asked again"), null=True, blank=True)
    followed_up_at = models.DateTimeField(_("asked again"), null=True, blank=True)

    class Meta:
        verbose_name = _("exchange")
        verbose_name_plural = _("exchanges")
        ordering: ClassVar[list[str]] = ["-done_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(minutes=None, confirmed_at=None)
                | Q(
                    confirmed_at__isnull=False,
                    minutes__gte=1,
                    minutes__lte=F("learner_minutes"),
                    learner_minutes__isnull=False,
                    sharer_minutes__isnull=False,
                )
                & Q(minutes__lte=F("sharer_minutes")),
                name="exchange_counts_what_both_say",
            ),
            models.CheckConstraint(
                condition=(Q(learner_minutes=None) | Q(learner_minutes__range=(1, MOST_MINUTES)))
                & (Q(sharer_minutes=None) | Q(sharer_minutes__range=(1, MOST_MINUTES))),
                name="exchange_minutes_are_sensible",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["confirmed_at"], name="exchange_confirmed"),
            models.Index(fields=["follow_up_at"], condition=Q(followed_up_at=None), name="exchange_to_be_followed_up"),
        ]

    def __str__(self) -> str:
        return f"{self.match_id} {self.minutes}"


class ExchangeFeedback(models.Model):
    """What one side says of an exchange. `shown`: the other side may read the text; else nobody reads it by name.

    `learned` and `uses` (asked again later) are for learners.
    """

    match = models.ForeignKey(Match, verbose_name=_("match"), on_delete=models.CASCADE, related_name="feedback")
    by_learner = models.BooleanField(_("by the learner"))
    useful = models.PositiveSmallIntegerField(_("useful, 1–5"), validators=[MinValueValidator(1), MaxValueValidator(5)])
    learned = models.CharField(_("learned it"), max_length=6, choices=Learned, blank=True)
    again = models.BooleanField(_("would do it again"), null=True, blank=True)
    text = models.TextField(_("in your own words"), max_length=2000, blank=True)
    shown = models.BooleanField(_("the other side may read it"), default=False)
    at = models.DateTimeField(_("at"), default=timezone.now)
    uses = models.CharField(_("uses it"), max_length=6, choices=Uses, blank=True)
    uses_at = models.DateTimeField(_("said so"), null=True, blank=True)

    class Meta:
        verbose_name = _("feedback on an exchange")
        verbose_name_plural = _("feedback on exchanges")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["match", "by_learner"], name="exchange_feedback_once"),
            models.CheckConstraint(condition=Q(useful__range=(1, 5)), name="exchange_feedback_useful_is_known"),
            models.CheckConstraint(condition=Q(learned__in=["", *Learned.values]), name="exchange_learned_is_known"),
            models.CheckConstraint(condition=Q(uses__in=["", *Uses.values]), name="exchange_uses_is_known"),
            models.CheckConstraint(
                condition=Q(by_learner=True) | Q(learned="", uses=""), name="exchange_only_learners_learned"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.match_id} {self.useful}"


class Thanks(models.Model):
    """The learner thanks the sharer; it stands on the sharer's profile while both want that."""

    match = models.OneToOneField(Match, verbose_name=_("match"), on_delete=models.CASCADE, related_name="thanks")
    text = models.CharField(_("thanks"), max_length=280)
    learner_shows = models.BooleanField(_("the learner wants it shown"), default=False)
    sharer_shows = models.BooleanField(_("the sharer wants it shown"), default=False)
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("thanks")
        verbose_name_plural = _("thanks")
        ordering: ClassVar[list[str]] = ["-at", "-id"]

    def __str__(self) -> str:
        return self.text


class MatchMessage(models.Model):
    """Plain text from one side of a match to the other. `author`: who of an organisation wrote it."""

    match = models.ForeignKey(Match, verbose_name=_("match"), on_delete=models.CASCADE, related_name="messages")
    by_learner = models.BooleanField(_("by the learner"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("written by"), on_delete=models.SET_NULL, related_name="+", null=True
    )
    text = models.TextField(_("message"), max_length=4000)
    at = models.DateTimeField(_("at"), default=timezone.now)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message in an exchange")
        verbose_name_plural = _("messages in exchanges")
        ordering: ClassVar[list[str]] = ["at", "id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["match", "at"], name="match_message_of_match"),
            models.Index(fields=["match"], condition=Q(read_at=None), name="match_message_unread"),
        ]

    def __str__(self) -> str:
        return f"{self.match_id} {self.at:%Y-%m-%d %H:%M}"


class ExchangeFeed(models.Model):
    """A secret address at which calendars read a person's sessions; only the SHA-256 of its secret is kept."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.CASCADE, related_name="exchange_feed"
    )
    digest = models.BinaryField(_("digest"), max_length=32, unique=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("calendar of exchanges")
        verbose_name_plural = _("calendars of exchanges")

    def __str__(self) -> str:
        return str(self.person_id)


class HoursAward(models.Model):
    """A sharer has reached so many confirmed hours with a skill; once for each number of hours, and for ever."""

    party = models.ForeignKey(Party, verbose_name=_("participant"), on_delete=models.CASCADE, related_name="awards")
    skill = models.ForeignKey(Skill, verbose_name=_("skill"), on_delete=models.PROTECT, related_name="+")
    hours = models.PositiveSmallIntegerField(_("hours"))
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("award for hours")
        verbose_name_plural = _("awards for hours")
        ordering: ClassVar[list[str]] = ["-hours", "-at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["party", "skill", "hours"], name="hours_award_once"),
        ]

    def __str__(self) -> str:
        return f"{self.party_id} {self.skill_id} {self.hours}"


class CountedFor(models.Model):
    """A person wants their hours counted in the report of an organisation that they belong to."""

    party = models.ForeignKey(
        Party, verbose_name=_("participant"), on_delete=models.CASCADE, related_name="counted_for"
    )
    organisation = models.ForeignKey(
        "movement.Organisation", verbose_name=_("organisation"), on_delete=models.CASCADE, related_name="+"
    )
    since = models.DateTimeField(_("since"), default=timezone.now)

    class Meta:
        verbose_name = _("counted for an organisation")
        verbose_name_plural = _("counted for organisations")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["party", "organisation"], name="counted_for_once"),
        ]

    def __str__(self) -> str:
        return f"{self.party_id} {self.organisation_id}"
