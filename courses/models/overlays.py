"""Local adaptations: one shared course, changed block by block where a wiki or an organisation needs it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.enums import OverlayMode
from courses.models.structure import Block, Course
from wikilearn.core import languages


class Overlay(models.Model):
    """What an organisation or a wiki changes in a course, in one language. Its updates keep flowing in."""

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
        ]

    def __str__(self) -> str:
        return f"{self.course_id} {self.language}"


class OverlayBlock(models.Model):
    """One change. `base_hash` is that of the block it was made on: a difference asks for a three-way look."""

    overlay = models.ForeignKey(
        Overlay, verbose_name=_("local adaptation"), on_delete=models.CASCADE, related_name="blocks"
    )
    block = models.ForeignKey(Block, verbose_name=_("block"), on_delete=models.CASCADE, related_name="overlay_blocks")
    mode = models.CharField(_("what it does"), max_length=10, choices=OverlayMode)
    text = models.TextField(_("text"), blank=True)
    base_hash = models.CharField(_("hash of the block it was made on"), max_length=64)

    class Meta:
        verbose_name = _("adapted block")
        verbose_name_plural = _("adapted blocks")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["overlay", "block", "mode"], name="overlay_block_once"),
            models.CheckConstraint(
                condition=Q(mode=OverlayMode.HIDE, text="") | (~Q(mode=OverlayMode.HIDE) & ~Q(text="")),
                name="overlay_block_text",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mode} {self.block_id}"
