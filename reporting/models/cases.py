"""What may be known of a case without a key."""

import secrets
import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

_ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"


def new_reference() -> str:
    """A random public name, twelve signs (57 bits): no gap in numbers tells of a case that somebody may not see."""
    signs = "".join(secrets.choice(_ALPHABET) for _ in range(12))
    return "-".join((signs[:4], signs[4:8], signs[8:]))


class Case(models.Model):
    """One report and all that follows from it. Clear fields only; no text, no name."""

    id = models.UUIDField(_("identifier"), primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(_("reference"), max_length=14, unique=True, default=new_reference, editable=False)
    epoch = models.PositiveIntegerField(
        _("epoch"), default=1, help_text=_("Counts the keys that the case has had; each key has its own epoch.")
    )
    state = models.CharField(_("state"), max_length=20, default="received")
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="case_epoch", condition=Q(epoch__gte=1)),
        ]

    def __str__(self) -> str:
        return self.reference
