"""Mentoring programmes of organisations: who applies, who is paired with whom, and how it goes."""

import uuid
from datetime import UTC, date, datetime, time, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skills_exchange.enums import OPEN_STATES, MatchState
from skills_exchange.enums_programmes import (
    ApplicationState,
    ChangeKind,
    Going,
    ProgrammeRole,
    ProgrammeState,
    QuestionFor,
    QuestionKind,
)
from skills_exchange.models.matches import Match
from skills_exchange.models.parties import Party
from skills_exchange.models.skills import Skill
from skills_exchange.querysets.programmes import ApplicationQuerySet, CheckInQuerySet, ProgrammeQuerySet
from wikilearn.people.models import validate_time_zone

PLACES = """
    SELECT places INTO most FROM skills_exchange_programme WHERE id = NEW.programme_id FOR UPDATE;
    IF most IS NOT NULL AND (SELECT count(*) FROM skills_exchange_programmeapplication
            WHERE programme_id = NEW.programme_id AND role = 'mentee' AND state = 'accepted') > most THEN
        RAISE EXCEPTION 'the programme has no free place'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'programme_has_a_place';
    END IF;
    RETURN NULL;
"""
"""Whatever is accepted at the same time, there are never more mentees than places."""


class Programme(models.Model):
    """A mentoring programme of an organisation.

    People can apply from the beginning of `opens_on` to the end of `closes_on`, both in `zone`. The pairs work from
    `begins_on` to `ends_on`; every `check_in_weeks` both sides are asked how it goes (0: never). `figures` are those of
    the outcome report, kept when the applications are deleted.
    """

    uid = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(_("name"), max_length=80, unique=True)
    organisation = models.ForeignKey(
        "movement.Organisation", verbose_name=_("organised by"), on_delete=models.PROTECT, related_name="programmes"
    )
    title = models.CharField(_("title"), max_length=200)
    about = models.TextField(_("about"), max_length=5000)
    languages = ArrayField(models.CharField(max_length=35), verbose_name=_("languages"), default=list)
    skills = models.ManyToManyField(Skill, verbose_name=_("skills"), related_name="programmes")
    zone = models.CharField(_("time zone"), max_length=64, default="UTC", validators=[validate_time_zone])
    opens_on = models.DateField(_("applications from"))
    closes_on = models.DateField(_("applications until"))
    begins_on = models.DateField(_("pairs work from"))
    ends_on = models.DateField(_("pairs work until"))
    places = models.PositiveSmallIntegerField(
        _("places for mentees"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(1000)]
    )
    check_in_weeks = models.PositiveSmallIntegerField(
        _("weeks from one check-in to the next"), default=4, validators=[MaxValueValidator(26)]
    )
    state = models.CharField(_("state"), max_length=5, choices=ProgrammeState, default=ProgrammeState.DRAFT)
    figures = models.JSONField(_("figures"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True, editable=False)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("mentoring programme")
        verbose_name_plural = _("mentoring programmes")
        ordering: ClassVar[list[str]] = ["-closes_on", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(state__in=ProgrammeState.values), name="programme_state_is_known"),
            models.CheckConstraint(
                condition=Q(opens_on__lte=F("closes_on"), closes_on__lte=F("begins_on"), begins_on__lte=F("ends_on")),
                name="programme_days_in_order",
            ),
            models.CheckConstraint(condition=Q(places=None) | Q(places__range=(1, 1000)), name="programme_places"),
            models.CheckConstraint(condition=Q(check_in_weeks__lte=26), name="programme_check_in_weeks"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of the programme."""
        return reverse("skills_exchange:programme", args=[self.slug])

    @property
    def reference(self) -> str:
        """How the audit log names this programme."""
        return f"programme:{self.slug}"

    @property
    def opens_at(self) -> datetime:
        """The first moment in which somebody can apply."""
        return datetime.combine(self.opens_on, time(), ZoneInfo(self.zone)).astimezone(UTC)

    @property
    def closes_at(self) -> datetime:
        """The first moment in which nobody can apply any more."""
        return datetime.combine(self.closes_on + timedelta(days=1), time(), ZoneInfo(self.zone)).astimezone(UTC)

    @property
    def takes_applications(self) -> bool:
        """Somebody can apply right now."""
        return self.state == ProgrammeState.OPEN and self.opens_at <= timezone.now() < self.closes_at


class ProgrammeQuestion(models.Model):
    """A question of the application form, in the words of the organisers. `options` are the answers of a choice."""

    programme = models.ForeignKey(
        Programme, verbose_name=_("programme"), on_delete=models.CASCADE, related_name="questions"
    )
    label = models.CharField(_("question"), max_length=300)
    kind = models.CharField(_("kind of answer"), max_length=6, choices=QuestionKind, default=QuestionKind.TEXT)
    options = ArrayField(models.CharField(max_length=200), verbose_name=_("answers to choose from"), default=list)
    audience = models.CharField(_("who is asked"), max_length=6, choices=QuestionFor, default=QuestionFor.ALL)
    required = models.BooleanField(_("has to be answered"), default=True)

    class Meta:
        verbose_name = _("question of an application form")
        verbose_name_plural = _("questions of application forms")
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(kind__in=QuestionKind.values), name="programme_question_kind_is_known"),
            models.CheckConstraint(
                condition=Q(audience__in=QuestionFor.values), name="programme_question_audience_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.label


class ProgrammeApplication(models.Model):
    """Somebody wants to take part, as mentor or mentee. One of each person and programme.

    `answers`: primary key of the question, as text → what they said. `places`: how many mentees a mentor takes.
    """

    uid = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    programme = models.ForeignKey(
        Programme, verbose_name=_("programme"), on_delete=models.CASCADE, related_name="applications"
    )
    party = models.ForeignKey(Party, verbose_name=_("applicant"), on_delete=models.CASCADE, related_name="applications")
    role = models.CharField(_("as"), max_length=6, choices=ProgrammeRole)
    skills = models.ManyToManyField(Skill, verbose_name=_("skills"), related_name="+")
    places = models.PositiveSmallIntegerField(_("mentees at the same time"), default=1)
    answers = models.JSONField(_("answers"), default=dict, blank=True)
    state = models.CharField(_("state"), max_length=9, choices=ApplicationState, default=ApplicationState.APPLIED)
    waiting_since = models.DateTimeField(_("waiting since"), null=True, blank=True)
    answer = models.TextField(_("words to the applicant"), max_length=1000, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("decided by"), on_delete=models.SET_NULL, related_name="+", null=True
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    created_at = models.DateTimeField(_("applied"), default=timezone.now, editable=False)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application for a programme")
        verbose_name_plural = _("applications for programmes")
        ordering: ClassVar[list[str]] = ["created_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["programme", "party"], name="programme_applied_once"),
            models.CheckConstraint(condition=Q(role__in=ProgrammeRole.values), name="programme_role_is_known"),
            models.CheckConstraint(condition=Q(state__in=ApplicationState.values), name="application_state_is_known"),
            models.CheckConstraint(condition=Q(places__range=(1, 5)), name="application_places"),
            models.CheckConstraint(
                condition=Q(state=ApplicationState.WAITING, waiting_since__isnull=False)
                | ~Q(state=ApplicationState.WAITING) & Q(waiting_since=None),
                name="application_waits_since",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["programme", "role", "state"], name="application_of_programme"),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Trigger(
                name="keep_programme_places",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update,
                declare=[("most", "INTEGER")],
                condition=pgtrigger.Q(new__role=ProgrammeRole.MENTEE, new__state=ApplicationState.ACCEPTED),
                func=PLACES,
            ),
        ]

    def __str__(self) -> str:
        return str(self.uid)

    @property
    def reference(self) -> str:
        """How the audit log names this application."""
        return f"application:{self.uid}"


class ProgrammePair(models.Model):
    """A match of a programme, with what only its organisers need to know. A paused pair is asked nothing."""

    uid = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    programme = models.ForeignKey(
        Programme, verbose_name=_("programme"), on_delete=models.CASCADE, related_name="pairs"
    )
    match = models.OneToOneField(Match, verbose_name=_("match"), on_delete=models.CASCADE, related_name="pair")
    paused_at = models.DateTimeField(_("paused"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("pair of a programme")
        verbose_name_plural = _("pairs of programmes")
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return str(self.uid)

    @property
    def reference(self) -> str:
        """How the audit log names this pair."""
        return f"pair:{self.uid}"

    @property
    def is_open(self) -> bool:
        """Its match is not at an end. Needs `match` loaded."""
        return self.match.state in OPEN_STATES

    @property
    def can_be_ended(self) -> bool:
        """Its match goes on. One that waits for its second confirmation would lose its hours. Needs `match` loaded."""
        return self.is_open and self.match.state != MatchState.DONE


class ProgrammeChange(models.Model):
    """What organisers changed by hand, and why. Goes with the people whom it is about."""

    programme = models.ForeignKey(
        Programme, verbose_name=_("programme"), on_delete=models.CASCADE, related_name="changes"
    )
    kind = models.CharField(_("what"), max_length=8, choices=ChangeKind)
    learner = models.ForeignKey(Party, verbose_name=_("mentee"), on_delete=models.CASCADE, related_name="+")
    sharer = models.ForeignKey(Party, verbose_name=_("mentor"), on_delete=models.CASCADE, related_name="+")
    skill = models.ForeignKey(Skill, verbose_name=_("skill"), on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("why"), max_length=500)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.SET_NULL, related_name="+", null=True
    )
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("change by the organisers")
        verbose_name_plural = _("changes by the organisers")
        ordering: ClassVar[list[str]] = ["-at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(kind__in=ChangeKind.values), name="programme_change_is_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="programme_change_has_a_reason"),
        ]

    def __str__(self) -> str:
        return self.kind


class ProgrammeCheckIn(models.Model):
    """One side of a pair is asked on a day how it goes; only the organisers read what it says."""

    uid = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    pair = models.ForeignKey(ProgrammePair, verbose_name=_("pair"), on_delete=models.CASCADE, related_name="check_ins")
    by_learner = models.BooleanField(_("asks the mentee"))
    due_on = models.DateField(_("asked on"))
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    going = models.CharField(_("how it goes"), max_length=7, choices=Going, blank=True)
    meetings = models.PositiveSmallIntegerField(_("times you met since"), null=True, blank=True)
    text = models.TextField(_("in your own words"), max_length=2000, blank=True)
    seen_at = models.DateTimeField(_("looked after"), null=True, blank=True)

    objects = CheckInQuerySet.as_manager()

    class Meta:
        verbose_name = _("check-in")
        verbose_name_plural = _("check-ins")
        ordering: ClassVar[list[str]] = ["-due_on", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["pair", "by_learner", "due_on"], name="check_in_once"),
            models.CheckConstraint(
                condition=Q(answered_at=None, going="") | Q(answered_at__isnull=False, going__in=Going.values),
                name="check_in_answered",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["due_on"], condition=Q(answered_at=None), name="check_in_unanswered"),
        ]

    def __str__(self) -> str:
        return str(self.uid)

    def get_absolute_url(self) -> str:
        """Where it is answered."""
        return reverse("skills_exchange:check_in", args=[self.uid])

    @property
    def party(self) -> Party:
        """Who is asked. Needs the match with its sides loaded."""
        return self.pair.match.learner if self.by_learner else self.pair.match.sharer


def check_in_days(programme: Programme) -> list[date]:
    """On which days the pairs of a programme are asked: every so many weeks after it begins, up to its end."""
    if not programme.check_in_weeks:
        return []
    step = timedelta(weeks=programme.check_in_weeks)
    count = (programme.ends_on - programme.begins_on) // step
    return [programme.begins_on + step * number for number in range(1, count + 1)]
