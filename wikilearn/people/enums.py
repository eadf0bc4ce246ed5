"""Choices about people."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Theme(TextChoices):
    """Colours of the pages."""

    SYSTEM = "system", _("As on my device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")
