"""Opt-in match: whether at least two others reported the same person, which nobody can ask alone."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reporting.models.cases import Case
from reporting.models.keys import KeyLogEntry
from wikilearn.people.models import Person


class MatchKey(models.Model):
    """The public half seals whom a report names; the private one exists only as halves with officers, pair by pair."""

    uid = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    public = models.BinaryField(_("public key"), max_length=32)
    made_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("made by")
    )
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("key of the match")
        verbose_name_plural = _("keys of the match")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(models.Value(1), condition=Q(ended_at=None), name="match_key_once"),
        ]

    def __str__(self) -> str:
        return str(self.uid)


class MatchWish(models.Model):
    """Somebody of trust and safety wants these officers; a key is made once somebody else of them agrees. One at most.

    What reporters asked for until then is forgotten with the old key: nobody can do that alone.
    """

    asked_by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    officers = models.ManyToManyField(Person, related_name="+", verbose_name=_("officers"))

    class Meta:
        verbose_name = _("wish for officers of the match")
        verbose_name_plural = _("wishes for officers of the match")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(models.Value(1), name="match_wish_once"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class MatchShare(models.Model):
    """One half of the private key, for one officer; the other half is with `partner`."""

    key = models.ForeignKey(MatchKey, on_delete=models.CASCADE, related_name="shares", verbose_name=_("key"))
    officer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("officer"))
    partner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("partner"))
    officer_entry = models.ForeignKey(
        KeyLogEntry, on_delete=models.PROTECT, related_name="+", verbose_name=_("key of the officer")
    )
    box = models.BinaryField(_("box"))

    class Meta:
        verbose_name = _("share of the match")
        verbose_name_plural = _("shares of the match")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["key", "officer", "partner"], name="match_share_once"),
            models.CheckConstraint(name="match_share_of_two", condition=~Q(officer=F("partner"))),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class MatchConsent(models.Model):
    """An officer gave a half to a partner, who can look once with it, until a time."""

    share = models.OneToOneField(MatchShare, on_delete=models.CASCADE, related_name="consent", verbose_name=_("share"))
    box = models.BinaryField(_("half, for the partner"))
    until = models.DateTimeField(_("until"))

    class Meta:
        verbose_name = _("consent to a match")
        verbose_name_plural = _("consents to a match")

    def __str__(self) -> str:
        return str(self.pk)


class MatchEntry(models.Model):
    """A reporter asked to be told if others report the same person. `box`: the names, which only two officers open.

    `verdict` is sealed under a secret outside the database: yes and no look alike in it.
    """

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="match_entry", verbose_name=_("case"))
    key = models.ForeignKey(MatchKey, on_delete=models.PROTECT, related_name="entries", verbose_name=_("key"))
    key_box = models.BinaryField(_("key of the names"))
    box = models.BinaryField(_("names"))
    verdict = models.BinaryField(_("verdict, sealed"))

    class Meta:
        verbose_name = _("report in the match")
        verbose_name_plural = _("reports in the match")

    def __str__(self) -> str:
        return str(self.case_id)
