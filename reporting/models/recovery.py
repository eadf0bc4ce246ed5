"""How somebody gets back into their vault with the help of two officers of another body."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reporting.models.keys import KeyLogEntry
from wikilearn.people.models import Person


class RecoveryShare(models.Model):
    """One half of a private key, for one officer; the other half is with `partner`. Every pair has its own split."""

    entry = models.ForeignKey(KeyLogEntry, on_delete=models.PROTECT, related_name="shares", verbose_name=_("key"))
    officer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("officer"))
    partner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("partner"))
    officer_entry = models.ForeignKey(
        KeyLogEntry, on_delete=models.PROTECT, related_name="+", verbose_name=_("key of the officer")
    )
    box = models.BinaryField(_("box"))

    class Meta:
        verbose_name = _("share of a key")
        verbose_name_plural = _("shares of keys")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["entry", "officer", "partner"], name="share_once"),
            models.CheckConstraint(name="share_of_two", condition=~Q(officer=models.F("partner"))),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Recovery(models.Model):
    """Somebody lost their vault and asks for what it opened. It may be answered from `opens_at` on, not before."""

    uid = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("person"))
    lost = models.ForeignKey(KeyLogEntry, on_delete=models.PROTECT, related_name="+", verbose_name=_("lost key"))
    new = models.ForeignKey(KeyLogEntry, on_delete=models.PROTECT, related_name="+", verbose_name=_("new key"))
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    opens_at = models.DateTimeField(_("opens"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    succeeded = models.BooleanField(_("succeeded"), default=False)

    class Meta:
        verbose_name = _("recovery")
        verbose_name_plural = _("recoveries")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person"], condition=Q(ended_at=None), name="recovery_once"),
        ]

    def __str__(self) -> str:
        return str(self.uid)


class RecoveryRelease(models.Model):
    """A half that an officer gave back, sealed to the new key of its owner."""

    recovery = models.ForeignKey(
        Recovery, on_delete=models.CASCADE, related_name="releases", verbose_name=_("recovery")
    )
    officer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("officer"))
    partner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("partner"))
    box = models.BinaryField(_("box"))

    class Meta:
        verbose_name = _("share given back")
        verbose_name_plural = _("shares given back")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["recovery", "officer", "partner"], name="release_once"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
