"""The files that carry credentials."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from certification.badges.enums import CarrierKind, CarrierState
from certification.badges.models.credentials import Credential


def carrier_path(carrier: "Carrier", _filename: str) -> str:
    """Where a carrier's file lies below the uploads: by reference, not by name."""
    uid = carrier.credential.uid.hex
    return f"credentials/{uid[:2]}/{uid}/{carrier.template_version}.{carrier.kind}"


class Carrier(models.Model):
    """A file that carries a credential, made from one version of the template; or why it could not be made."""

    credential = models.ForeignKey(
        Credential, verbose_name=_("badge"), on_delete=models.PROTECT, related_name="carriers"
    )
    kind = models.CharField(_("kind"), max_length=4, choices=CarrierKind)
    template_version = models.PositiveSmallIntegerField(_("version of the template"))
    state = models.CharField(_("state"), max_length=8, choices=CarrierState)
    file = models.FileField(_("file"), upload_to=carrier_path, max_length=200, blank=True)
    sha256 = models.BinaryField(_("hash"), max_length=32, default=bytes)
    problem = models.TextField(_("problem"), blank=True)
    made_at = models.DateTimeField(_("made"), default=timezone.now)

    class Meta:
        verbose_name = _("file of a badge")
        verbose_name_plural = _("files of badges")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["credential", "kind", "template_version"], name="carrier_once"),
            models.CheckConstraint(
                condition=Q(state=CarrierState.READY) & ~Q(file="") & Q(problem="")
                | Q(state=CarrierState.FAILED, file="") & ~Q(problem=""),
                name="carrier_has_file_or_problem",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.credential_id} {self.kind}"
