"""Who takes part in the exchange, and when they have time."""

import uuid
from datetime import date
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skills_exchange import weeks
from skills_exchange.enums import LanguageLevel, PartyKind
from skills_exchange.fields import BitsField
from skills_exchange.querysets.parties import PartyQuerySet
from wikilearn.core import languages
from wikilearn.people.models import validate_time_zone


class Party(models.Model):
    """A person or an organisation that shares skills or looks for some.

    `week` are the hours people marked as free, in `zone`; `week_utc` the same for the week of `week_of`, renewed when
    the zone changes its distance to UTC. `active` counts the matches that hold a place; triggers keep it, and nothing
    takes it above `max_active`. `exposure` is how often the party was suggested lately, which fades.
    """

    uid = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=PartyKind)
    person = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.CASCADE,
        related_name="party",
        null=True,
        blank=True,
    )
    organisation = models.OneToOneField(
        "movement.Organisation",
        verbose_name=_("organisation"),
        on_delete=models.CASCADE,
        related_name="party",
        null=True,
        blank=True,
    )
    about = models.TextField(_("about"), max_length=2000, blank=True)
    territories = models.ManyToManyField(
        "movement.Territory", verbose_name=_("countries and territories"), related_name="parties", blank=True
    )
    zone = models.CharField(_("time zone"), max_length=64, default="UTC", validators=[validate_time_zone])
    week = BitsField(_("free hours of the week"), bits=weeks.HOURS, default=0)
    week_utc = BitsField(_("free quarter hours in UTC"), bits=weeks.QUARTERS, default=0, editable=False)
    week_of = models.DateField(_("week of the hours in UTC"), null=True, editable=False)
    hours_a_week = models.PositiveSmallIntegerField(
        _("hours a week"), default=2, validators=[MinValueValidator(1), MaxValueValidator(40)]
    )
    max_active = models.PositiveSmallIntegerField(
        _("exchanges at the same time"), default=2, validators=[MaxValueValidator(50)]
    )
    active = models.PositiveSmallIntegerField(_("exchanges now"), default=0, editable=False)
    away_from = models.DateField(_("away from"), null=True, blank=True)
    away_until = models.DateField(_("away until"), null=True, blank=True)
    listed = models.BooleanField(
        _("others can find me"), default=True, help_text=_("If not, you are in no list and are suggested to nobody.")
    )
    underrepresented = models.BooleanField(_("from an under-represented community"), default=False, editable=False)
    exposure = models.FloatField(_("suggested lately"), default=0, editable=False)
    rating = models.FloatField(_("how helpful others found it, 0–1"), null=True, blank=True, editable=False)
    active_at = models.DateTimeField(_("last active"), default=timezone.now, editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    objects = PartyQuerySet.as_manager()

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        ordering: ClassVar[list[str]] = ["-active_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(kind=PartyKind.PERSON, person__isnull=False, organisation=None)
                | Q(kind=PartyKind.ORGANISATION, person=None, organisation__isnull=False),
                name="party_is_one_of_two",
            ),
            models.CheckConstraint(
                condition=Q(away_from=None) | Q(away_until=None) | Q(away_until__gte=F("away_from")),
                name="party_away_in_order",
            ),
            models.CheckConstraint(condition=Q(hours_a_week__range=(1, 40)), name="party_hours_are_sensible"),
            models.CheckConstraint(condition=Q(max_active__lte=50), name="party_cap_is_sensible"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["-active_at", "-id"], name="party_here_lately"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The profile."""
        return reverse("skills_exchange:party", args=[self.uid])

    @property
    def reference(self) -> str:
        """How the audit log names this party."""
        return f"party:{self.uid}"

    @property
    def name(self) -> str:
        """Username, or the name of the organisation. Needs `person` and `organisation` loaded."""
        return str(self.person.username if self.person else self.organisation.name if self.organisation else "")

    @property
    def has_a_place(self) -> bool:
        """Whether one more exchange fits."""
        return self.active < self.max_active

    def is_away(self, on: date) -> bool:
        """Away on that day; without an end until further notice."""
        if self.away_from is None and self.away_until is None:
            return False
        return (self.away_from or on) <= on <= (self.away_until or on)


class PartyLanguage(models.Model):
    """A language that a party speaks."""

    party = models.ForeignKey(Party, verbose_name=_("participant"), on_delete=models.CASCADE, related_name="speaks")
    language = models.CharField(_("language"), max_length=35, validators=[languages.validate_tag])
    level = models.PositiveSmallIntegerField(_("level"), choices=LanguageLevel, default=LanguageLevel.ADVANCED)

    class Meta:
        verbose_name = _("language of a participant")
        verbose_name_plural = _("languages of participants")
        ordering: ClassVar[list[str]] = ["-level", "language"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["party", "language"], name="party_language_once"),
            models.CheckConstraint(condition=Q(level__range=(1, 5)), name="party_language_level_is_known"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["language", "level", "party"], name="party_language_spoken"),
        ]

    def __str__(self) -> str:
        return f"{self.language}-{self.level}"


class PartyBlock(models.Model):
    """A party wants nothing to do with another: neither sees, finds, is matched with or writes to the other."""

    by = models.ForeignKey(Party, verbose_name=_("blocked by"), on_delete=models.CASCADE, related_name="blocks")
    blocked = models.ForeignKey(Party, verbose_name=_("blocked"), on_delete=models.CASCADE, related_name="blocked_by")
    created_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("block")
        verbose_name_plural = _("blocks")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["by", "blocked"], name="party_block_once"),
            models.CheckConstraint(condition=~Q(by=F("blocked")), name="party_blocks_others"),
        ]

    def __str__(self) -> str:
        return f"{self.by_id} {self.blocked_id}"
