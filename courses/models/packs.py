"""Learning packs: courses in an order, for an audience, with a badge at the end."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.enums import Audience
from courses.models.structure import Course
from courses.querysets import PackQuerySet
from wikilearn.core import languages
from wikilearn.core.integrity import append_only


class Pack(models.Model):
    """Courses that belong together. `organisation` is empty for those that the curators of the site made.

    Its words are rows (`PackText`), one for each language; `source_language` is the one that is shown to those who
    read none of them. Learners see it once it is `offered`. One that came with the site keeps in `loaded` what came:
    `{"courses": [address, …], "texts": {language: hash}}`, so that the next version sees what was changed here.
    """

    slug = models.SlugField(_("address"), max_length=100, unique=True)
    organisation = models.ForeignKey(
        "movement.Organisation",
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        related_name="packs",
        null=True,
        blank=True,
    )
    audience = models.CharField(_("audience"), max_length=12, choices=Audience)
    source_language = models.CharField(
        _("source language"), max_length=35, default="en", validators=[languages.validate_tag]
    )
    offered = models.BooleanField(_("offered to learners"), default=False)
    loaded = models.JSONField(_("as it came with the site"), null=True, blank=True, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("made by"), on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = PackQuerySet.as_manager()

    class Meta:
        verbose_name = _("learning pack")
        verbose_name_plural = _("learning packs")
        ordering: ClassVar[list[str]] = ["slug"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(audience__in=Audience.values), name="pack_audience_is_known"),
        ]

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        return reverse("courses:pack", args=[self.slug])

    @property
    def reference(self) -> str:
        """How the audit log names it."""
        return f"pack:{self.slug}"


class PackText(models.Model):
    """Title and description of a pack in one language. `outdated`: its first language has changed since."""

    pack = models.ForeignKey(Pack, verbose_name=_("learning pack"), on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=35, validators=[languages.validate_tag])
    title = models.CharField(_("title"), max_length=150)
    description = models.TextField(_("description"), max_length=2000, blank=True)
    outdated = models.BooleanField(_("outdated"), default=False)

    class Meta:
        verbose_name = _("text of a learning pack")
        verbose_name_plural = _("texts of learning packs")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["pack", "language"], name="pack_text_once"),
            models.CheckConstraint(condition=~models.Q(title=""), name="pack_text_has_title"),
        ]

    def __str__(self) -> str:
        return self.title


class PackCourse(models.Model):
    """A course in a pack, at its place."""

    pack = models.ForeignKey(Pack, verbose_name=_("learning pack"), on_delete=models.CASCADE, related_name="entries")
    course = models.ForeignKey(Course, verbose_name=_("course"), on_delete=models.PROTECT, related_name="in_packs")
    position = models.PositiveSmallIntegerField(_("position"), validators=[MinValueValidator(1)])

    class Meta:
        verbose_name = _("course of a learning pack")
        verbose_name_plural = _("courses of learning packs")
        ordering: ClassVar[list[str]] = ["position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["pack", "course"], name="pack_course_once"),
            models.UniqueConstraint(
                fields=["pack", "position"], name="pack_position_once", deferrable=models.Deferrable.DEFERRED
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pack_id} {self.position}"


class PackEnrolment(models.Model):
    """A person takes a pack; whoever leaves keeps the row, with `left_at`."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.PROTECT, related_name="pack_enrolments"
    )
    pack = models.ForeignKey(Pack, verbose_name=_("learning pack"), on_delete=models.PROTECT, related_name="enrolments")
    enrolled_at = models.DateTimeField(_("enrolled at"), default=timezone.now)
    left_at = models.DateTimeField(_("left"), null=True, blank=True)

    class Meta:
        verbose_name = _("enrolment in a learning pack")
        verbose_name_plural = _("enrolments in learning packs")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "pack"], name="pack_enrolment_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.pack_id}"


class PackCompletion(models.Model):
    """A person has passed all courses of a pack, as it was then. Once for ever."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.PROTECT, related_name="pack_completions"
    )
    pack = models.ForeignKey(
        Pack, verbose_name=_("learning pack"), on_delete=models.PROTECT, related_name="completions"
    )
    completed_at = models.DateTimeField(_("completed"), default=timezone.now)

    class Meta:
        verbose_name = _("completion of a learning pack")
        verbose_name_plural = _("completions of learning packs")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "pack"], name="pack_completed_once"),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = append_only()

    def __str__(self) -> str:
        return f"{self.person_id} {self.pack_id}"
