"""States of an e-mail."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class EmailState(TextChoices):
    """Where an e-mail is on its way; all but `DUE` are final."""

    DUE = "due", _("To be sent")
    SENT = "sent", _("Sent")
    SKIPPED = "skipped", _("No longer wanted")
    FAILED = "failed", _("Given up")
