"""Cohorts: people who take a course together, with facilitators, sessions at a time, and attendance."""

import uuid
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.enums import Admission, AttendanceState, CohortState, MemberState, SessionState
from courses.models.structure import KEY_LENGTH, Course
from courses.querysets_cohorts import CohortQuerySet, MemberQuerySet, SessionQuerySet
from wikilearn.core.languages import Language, validate_tag
from wikilearn.core.languages import get as language_named
from wikilearn.people.models import validate_time_zone

HOLDS_A_SEAT = (MemberState.MEMBER, MemberState.OFFERED)
"""Who counts towards the capacity: an offered place is kept until its deadline."""


class Cohort(models.Model):
    """A group that takes a course together, organised by an organisation.

    `time_zone` is the zone that its sessions are planned in. `capacity` empty: any number. Without
    `enrols_until` one can join until it is closed.
    """

    uid = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    course = models.ForeignKey(Course, verbose_name=_("course"), on_delete=models.PROTECT, related_name="cohorts")
    organisation = models.ForeignKey(
        "movement.Organisation", verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="cohorts"
    )
    title = models.CharField(_("title"), max_length=200)
    about = models.TextField(_("about"), max_length=5000, blank=True)
    languages = ArrayField(models.CharField(max_length=35, validators=[validate_tag]), verbose_name=_("languages"))
    time_zone = models.CharField(_("time zone"), max_length=64, validators=[validate_time_zone])
    capacity = models.PositiveIntegerField(
        _("places"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(10_000)]
    )
    admission = models.CharField(_("admission"), max_length=12, choices=Admission, default=Admission.OPEN)
    enrols_from = models.DateTimeField(_("one can join from"), default=timezone.now)
    enrols_until = models.DateTimeField(_("one can join until"), null=True, blank=True)
    confirm_hours = models.PositiveSmallIntegerField(
        _("hours to confirm an offered place"),
        default=48,
        validators=[MinValueValidator(1), MaxValueValidator(24 * 30)],
    )
    state = models.CharField(_("state"), max_length=10, choices=CohortState, default=CohortState.OPEN)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = CohortQuerySet.as_manager()

    class Meta:
        verbose_name = _("cohort")
        verbose_name_plural = _("cohorts")
        ordering: ClassVar[list[str]] = ["-created_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(state__in=CohortState.values), name="cohort_state_is_known"),
            models.CheckConstraint(condition=Q(admission__in=Admission.values), name="cohort_admission_is_known"),
            models.CheckConstraint(condition=Q(capacity=None) | Q(capacity__gte=1), name="cohort_has_places"),
            models.CheckConstraint(
                condition=Q(enrols_until=None) | Q(enrols_until__gt=F("enrols_from")), name="cohort_window_in_order"
            ),
            models.CheckConstraint(condition=Q(languages__len__gt=0), name="cohort_speaks_something"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of the cohort."""
        return reverse("courses:cohort", args=[self.uid])

    @property
    def reference(self) -> str:
        """How the audit log names this cohort."""
        return f"cohort:{self.uid}"

    @property
    def is_open(self) -> bool:
        """It goes on: neither closed nor cancelled."""
        return self.state == CohortState.OPEN

    @property
    def takes_people(self) -> bool:
        """One can ask for a place now."""
        now = timezone.now()
        return self.is_open and self.enrols_from <= now and (self.enrols_until is None or now < self.enrols_until)

    @property
    def spoken(self) -> list[Language]:
        """The languages of the sessions."""
        return [language_named(tag) for tag in self.languages]


class Facilitator(models.Model):
    """A person leads a cohort: sees who takes part, marks attendance, writes to all."""

    cohort = models.ForeignKey(Cohort, verbose_name=_("cohort"), on_delete=models.CASCADE, related_name="facilitators")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.CASCADE, related_name="facilitates"
    )

    class Meta:
        verbose_name = _("facilitator")
        verbose_name_plural = _("facilitators")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["cohort", "person"], name="facilitator_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.cohort_id}"


class CohortMember(models.Model):
    """A person asked for a place, waits for one, or has one. `queued_at` is their place in the waiting list.

    `note` is what they wrote when they applied; facilitators read it, and it is forgotten when it is decided on.
    """

    cohort = models.ForeignKey(Cohort, verbose_name=_("cohort"), on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.PROTECT, related_name="cohort_places"
    )
    state = models.CharField(_("state"), max_length=10, choices=MemberState)
    queued_at = models.DateTimeField(_("asked for a place"), default=timezone.now)
    changed_at = models.DateTimeField(_("since"), default=timezone.now)
    confirm_before = models.DateTimeField(_("to be confirmed before"), null=True, blank=True)
    note = models.TextField(_("application"), max_length=2000, blank=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("member of a cohort")
        verbose_name_plural = _("members of cohorts")
        ordering: ClassVar[list[str]] = ["queued_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["cohort", "person"], name="cohort_member_once"),
            models.CheckConstraint(condition=Q(state__in=MemberState.values), name="cohort_member_state_is_known"),
            models.CheckConstraint(
                condition=Q(state=MemberState.OFFERED, confirm_before__isnull=False)
                | ~Q(state=MemberState.OFFERED) & Q(confirm_before=None),
                name="cohort_offer_has_a_deadline",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["person", "state"], name="cohort_places_of_person"),
            models.Index(
                fields=["confirm_before"], condition=Q(state=MemberState.OFFERED), name="cohort_offer_deadline"
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Trigger(
                name="never_over_capacity",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("state", "cohort_id"),  # type: ignore[no-untyped-call]
                condition=pgtrigger.Q(new__state__in=[state.value for state in HOLDS_A_SEAT]),
                declare=[("places", "integer")],
                func="""
                    SELECT capacity INTO places FROM courses_cohort WHERE id = NEW.cohort_id FOR NO KEY UPDATE;
                    IF places IS NOT NULL AND places <= (
                        SELECT count(*) FROM courses_cohortmember
                        WHERE cohort_id = NEW.cohort_id AND state IN ('member', 'offered') AND id <> NEW.id
                    ) THEN
                        RAISE EXCEPTION 'all places of the cohort are taken'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'cohort_never_over_capacity';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.cohort_id} {self.person_id} {self.state}"


class CohortSession(models.Model):
    """One meeting, from – until, in UTC. `time_zone` is the zone it was planned in.

    `place` and `link` are for members only. `lessons` are keys of the course: whoever takes part has them read.
    `sequence` counts its changes, as calendars want it (RFC 5545). `code` lets members check themselves in.
    """

    uid = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    cohort = models.ForeignKey(Cohort, verbose_name=_("cohort"), on_delete=models.CASCADE, related_name="sessions")
    title = models.CharField(_("title"), max_length=200, blank=True)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    time_zone = models.CharField(_("time zone"), max_length=64, validators=[validate_time_zone])
    language = models.CharField(_("language"), max_length=35, blank=True)
    place = models.CharField(_("place"), max_length=300, blank=True)
    link = models.URLField(_("video link"), max_length=500, blank=True)
    lessons = ArrayField(models.CharField(max_length=KEY_LENGTH), verbose_name=_("lessons"), default=list, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=SessionState, default=SessionState.PLANNED)
    code = models.CharField(_("check-in code"), max_length=12, blank=True)
    sequence = models.PositiveIntegerField(_("number of changes"), default=0)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering: ClassVar[list[str]] = ["starts_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(state__in=SessionState.values), name="session_state_is_known"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="session_ends_after_it_starts"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["cohort", "starts_at"], name="session_of_cohort"),
            models.Index(fields=["starts_at"], condition=Q(state=SessionState.PLANNED), name="session_upcoming"),
        ]

    def __str__(self) -> str:
        return f"{self.cohort_id} {self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def reference(self) -> str:
        """How the audit log names this session."""
        return f"session:{self.uid}"

    @property
    def is_cancelled(self) -> bool:
        """It does not take place."""
        return self.state == SessionState.CANCELLED

    @property
    def is_over(self) -> bool:
        """Its end has passed."""
        return self.ends_at <= timezone.now()


class Attendance(models.Model):
    """Whether a member took part in a session. `by` is the facilitator; empty: checked in by the code."""

    session = models.ForeignKey(
        CohortSession, verbose_name=_("session"), on_delete=models.CASCADE, related_name="attendance"
    )
    member = models.ForeignKey(
        CohortMember, verbose_name=_("member"), on_delete=models.CASCADE, related_name="attendance"
    )
    state = models.CharField(_("state"), max_length=10, choices=AttendanceState)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("marked by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    at = models.DateTimeField(_("marked"), default=timezone.now)

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["session", "member"], name="attendance_once"),
            models.CheckConstraint(condition=Q(state__in=AttendanceState.values), name="attendance_state_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.member_id} {self.state}"


class CalendarFeed(models.Model):
    """A secret address at which calendars read a person's sessions, of one cohort or (empty) of all.

    Only the SHA-256 of its secret is kept. A new one for the same takes the place of the old.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.CASCADE, related_name="calendar_feeds"
    )
    cohort = models.ForeignKey(
        Cohort, verbose_name=_("cohort"), on_delete=models.CASCADE, related_name="+", null=True, blank=True
    )
    digest = models.BinaryField(_("digest"), max_length=32, unique=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "cohort"], nulls_distinct=False, name="calendar_feed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.cohort_id or '*'}"
