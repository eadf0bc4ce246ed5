"""Choices about clinics, where several people learn together."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ClinicState(TextChoices):
    """Where a clinic stands."""

    PROPOSED = "proposed", _("Looks for a host")
    PLANNED = "planned", _("Planned")
    HELD = "held", _("Took place")
    CANCELLED = "cancelled", _("Cancelled")


COMING = frozenset({ClinicState.PROPOSED, ClinicState.PLANNED})
"""One can join these."""


class ClinicPlaceState(TextChoices):
    """Where somebody stands who wants to come."""

    SEATED = "seated", _("Has a place")
    WAITING = "waiting", _("On the waiting list")
    LEFT = "left", _("Does not come")
