"""Local adaptations: one shared course, changed block by block where a wiki or an organisation needs it."""

from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.enums import OverlayMode, OverlayStanding, OverlayState
from courses.models.structure import KEY_LENGTH, Course
from courses.querysets import OverlayBlockQuerySet, OverlayQuerySet
from wikilearn.core import languages
from wikilearn.core.integrity import append_only

KEEPS_CORE = """
    IF NEW.mode IN ('replace', 'hide') AND EXISTS (
        SELECT 1
        FROM courses_block block
        JOIN courses_lesson lesson ON lesson.id = block.lesson_id
        JOIN courses_overlay overlay ON overlay.course_id = lesson.course_id
        WHERE overlay.id = NEW.overlay_id AND lesson.key = NEW.lesson_key AND block.key = NEW.block_key
            AND (block.core OR block.kind IN ('quiz', 'scenario', 'exercise'))
    ) THEN
        RAISE EXCEPTION 'a local adaptation adds to a core block, it never hides or replaces it'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'overlay_keeps_core';
    END IF;
    RETURN NEW;
"""


class Overlay(models.Model):
    """What an organisation or a wiki changes in a course, in one language. Its updates keep flowing in.

    `blocks` is the working copy; what learners get is `published_revision`, whatever the state says. `note` tells
    learners what is local about it.
    """

    course = models.ForeignKey(Course, verbose_name=_("course"), on_delete=models.CASCADE, related_name="overlays")
    organisation = models.ForeignKey(
        "movement.Organisation",
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        related_name="overlays",
        null=True,
        blank=True,
    )
    wiki = models.ForeignKey(
        "movement.Wiki",
        verbose_name=_("wiki"),
        on_delete=models.PROTECT,
        related_name="overlays",
        null=True,
        blank=True,
    )
    language = models.CharField(_("language"), max_length=35, validators=[languages.validate_tag])
    state = models.CharField(_("state"), max_length=10, choices=OverlayState, default=OverlayState.DRAFT)
    note = models.CharField(_("what is local about it"), max_length=300, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("created by"), on_delete=models.PROTECT, related_name="+", null=True
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("submitted by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    published_revision = models.ForeignKey(
        "courses.OverlayRevision",
        verbose_name=_("published revision"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )

    objects = OverlayQuerySet.as_manager()

    class Meta:
        verbose_name = _("local adaptation")
        verbose_name_plural = _("local adaptations")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=True, wiki__isnull=False)
                | Q(organisation__isnull=False, wiki__isnull=True),
                name="overlay_has_one_owner",
            ),
            models.UniqueConstraint(
                fields=["course", "organisation", "wiki", "language"], nulls_distinct=False, name="overlay_once"
            ),
            models.CheckConstraint(condition=Q(state__in=OverlayState.values), name="overlay_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state=OverlayState.PUBLISHED) | Q(published_revision__isnull=False),
                name="overlay_published_has_revision",
            ),
            models.CheckConstraint(
                condition=~Q(state=OverlayState.WITHDRAWN) | Q(published_revision__isnull=True),
                name="overlay_withdrawn_has_none",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["course", "language"], condition=Q(published_revision__isnull=False), name="overlay_served"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course_id} {self.owner_key} {self.language}"

    @property
    def owner_key(self) -> str:
        """Whose it is, as choices of readers name it: `organisation:<slug>` or `wiki:<dbname>`."""
        if self.organisation is not None:
            return f"organisation:{self.organisation.slug}"
        return f"wiki:{self.wiki.dbname}" if self.wiki is not None else ""

    @property
    def owner_name(self) -> str:
        """The name of the organisation or of the wiki."""
        owner = self.organisation or self.wiki
        return owner.name if owner is not None else ""

    @property
    def reference(self) -> str:
        """How the audit log names this adaptation."""
        return f"overlay:{self.pk}"


class OverlayBlock(models.Model):
    """One change, in the working copy. It finds its block by the stable keys of lesson and block.

    `base_text` is the text of the block, in the language of the adaptation, that the change was made on: it is what a
    three-way look starts from. `position` orders several additions at one block. `standing` is written whenever the
    course or the change is: see `courses.publishing.overlays.standing_of`.
    """

    overlay = models.ForeignKey(
        Overlay, verbose_name=_("local adaptation"), on_delete=models.CASCADE, related_name="blocks"
    )
    lesson_key = models.CharField(_("lesson"), max_length=KEY_LENGTH)
    block_key = models.CharField(_("block"), max_length=KEY_LENGTH)
    mode = models.CharField(_("what it does"), max_length=10, choices=OverlayMode)
    position = models.PositiveIntegerField(_("position"), default=0)
    text = models.TextField(_("text"), blank=True)
    note = models.CharField(_("note for your colleagues"), max_length=500, blank=True)
    base_text = models.TextField(_("text of the block it was made on"), blank=True)
    base_hash = models.CharField(_("hash of the block it was made on"), max_length=64)
    standing = models.CharField(
        _("how it fits"), max_length=8, choices=OverlayStanding, default=OverlayStanding.FITS, editable=False
    )
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("changed by"), on_delete=models.PROTECT, related_name="+", null=True
    )
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = OverlayBlockQuerySet.as_manager()

    class Meta:
        verbose_name = _("adapted block")
        verbose_name_plural = _("adapted blocks")
        ordering: ClassVar[list[str]] = ["lesson_key", "block_key", "position", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["overlay", "lesson_key", "block_key"],
                condition=~Q(mode=OverlayMode.ADD_AFTER),
                name="overlay_block_once",
            ),
            models.CheckConstraint(
                condition=Q(mode=OverlayMode.HIDE, text="") | (~Q(mode=OverlayMode.HIDE) & ~Q(text="")),
                name="overlay_block_text",
            ),
            models.CheckConstraint(condition=Q(mode__in=OverlayMode.values), name="overlay_block_mode_is_known"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["overlay"], condition=~Q(standing=OverlayStanding.FITS), name="overlay_block_asks"),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Trigger(
                name="core_is_kept",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert
                | pgtrigger.UpdateOf("overlay_id", "lesson_key", "block_key", "mode", "text", "base_hash"),  # type: ignore[no-untyped-call]
                func=KEEPS_CORE,
            )
        ]

    def __str__(self) -> str:
        return f"{self.mode} {self.lesson_key}/{self.block_key}"

    @property
    def change(self) -> dict[str, Any]:
        """The plain form of it, as revisions keep it: see `courses.publishing.overlays.Change`."""
        return {
            "id": self.pk,
            "lesson": self.lesson_key,
            "block": self.block_key,
            "mode": self.mode,
            "position": self.position,
            "text": self.text,
            "base_hash": self.base_hash,
        }


class OverlayRevision(models.Model):
    """A published state of an adaptation, for ever. `changes`: a list of `OverlayBlock.change`, in order."""

    overlay = models.ForeignKey(
        Overlay, verbose_name=_("local adaptation"), on_delete=models.PROTECT, related_name="revisions"
    )
    number = models.PositiveIntegerField(_("number"))
    changes = models.JSONField(_("changes"))
    note = models.CharField(_("note"), max_length=500, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("submitted by"), on_delete=models.PROTECT, related_name="+", null=True
    )
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("published by"), on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(_("published at"), default=timezone.now)

    class Meta:
        verbose_name = _("revision of a local adaptation")
        verbose_name_plural = _("revisions of local adaptations")
        ordering: ClassVar[list[str]] = ["overlay", "-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["overlay", "number"], name="overlay_revision_number"),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = append_only()

    def __str__(self) -> str:
        return f"{self.overlay_id} r{self.number}"
