"""Clinics: a skill for several people at once, in one language, at a time."""

import uuid
from datetime import timedelta
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skills_exchange.enums import Learned
from skills_exchange.enums_clinics import COMING, ClinicPlaceState, ClinicState
from skills_exchange.models.parties import Party
from skills_exchange.models.skills import Skill
from skills_exchange.querysets.clinics import ClinicQuerySet, PlaceQuerySet
from wikilearn.core import languages

LONGEST = timedelta(hours=8)
MOST_PLACES = 500


class Clinic(models.Model):
    """A group session. Without a host it only looks for one, and who wants to come waits.

    `sequence` counts changes of a planned clinic, as calendars want it (RFC 5545). `minutes`: how long it was. Once an
    attendee has confirmed (`confirmed_at`) these are hours of the host.
    """

    uid = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    skill = models.ForeignKey(Skill, verbose_name=_("skill"), on_delete=models.PROTECT, related_name="clinics")
    language = models.CharField(_("language"), max_length=35, validators=[languages.validate_tag])
    about = models.TextField(_("about"), max_length=2000, blank=True)
    host = models.ForeignKey(
        Party, verbose_name=_("host"), on_delete=models.PROTECT, related_name="clinics", null=True, blank=True
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("proposed by"),
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        editable=False,
    )
    starts_at = models.DateTimeField(_("starts"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    capacity = models.PositiveSmallIntegerField(
        _("places"), default=12, validators=[MinValueValidator(2), MaxValueValidator(MOST_PLACES)]
    )
    place = models.CharField(_("place"), max_length=300, blank=True)
    link = models.URLField(_("video link"), max_length=500, blank=True)
    state = models.CharField(_("state"), max_length=9, choices=ClinicState, default=ClinicState.PROPOSED)
    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed by an attendee"), null=True, editable=False)
    sequence = models.PositiveIntegerField(_("number of changes"), default=0, editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now, editable=False)
    reminded_day_at = models.DateTimeField(_("reminded a day before"), null=True, editable=False)
    reminded_hour_at = models.DateTimeField(_("reminded an hour before"), null=True, editable=False)

    objects = ClinicQuerySet.as_manager()

    class Meta:
        verbose_name = _("clinic")
        verbose_name_plural = _("clinics")
        ordering: ClassVar[list[str]] = ["starts_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(state__in=ClinicState.values), name="clinic_state_is_known"),
            models.CheckConstraint(
                condition=Q(state=ClinicState.PROPOSED, host=None, starts_at=None, ends_at=None)
                | Q(state=ClinicState.CANCELLED)
                | Q(
                    state__in=[ClinicState.PLANNED, ClinicState.HELD],
                    host__isnull=False,
                    starts_at__isnull=False,
                    ends_at__isnull=False,
                ),
                name="clinic_planned_has_host_and_time",
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at"), ends_at__lte=F("starts_at") + LONGEST),
                name="clinic_length",
            ),
            models.CheckConstraint(
                condition=Q(state=ClinicState.HELD, minutes__range=(1, 480))
                | ~Q(state=ClinicState.HELD) & Q(minutes=None, confirmed_at=None),
                name="clinic_held_has_minutes",
            ),
            models.CheckConstraint(condition=Q(capacity__range=(2, MOST_PLACES)), name="clinic_has_places"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "starts_at"], name="clinic_coming"),
        ]

    def __str__(self) -> str:
        return f"{self.skill_id} {self.language} {self.state}"

    def get_absolute_url(self) -> str:
        """The page of the clinic."""
        return reverse("skills_exchange:clinic", args=[self.uid])

    @property
    def reference(self) -> str:
        """How the audit log names this clinic."""
        return f"clinic:{self.uid}"

    @property
    def spoken(self) -> languages.Language:
        """Its language."""
        return languages.get(self.language)

    @property
    def is_planned(self) -> bool:
        """It has a host and a time."""
        return self.state == ClinicState.PLANNED

    @property
    def has_begun(self) -> bool:
        """Its time has come."""
        return self.starts_at is not None and self.starts_at <= timezone.now()

    @property
    def planned_minutes(self) -> int:
        """How long it is planned to be; 0 without a time."""
        if self.starts_at is None or self.ends_at is None:
            return 0
        return (self.ends_at - self.starts_at) // timedelta(minutes=1)

    @property
    def takes_people(self) -> bool:
        """One can still ask for a place."""
        return self.state in COMING and not self.has_begun


class ClinicPlace(models.Model):
    """Somebody has a place, waits for one, or has given it up. `queued_at` is their place in the waiting list.

    `attended` is what the host says; `learned` what the attendee says, which confirms it.
    """

    clinic = models.ForeignKey(Clinic, verbose_name=_("clinic"), on_delete=models.CASCADE, related_name="seats")
    party = models.ForeignKey(
        Party, verbose_name=_("participant"), on_delete=models.CASCADE, related_name="clinic_places"
    )
    state = models.CharField(_("state"), max_length=7, choices=ClinicPlaceState)
    queued_at = models.DateTimeField(_("asked for a place"), default=timezone.now)
    attended = models.BooleanField(_("was there"), null=True)
    learned = models.CharField(_("learned it"), max_length=6, choices=Learned, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("place in a clinic")
        verbose_name_plural = _("places in clinics")
        ordering: ClassVar[list[str]] = ["queued_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["clinic", "party"], name="clinic_place_once"),
            models.CheckConstraint(condition=Q(state__in=ClinicPlaceState.values), name="clinic_place_state_is_known"),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, learned="") | Q(confirmed_at__isnull=False, attended=True),
                name="clinic_confirmed_was_there",
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Trigger(
                name="never_over_capacity",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("state", "clinic_id"),  # type: ignore[no-untyped-call]
                condition=pgtrigger.Q(new__state=ClinicPlaceState.SEATED.value),
                declare=[("places", "integer")],
                func="""
                    SELECT capacity INTO places FROM skills_exchange_clinic WHERE id = NEW.clinic_id FOR NO KEY UPDATE;
                    IF places <= (
                        SELECT count(*) FROM skills_exchange_clinicplace
                        WHERE clinic_id = NEW.clinic_id AND state = 'seated' AND id <> NEW.id
                    ) THEN
                        RAISE EXCEPTION 'all places of the clinic are taken'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'clinic_never_over_capacity';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.clinic_id} {self.party_id} {self.state}"
