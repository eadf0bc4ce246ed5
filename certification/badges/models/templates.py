"""How the badges of an issuer look."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from certification.badges.enums import TemplateState
from certification.badges.models.issuers import Issuer
from wikilearn.people.models import Person

FIRST_NUMBER = 100
"""Numbers below belong to the designs that come with the platform (see `drawing.TEMPLATE_VERSION`)."""


class Template(models.Model):
    """A picture, a logo and a colour for the badges of an issuer.

    A credential keeps the number of the template that it was drawn with. What a template draws never changes once it
    stands; another look is another template. `picture` and `logo` are SVG that was cleaned when it came in, `raster` is
    the picture as PNG, written by ourselves.
    """

    issuer = models.ForeignKey(Issuer, verbose_name=_("issuer"), on_delete=models.PROTECT, related_name="templates")
    number = models.PositiveSmallIntegerField(_("number"), unique=True, editable=False)
    name = models.CharField(_("name"), max_length=100)
    colour = models.CharField(_("colour"), max_length=7, default="#3366cc")
    picture = models.TextField(_("picture"), blank=True)
    raster = models.BinaryField(_("picture as PNG"), default=bytes, blank=True)
    logo = models.TextField(_("logo"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=TemplateState, default=TemplateState.DRAFT)
    made_by = models.ForeignKey(
        Person, verbose_name=_("made by"), on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    used_since = models.DateTimeField(_("in use since"), null=True, blank=True)

    class Meta:
        verbose_name = _("template of badges")
        verbose_name_plural = _("templates of badges")
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["issuer"], condition=Q(state=TemplateState.ACTIVE), name="template_in_use"),
            models.CheckConstraint(condition=Q(state__in=TemplateState.values), name="template_state_is_known"),
            models.CheckConstraint(condition=Q(number__gte=FIRST_NUMBER), name="template_number_of_ours_stays_free"),
            models.CheckConstraint(condition=Q(colour__regex=r"^#[0-9a-f]{6}$"), name="template_colour_is_one"),
            models.CheckConstraint(condition=Q(raster=b"") | ~Q(picture=""), name="template_png_is_of_a_picture"),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.ReadOnly(name="template_look_stays", fields=["issuer", "number", "colour", "picture", "logo"]),
            pgtrigger.Protect(name="template_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    @property
    def reference(self) -> str:
        """How the audit log names it."""
        return f"badge_template:{self.number}"
