"""States of what is sent, and ways on a wiki."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class EmailState(TextChoices):
    """Where an e-mail, or a message on a wiki, is on its way; all but `DUE` are final."""

    DUE = "due", _("To be sent")
    SENT = "sent", _("Sent")
    SKIPPED = "skipped", _("No longer wanted")
    FAILED = "failed", _("Given up")


class WikiWay(TextChoices):
    """How a person is told on a wiki."""

    TALK = "talk", _("On my talk page, without saying what it is about")
    EMAIL = "email", _("By e-mail through the wiki")
